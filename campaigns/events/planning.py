"""Planning events: new ones, also recurring, changes of one date, calling one off."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from campaigns.events import proposals, rules
from campaigns.events.models import Event
from campaigns.events.registering import locked, move_up, tell_guests
from campaigns.programme.models import Campaign
from campaigns.programme.services import locked as locked_campaign
from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.calendar import CityCalendar
from civic.city.text import Text
from civic.errors import Conflict, Invalid, msgid

after_cancel: list[Callable[[Session, Event, datetime], None]] = []
"""Features above act when an event is called off, in the same transaction."""


@dataclass(frozen=True, slots=True)
class EventPlan:
    """What an organizer says about an event; `day`, `begins` and `ends` by the city's calendar and clocks."""

    name: Text
    place: Text
    day: date
    begins: time
    ends: time
    capacity: int | None
    minors_need_guardian: bool
    feedback_question: Text


def plan_events(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    plan: EventPlan,
    *,
    repeat: str = rules.ONCE,
    until: date | None = None,
    form_key: str,
    now: datetime,
    at_once: bool = True,
) -> list[Event]:
    """New events of a campaign, one for each date; the same `form_key` again gives those that it made before.

    Args:
        at_once: whether what the organizer says is shown at once; others wait until the city has looked at it.

    Raises:
        Invalid: a day outside of the campaign, times that cannot be, too many dates.
    """
    made = session.scalars(select(Event).where(Event.campaign_id == campaign.id, Event.form_key == form_key)).all()
    if made:
        return list(made)
    days = rules.dates(plan.day, repeat, until or plan.day)
    for day in days:
        _check_within(campaign, day, "day" if day == plan.day else "until")
    _check_ahead(calendar, plan, now)
    recurrence = form_key[:32] if repeat != rules.ONCE else None
    spans = [_span(calendar, plan, day) for day in days]
    events = [_event(campaign, plan, span, form_key, recurrence) for span in spans]
    proposals.hide_new(session, campaign, events, now, at_once=at_once)
    session.add_all(events)
    session.flush()
    return events


def _event(
    campaign: Campaign, plan: EventPlan, span: tuple[datetime, datetime], form_key: str, recurrence: str | None
) -> Event:
    return Event(
        campaign_id=campaign.id,
        recurrence=recurrence,
        form_key=form_key,
        name=plan.name,
        place=plan.place,
        starts_at=span[0],
        ends_at=span[1],
        capacity=plan.capacity,
        minors_need_guardian=plan.minors_need_guardian,
        feedback_question=plan.feedback_question,
        registered=0,
        waiting=0,
        attended=0,
    )


def change_event(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    event_id: int,
    plan: EventPlan,
    now: datetime,
    *,
    at_once: bool = True,
) -> Event:
    """Changes one date. Who is registered is told when time or place change; a larger capacity moves people up.

    Args:
        at_once: whether other words are shown at once; others wait until the city has looked at them.

    Raises:
        NotFound: no such event of the campaign.
        Invalid: fewer places than people registered, a day outside of the campaign, times that cannot be.
        Conflict: it was called off.
    """
    locked_campaign(session, campaign.id)  # before any of its dates, as whoever decides about them
    event = locked(session, campaign.id, event_id)
    if event.cancelled_at is not None:
        raise Conflict("This event was cancelled.")
    starts_at, ends_at = _span(calendar, plan, plan.day)
    if (starts_at, ends_at) != (event.starts_at, event.ends_at):
        _check_within(campaign, plan.day, "day")
        if event.starts_at <= now:
            raise Invalid("It has begun; its time stays as it is.", field="day")
        _check_ahead(calendar, plan, now)
    if plan.capacity is not None and plan.capacity < event.registered:
        raise Invalid(
            "%(registered)s people are registered; there cannot be fewer places.",
            field="capacity",
            registered=event.registered,
        )
    before = (event.starts_at, event.place)
    proposals.take_words(session, campaign, event, proposals.words_of(plan), now, at_once=at_once)
    event.starts_at, event.ends_at = starts_at, ends_at
    event.capacity, event.minors_need_guardian = plan.capacity, plan.minors_need_guardian
    if before != (event.starts_at, event.place):
        tell_moved(session, calendar, campaign, event, now)
    move_up(session, calendar, campaign, event, now)
    return event


def tell_moved(session: Session, calendar: CityCalendar, campaign: Campaign, event: Event, now: datetime) -> None:
    """Who is registered learns of another time or place, and is reminded of it anew."""
    event.reminded_at = None
    tell_guests(session, calendar, campaign, event, "moved", *_MOVED, now)


def change_series(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    event_id: int,
    plan: EventPlan,
    now: datetime,
    *,
    at_once: bool = True,
) -> list[Event]:
    """Changes a date and all later ones of its series alike; each keeps its day, or moves by as many days.

    Raises:
        DomainError: as `change_event`, for any of them.
    """
    locked_campaign(session, campaign.id)
    first = locked(session, campaign.id, event_id)
    moves = plan.day - calendar.today(first.starts_at)
    later = [(one.id, calendar.today(one.starts_at) + moves) for one in _series_from(session, first)]
    return [
        change_event(session, calendar, campaign, number, replace(plan, day=day), now, at_once=at_once)
        for number, day in later
    ]


def _series_from(session: Session, first: Event) -> Sequence[Event]:
    """The date and the later ones of its series that were not called off, by number so that all lock alike."""
    found = select(Event).where(Event.campaign_id == first.campaign_id, Event.starts_at >= first.starts_at)
    alike = Event.recurrence == first.recurrence if first.recurrence else Event.id == first.id
    found = found.where(alike, Event.cancelled_at.is_(None))
    return session.scalars(found.order_by(Event.id).limit(rules.DATES_MAX)).all()


