"""What the templates show of events, in the reader's language and the city's time."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import segno
from babel import dates
from flask import url_for
from markupsafe import Markup

from campaigns.events import rules
from campaigns.events.models import Event
from campaigns.events.queries import EventForReader, Guest
from campaigns.events.registering import door
from campaigns.events.rules import REGISTERED, Results
from campaigns.events.services import Outcome
from campaigns.programme.models import Campaign
from campaigns.programme.rules import PUBLIC
from civic.disclosure.live import MINIMUM
from civic.errors import msgid
from civic.feature import ExtensionPoint
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language


@dataclass(frozen=True, slots=True)
class EventPage:
    """What a part of an event's page is drawn for; `was_there` says whether the reader was checked in."""

    campaign: Campaign
    event: Event
    was_there: bool
    now: datetime


EVENT_PARTS: ExtensionPoint[Callable[[EventPage], Markup | None]] = ExtensionPoint("parts of an event's page")


class Timed(Protocol):
    """What begins and ends."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


def when(event: Timed) -> str:
    """Day with its weekday, and the hours."""
    starts, ends = services().calendar.local(event.starts_at), services().calendar.local(event.ends_at)
    hours = f"{starts:%H:%M}–{ends:%H:%M}"
    over_night = gettext("%(hours)s the next day", hours=hours) if ends.date() > starts.date() else hours
    return f"{_weekday(starts)} {over_night}"


def _weekday(local: datetime) -> str:
    return dates.format_skeleton("yMMMEd", local.date(), locale=locale.current().locale)


def head(campaign: Campaign) -> dict[str, Any]:
    """A campaign as the head of a page below it."""
    return {
        "title": in_language(campaign.title),
        "slug": campaign.slug,
        "href": url_for("campaigns.page", slug=campaign.slug),
        "desk": url_for("programme_desk.page", slug=campaign.slug),
        "is_public": campaign.state in PUBLIC,
    }


def card(event: Event | EventForReader, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """An event in a list and on its own page. How many are registered is not said: one more is one person."""
    left = None if event.capacity is None else max(0, event.capacity - event.registered)
    return {
        "id": event.id,
        "name": in_language(event.name),
        "place": in_language(event.place),
        "when": when(event),
        "iso": event.starts_at.isoformat(timespec="minutes"),
        "href": url_for("events.page", slug=campaign.slug, event_id=event.id),
        "desk": url_for("event_desk.event", slug=campaign.slug, event_id=event.id),
        "capacity": event.capacity,
        "came": _came(event),
        "least": MINIMUM,
        "is_full": left == 0 or bool(event.waiting),
        "is_cancelled": event.cancelled_at is not None,
        "has_begun": now >= event.starts_at,
        "is_over": now >= event.ends_at,
        "takes_registrations": event.cancelled_at is None and now < event.starts_at,
        "minors": event.minors_need_guardian,
        "asks_age": rules.asks_age(campaign.kind, guardians=event.minors_need_guardian),
        "recurs": event.recurrence is not None,
    }


def _came(event: Event | EventForReader) -> dict[str, Any] | None:
    """How many came, and when they were counted; None while they are few."""
    if not event.came_shown or event.came_counted_at is None:
        return None
    return {"people": event.came_shown, "when": locale.moment(services().calendar.local(event.came_counted_at))}


def desk_card(event: Event, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """An event for its organizers, who see everybody that is registered and was there."""
    counts = {"registered": event.registered, "waiting": event.waiting, "attended": event.attended}
    waits = event.is_hidden or event.offered is not None
    return {**card(event, campaign, now), **counts, "waits": waits, "is_hidden": event.is_hidden}


def line(one: EventForReader, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """An event on the campaign's page, with the reader's own part."""
    return {**card(one, campaign, now), "mine": one.state, "was_there": one.came}


def qr(text: str) -> Markup:
    """A QR code as an inline picture, dark on white in every theme."""
    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(omitsize=True, svgclass="qr", light="#fff", border=3))  # noqa: S704 (our own drawing)


def guest(one: Guest) -> dict[str, Any]:
    """A line of an event's list."""
    came = services().calendar.local(one.checked_in_at) if one.checked_in_at else None
    return {
        "id": one.resident_id,
        "nickname": one.nickname or gettext("(account erased)"),
        "is_registered": one.state == REGISTERED,
        "minors": one.minors,
        "attendance_id": one.attendance_id,
        "came": f"{came:%H:%M}" if came else None,
        "method": gettext(METHODS.get(one.method, "")) if one.method else "",
    }


def guest_header() -> list[str]:
    """The columns of an event's table."""
    return [gettext("Nickname"), gettext("State"), gettext("Children"), gettext("Checked in"), gettext("How")]


_STATES: Mapping[str, str] = {rules.REGISTERED: msgid("registered"), rules.WAITING: msgid("on the waiting list")}


