"""Planning events: new ones, also recurring, changes of one date, calling one off."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events import rules
from campaigns.events.models import Event
from campaigns.events.registering import locked, move_up, tell_guests
from campaigns.programme.models import Campaign
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
) -> list[Event]:
    """New events of a campaign, one for each date; the same `form_key` again gives those that it made before.

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
    session: Session, calendar: CityCalendar, campaign: Campaign, event_id: int, plan: EventPlan, now: datetime
) -> Event:
    """Changes one date. Who is registered is told when time or place change; a larger capacity moves people up.

    Raises:
        NotFound: no such event of the campaign.
        Invalid: fewer places than people registered, a day outside of the campaign, times that cannot be.
        Conflict: it was called off.
    """
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
    moved = (event.starts_at, event.place) != (starts_at, plan.place)
    event.name, event.place = plan.name, plan.place
    event.starts_at, event.ends_at = starts_at, ends_at
    event.capacity, event.minors_need_guardian = plan.capacity, plan.minors_need_guardian
    event.feedback_question = plan.feedback_question
    if moved:
        event.reminded_at = None
        tell_guests(session, calendar, campaign, event, "moved", *_MOVED, now)
    move_up(session, calendar, campaign, event, now)
    return event


def cancel_event(
    session: Session, calendar: CityCalendar, campaign: Campaign, event_id: int, actor: Actor, now: datetime
) -> Event:
    """Calls a date off and tells everybody who wanted to come; a second time changes nothing.

    Raises:
        NotFound: no such event of the campaign.
        Conflict: people were checked in already.
    """
    event = locked(session, campaign.id, event_id)
    if event.cancelled_at is not None:
        return event
    if event.attended:
        raise Conflict("People have been checked in; this event did take place.")
    event.cancelled_at = now
    audit.record(session, audit.by(actor), "event called off", f"event:{event.id}", "", now)
    tell_guests(session, calendar, campaign, event, "cancelled", *_CALLED_OFF, now)
    for act in after_cancel:
        act(session, event, now)
    return event


_MOVED = (
    msgid("Changed: %(event)s"),
    msgid("“%(event)s” is now on %(when)s. Place: %(place)s. If you cannot come, please give your place back."),
)
_CALLED_OFF = (
    msgid("Called off: %(event)s"),
    msgid("“%(event)s” on %(when)s does not take place. We are sorry."),
)


def _span(calendar: CityCalendar, plan: EventPlan, day: date) -> tuple[datetime, datetime]:
    """Beginning and end on that day. They are compared as instants: clocks go back once a year in many cities."""
    starts_at = calendar.instant(day, plan.begins, field="begins")
    ends_at = calendar.instant(day, plan.ends, field="ends")
    if ends_at <= starts_at:
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
