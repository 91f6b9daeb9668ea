"""What events show on a campaign's page and desk, and in its calendar file."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from flask import render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from campaigns.events import planning, proposals, queries, views
from campaigns.programme.models import Campaign
from campaigns.programme.panels import (
    Appointment,
    CampaignPage,
    Dates,
    DeskLink,
    Offered,
    OfferedWords,
    Panel,
)
from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language

_SHOWN = 4


def _panel(page: CampaignPage, found: Sequence[queries.EventForReader]) -> Markup | None:
    """The campaign's events with the reader's part in each: what comes first, what was folded away."""
    if not found:
        return None
    shown = [views.line(one, page.campaign, page.now) for one in queries.in_order(found)]
    coming = [one for one in shown if not one["is_over"]]
    html = render_template(
        "campaigns/events/_panel.html",
        next=coming[:_SHOWN],
        later=coming[_SHOWN:],
        past=[one for one in reversed(shown) if one["is_over"]],
    )
    return Markup(html)  # noqa: S704 (rendered by our own template)


def desk_link(campaign: Campaign) -> Iterable[DeskLink]:
    yield DeskLink(
        url_for("event_desk.index", slug=campaign.slug),
        gettext("Events and check-in"),
        "calendar",
        gettext("Dates, registrations, checking in, feedback"),
        order=30,
    )


def appointments(session: Session, campaign: Campaign) -> Iterable[Appointment]:
    for one in queries.events_of(session, campaign.id, None):
        event = one.event
        if event.is_hidden:
            continue
        yield Appointment(
            f"event-{event.id}",
            in_language(event.name),
            in_language(event.place),
            event.starts_at,
            event.ends_at,
            event.cancelled_at is not None,
        )


def _offered_words(session: Session, campaign: Campaign) -> Iterator[OfferedWords]:
    """What waits of its dates, for the city's decision."""
    labels = {"name": gettext("Name"), "place": gettext("Place"), "feedback_question": gettext("A question afterwards")}
    for event in proposals.waiting(session, campaign.id):
        old = {} if event.is_hidden else proposals.words_of(event)
        new = proposals.offered_words(event) or proposals.words_of(event)
        for name, text in new.items():
            for code, words in text.by_language.items():
                before = old[name].by_language.get(code, "") if old else ""
                if words != before:
                    yield OfferedWords(f"{views.when(event)} · {labels[name]}", code, before, words)


def _outside(session: Session, campaign_id: int, first: date, last: date, now: datetime) -> list[str]:
    found = planning.outside(session, services().calendar, campaign_id, first, last, now)
    return [f"{in_language(one.name)} · {views.when(one)}" for one in found]


def _call_off(session: Session, actor: Actor, campaign: Campaign, now: datetime) -> None:
    planning.call_off_outside(session, services().calendar, campaign, actor, now)


def _copy(session: Session, old: Campaign, new: Campaign, now: datetime) -> None:
    planning.copy_events(session, services().calendar, old, new, now)


def _decide(session: Session, campaign_id: int, agrees: bool) -> None:
    campaign = session.get_one(Campaign, campaign_id)
    for event in proposals.decide(session, campaign_id, agrees):
        planning.tell_moved(session, services().calendar, campaign, event, utc_now())


offered = Offered(_offered_words, _decide)
dates = Dates(_outside, _call_off, _copy, queries.dates_of)
panel = Panel("events", None, _panel, order=30, reads=queries.lines)