def cancel_event(
    session: Session, calendar: CityCalendar, campaign: Campaign, event_id: int, actor: Actor, now: datetime
) -> Event:
    """Calls a date off and tells everybody who wanted to come; a second time changes nothing.

    Raises:
        NotFound: no such event of the campaign.
        Conflict: people were checked in already.
    """
    locked_campaign(session, campaign.id)
    event = locked(session, campaign.id, event_id)
    if event.cancelled_at is not None:
        return event
    if event.attended:
        raise Conflict("People have been checked in; this event did take place.")
    event.cancelled_at = now
    proposals.settle(session, campaign)
    audit.record(session, audit.by(actor), "event called off", f"event:{event.id}", "", now)
    tell_guests(session, calendar, campaign, event, "cancelled", *_CALLED_OFF, now)
    for act in after_cancel:
        act(session, event, now)
    return event


def cancel_series(
    session: Session, calendar: CityCalendar, campaign: Campaign, event_id: int, actor: Actor, now: datetime
) -> int:
    """Calls a date and all later ones of its series off; how many. Those at which people were checked in stay.

    Raises:
        NotFound: no such event of the campaign.
    """
    locked_campaign(session, campaign.id)
    first = locked(session, campaign.id, event_id)
    off = [one.id for one in _series_from(session, first) if not one.attended]
    for number in off:
        cancel_event(session, calendar, campaign, number, actor, now)
    return len(off)


# What a campaign asks of its dates


def _coming_outside(campaign_id: int, first: date, last: date, calendar: CityCalendar, now: datetime) -> Select[Event]:
    begins, ends = calendar.end_of(first - timedelta(days=1)), calendar.end_of(last)
    outside = or_(Event.starts_at < begins, Event.starts_at >= ends)
    found = select(Event).where(Event.campaign_id == campaign_id, Event.starts_at > now, outside)
    return found.where(Event.cancelled_at.is_(None)).order_by(Event.starts_at, Event.id)


def outside(
    session: Session, calendar: CityCalendar, campaign_id: int, first: date, last: date, now: datetime
) -> list[Event]:
    """The coming dates of a campaign that lie before its first or after its last day."""
    return list(session.scalars(_coming_outside(campaign_id, first, last, calendar, now)))


def call_off_outside(session: Session, calendar: CityCalendar, campaign: Campaign, actor: Actor, now: datetime) -> None:
    """Calls those off that lie outside of the campaign's days."""
    for event in outside(session, calendar, campaign.id, campaign.starts_on, campaign.ends_on, now):
        cancel_event(session, calendar, campaign, event.id, actor, now)


def copy_events(session: Session, calendar: CityCalendar, old: Campaign, new: Campaign, now: datetime) -> None:
    """The dates of an old campaign in a new one, as many days later as that begins later; what would lie in the past or
    after the last day, and what was called off, is left out."""
    later = new.starts_on - old.starts_on
    kept = select(Event).where(Event.campaign_id == old.id, Event.cancelled_at.is_(None), ~Event.is_hidden)
    for event in session.scalars(kept.order_by(Event.starts_at, Event.id).limit(COPIED_MAX)).all():
        starts, ends = calendar.local(event.starts_at), calendar.local(event.ends_at)
        day = starts.date() + later
        plan = EventPlan(
            name=event.name,
            place=event.place,
            day=day,
            begins=starts.time(),
            ends=ends.time(),
            capacity=event.capacity,
            minors_need_guardian=event.minors_need_guardian,
            feedback_question=event.feedback_question,
        )
        try:
            span = _span(calendar, plan, day)
        except Invalid:  # an hour that the clocks skip on that day
            continue
        if day <= new.ends_on and span[0] > now:
            recurrence = f"{new.id}-{event.recurrence}"[:32] if event.recurrence else None
            session.add(_event(new, plan, span, f"copy-{event.id}", recurrence))
    session.flush()


COPIED_MAX = 200
"""How many dates a new campaign takes over from an old one."""

_MOVED = (
    msgid("Changed: %(event)s"),
    msgid("“%(event)s” is now on %(when)s. Place: %(place)s. If you cannot come, please give your place back."),
)
_CALLED_OFF = (
    msgid("Called off: %(event)s"),
    msgid("“%(event)s” on %(when)s does not take place. We are sorry."),
)


def _span(calendar: CityCalendar, plan: EventPlan, day: date) -> tuple[datetime, datetime]:
    """Beginning and end of an event of that day; one that ends by an earlier hour ends on the next day. They are
    compared as instants: clocks go back once a year in many cities."""
    starts_at = calendar.instant(day, plan.begins, field="begins")
    ends_at = calendar.instant(day, plan.ends, field="ends")
    if ends_at <= starts_at:
        ends_at = calendar.instant(day + timedelta(days=1), plan.ends, field="ends")
        if ends_at - starts_at > rules.OVER_NIGHT:
            raise Invalid("It ends before it begins.", field="ends")
    return starts_at, ends_at


def _check_ahead(calendar: CityCalendar, plan: EventPlan, now: datetime) -> None:
    if calendar.instant(plan.day, plan.begins, field="begins") <= now:
        wrong = "begins" if plan.day == calendar.today(now) else "day"
        raise Invalid("This lies in the past.", field=wrong)


def _check_within(campaign: Campaign, day: date, field: str) -> None:
    if not campaign.starts_on <= day <= campaign.ends_on:
        raise Invalid(
            "The campaign runs from %(first)s to %(last)s.",
            field=field,
            first=campaign.starts_on,
            last=campaign.ends_on,
        )