def guest_row(one: Guest) -> list[str | int | datetime | None]:
    """A line of that table; when they came by the city's clocks."""
    local = services().calendar.local(one.checked_in_at) if one.checked_in_at else None
    return [
        one.nickname or gettext("(account erased)"),
        gettext(_STATES[state]) if (state := one.state or "") in _STATES else "",
        one.minors,
        local.replace(tzinfo=None, second=0, microsecond=0) if local else None,
        gettext(METHODS.get(one.method, "")) if one.method else "",
    ]


METHODS: Mapping[str, str] = {
    rules.SCAN: msgid("code scanned"),
    rules.SCREEN: msgid("scanned the screen"),
    rules.LIST: msgid("on the list"),
    rules.PAPER: msgid("on paper"),
    rules.CARD: msgid("paper card"),
}

_SAYINGS: Mapping[str, tuple[str, str, str]] = {
    rules.DONE: ("good", msgid("Checked in"), msgid("Welcome!")),
    rules.AGAIN: ("info", msgid("Already checked in"), msgid("Nothing more to do; it counts once.")),
    rules.EARLY: ("bad", msgid("Too early"), msgid("The entrance opens at %(opens)s.")),
    rules.OTHER_DAY: ("bad", msgid("Wrong day"), msgid("This event is on %(when)s.")),
    rules.LATE: ("bad", msgid("Too late"), msgid("This event was on %(when)s; check-in ended with that day.")),
    rules.CLOSED_LIST: (
        "bad",
        msgid("Too late"),
        msgid("A list can be handed in for %(days)s days after the event; this was longer ago."),
    ),
    rules.EVENT_CANCELLED: ("bad", msgid("Cancelled"), msgid("This event was cancelled.")),
    rules.NOT_REGISTERED: ("bad", msgid("Not registered"), msgid("There is still room: register on the spot.")),
    rules.ON_WAITING_LIST: ("bad", msgid("On the waiting list"), msgid("All places are taken so far.")),
    rules.FULL: ("bad", msgid("Full"), msgid("Not registered, and all places are taken.")),
    rules.OTHER_EVENT: ("bad", msgid("Wrong event"), msgid("Registered for another one: %(other)s.")),
    rules.EXPIRED: ("bad", msgid("Code expired"), msgid("Codes change all the time. Please use the one shown now.")),
    rules.FORGED: ("bad", msgid("No valid code"), msgid("Please check the letters, or scan again.")),
    rules.WRONG_KIND: ("bad", msgid("Another kind of code"), msgid("Organizers scan the code of a resident.")),
    rules.DESERTED: (
        "bad",
        msgid("Nobody runs it"),
        msgid("Nobody runs this campaign at the moment, so nobody can take part. The city looks after it."),
    ),
    rules.UNKNOWN: (
        "bad",
        msgid("Nobody of that name"),
        msgid("Please check the nickname, or the letters of the card."),
    ),
    rules.NO_EVENT: ("bad", msgid("No such event"), msgid("It does not exist any more.")),
}


def saying(outcome: Outcome, event: Event | None, *, who: str = "", other: Event | None = None) -> dict[str, Any]:
    """What is told about an outcome: `tone` good, info or bad, a title large enough for the door, and a sentence."""
    code = rules.OTHER_EVENT if other is not None and not outcome.is_in else outcome.code
    tone, title, text = _SAYINGS[code]
    values: dict[str, str | int] = {"days": rules.LIST_DAYS}
    if event is not None:
        values["when"] = when(event)
        values["opens"] = f"{services().calendar.local(door(event, services().calendar).opens):%H:%M}"
    if other is not None:
        values["other"] = f"{in_language(other.name)}{gettext(', ')}{when(other)}"
    children = locale.ngettext("with %(num)s child", "with %(num)s children", outcome.children)
    return {
        "code": code,
        "tone": tone,
        "title": gettext(title),
        "text": gettext(text, **values),
        "who": f"{who} · {children}" if who and outcome.children else who,
        "next_step": outcome.has_room,
    }


def result_context(results: Results | None) -> dict[str, Any] | None:
    """Feedback for its organizers."""
    if results is None:
        return None
    return {
        "total": results.total,
        "mean": locale.number(results.mean, 1, fixed=True),
        "levels": [
            {"level": level, "count": count, "share": count / results.total}
            for level, count in zip(rules.SATISFACTIONS, results.counts, strict=True)
        ],
        "answers": results.answers,
    }


def satisfactions() -> list[tuple[str, str]]:
    """The five answers, best last."""
    words = (
        gettext("Not good at all"),
        gettext("Not so good"),
        gettext("All right"),
        gettext("Good"),
        gettext("Very good"),
    )
    return [(str(level), label) for level, label in zip(rules.SATISFACTIONS, words, strict=True)]
