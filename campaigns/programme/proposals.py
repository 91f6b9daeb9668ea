"""Other words or another cover for a published campaign, by an organization that the city does not trust yet: they wait
for the city, and until then everybody sees the old ones. The caller holds the campaign's row locked, and knows whether
what the actor writes is shown at once (`at_once`)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.programme.models import Campaign, Proposal
from campaigns.programme.rules import PUBLISHED
from civic.city.text import Text
from civic.errors import Conflict
from civic.pictures.services import publish, remove

WORDS = ("title", "summary", "body", "place")
"""What of a campaign's plan the city has looked at before it was published."""


def waiting(session: Session) -> Sequence[Campaign]:
    """Published campaigns with something that waits for the city, oldest first."""
    found = select(Campaign).join(Proposal, Proposal.campaign_id == Campaign.id).where(Campaign.state == PUBLISHED)
    return session.scalars(found.order_by(Proposal.offered_at, Campaign.id)).all()


def words_of(thing: object) -> dict[str, Any]:
    """The words of a campaign, of what is offered for it, or of a plan."""
    return {name: getattr(thing, name) for name in WORDS}


def must_wait(campaign: Campaign, *, at_once: bool) -> bool:
    """Whether new words or a new picture of the campaign need the city's approval."""
    return campaign.state == PUBLISHED and not at_once


def shown_to(session: Session, campaign: Campaign, *, at_once: bool) -> Proposal | None:
    """What waits, to go on from for somebody whose words wait too; others go on from what everybody sees, so that they
    publish nobody else's words with their own."""
    return session.get(Proposal, campaign.id) if must_wait(campaign, at_once=at_once) else None


def offer_words(
    session: Session, campaign: Campaign, words: Mapping[str, Text], now: datetime, *, at_once: bool
) -> bool:
    """Puts changed words of a published campaign aside until the city has looked at them; False when nothing has to
    wait. What waits is forgotten when somebody changes the words at once."""
    offered = session.get(Proposal, campaign.id)
    if not must_wait(campaign, at_once=at_once):
        if offered is not None and words != words_of(campaign):
            _forget_words(session, offered, words)
        return False
    if offered is None and words == words_of(campaign):
        return True
    offered = offered or _of(session, campaign, now)
    for name, text in words.items():
        setattr(offered, name, text)
    _drop_empty(session, campaign, offered)
    return True


def _forget_words(session: Session, offered: Proposal, words: Mapping[str, Text]) -> None:
    """What else waits goes on waiting, beside the words that everybody sees now."""
    if offered.questions is None and not offered.has_dates:
        withdraw(session, offered)
        return
    for name, text in words.items():
        setattr(offered, name, text)
    if offered.cover_id is not None:
        before, offered.cover_id = offered.cover_id, None
        remove(session, before)


def _drop_empty(session: Session, campaign: Campaign, offered: Proposal) -> None:
    is_empty = offered.cover_id is None and offered.questions is None and not offered.has_dates
    if is_empty and words_of(offered) == words_of(campaign):
        session.delete(offered)


def offer_questions(session: Session, campaign: Campaign, questions: list[dict[str, Any]], now: datetime) -> None:
    """Puts other questions aside, in place of those that waited."""
    offered = session.get(Proposal, campaign.id) or _of(session, campaign, now)
    offered.questions = questions


def note_dates(session: Session, campaign: Campaign, now: datetime) -> None:
    """Something of the campaign's dates waits, too. The campaign is read anew by whoever decides."""
    offered = session.get(Proposal, campaign.id) or _of(session, campaign, now)
    offered.has_dates = True
    campaign.revision += 1
    session.flush()


def forget_dates(session: Session, campaign: Campaign) -> None:
    """Nothing of the campaign's dates waits any more."""
    offered = session.get(Proposal, campaign.id)
    if offered is not None and offered.has_dates:
        offered.has_dates = False
        _drop_empty(session, campaign, offered)


def offer_cover(session: Session, campaign: Campaign, picture_id: int, now: datetime) -> None:
    """Puts a new cover aside, in place of one that waited."""
    offered = session.get(Proposal, campaign.id) or _of(session, campaign, now)
    before, offered.cover_id = offered.cover_id, picture_id
    if before is not None:
        remove(session, before)


def drop_cover(session: Session, campaign: Campaign) -> None:
    """Forgets a cover that waits; words go on waiting."""
    offered = session.get(Proposal, campaign.id)
    if offered is not None and offered.cover_id is not None:
        before, offered.cover_id = offered.cover_id, None
        remove(session, before)
        _drop_empty(session, campaign, offered)


def _of(session: Session, campaign: Campaign, now: datetime) -> Proposal:
    made = Proposal(campaign_id=campaign.id, offered_at=now, **words_of(campaign))
    session.add(made)
    return made


def agree(session: Session, campaign: Campaign) -> None:
    """The city agrees: what waited is what everybody sees.

    Raises:
        Conflict: nothing waits any more.
    """
    offered = _offered(session, campaign)
    for name, text in words_of(offered).items():
        setattr(campaign, name, text)
    before = campaign.cover_id
    if offered.cover_id is not None:
        campaign.cover_id, offered.cover_id = offered.cover_id, None
        publish(session, campaign.cover_id)
        if before is not None:
            remove(session, before)
    session.delete(offered)


def object_to(session: Session, campaign: Campaign) -> None:
    """The city does not agree: everything stays as it is.

    Raises:
        Conflict: nothing waits any more.
    """
    withdraw(session, _offered(session, campaign))


def withdraw(session: Session, offered: Proposal) -> None:
    """Forgets what waits, with its picture."""
    cover = offered.cover_id
    session.delete(offered)
    if cover is not None:
        remove(session, cover)


def _offered(session: Session, campaign: Campaign) -> Proposal:
    offered = session.get(Proposal, campaign.id)
    if offered is None or campaign.state != PUBLISHED:
        raise Conflict("The campaign has moved on meanwhile. Please look at it again.")
    return offered
