"""Words of dates by an organization that the city does not trust yet: a new date is hidden, and a changed one keeps its
old words, until the city has looked at them together with what else waits of the campaign."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from campaigns.events.models import Event
from campaigns.programme.models import Campaign
from campaigns.programme.proposals import forget_dates, must_wait, note_dates
from campaigns.programme.rules import SUBMITTED
from campaigns.programme.services import locked
from civic.city.text import Text

WORDS = ("name", "place", "feedback_question")


def words_of(thing: object) -> dict[str, Text]:
    """The words of an event or of a plan."""
    return {name: getattr(thing, name) for name in WORDS}


def offered_words(event: Event) -> dict[str, Text]:
    """What waits of a changed event; empty where nothing does."""
    return {name: Text(words) for name, words in (event.offered or {}).items()}


def take_words(
    session: Session, campaign: Campaign, event: Event, words: Mapping[str, Text], now: datetime, *, at_once: bool
) -> None:
    """Gives an event other words, or puts them aside for the city."""
    if campaign.state == SUBMITTED and words != words_of(event):
        locked(session, campaign.id).revision += 1  # the city decides about what it has read
    if must_wait(campaign, at_once=at_once) and not event.is_hidden:
        event.offered = {name: dict(text.by_language) for name, text in words.items()}
        if words == words_of(event):
            event.offered = None
            settle(session, campaign)
            return
        note_dates(session, locked(session, campaign.id), now)
        return
    for name, text in words.items():
        setattr(event, name, text)
    if event.is_hidden and at_once:
        event.is_hidden = False
    elif event.is_hidden:
        note_dates(session, locked(session, campaign.id), now)
    event.offered = None
    settle(session, campaign)


def hide_new(session: Session, campaign: Campaign, events: Sequence[Event], now: datetime, *, at_once: bool) -> None:
    """New dates of a published campaign wait, too."""
    if must_wait(campaign, at_once=at_once):
        for event in events:
            event.is_hidden = True
        note_dates(session, locked(session, campaign.id), now)
    elif campaign.state == SUBMITTED:
        locked(session, campaign.id).revision += 1


def waiting(session: Session, campaign_id: int) -> Sequence[Event]:
    """Dates of a campaign of which something waits."""
    found = select(Event).where(Event.campaign_id == campaign_id, Event.cancelled_at.is_(None))
    found = found.where(or_(Event.is_hidden, Event.offered.is_not(None)))
    return session.scalars(found.order_by(Event.starts_at, Event.id)).all()


def decide(session: Session, campaign_id: int, agrees: bool) -> list[Event]:
    """The city's answer; the dates that are at another place now. A new date to which it objects stays hidden until
    its organizers have changed it."""
    moved = []
    for event in waiting(session, campaign_id):
        if agrees:
            before = event.place
            for name, text in offered_words(event).items():
                setattr(event, name, text)
            moved += [event] if event.place != before else []
            event.is_hidden = False
        event.offered = None
    session.flush()
    return moved


def settle(session: Session, campaign: Campaign) -> None:
    """Where nothing of a campaign's dates waits any more, the city is asked about none."""
    session.flush()
    if not waiting(session, campaign.id):
        forget_dates(session, locked(session, campaign.id))
