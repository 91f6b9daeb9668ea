"""Reads of events. Lists come from one statement, whatever the number of people."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, and_, bindparam, func, select, tuple_
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance, Event, Feedback, Registration
from campaigns.events.rules import CANCELLED, REGISTERED, WAITING, Results, results
from campaigns.programme.models import Campaign
from campaigns.programme.rules import CLOSED, PUBLISHED, SUBMITTED
from civic.accounts.models import Account
from civic.accounts.rules import username_beginning
from civic.city.text import Text
from civic.database.json_rows import JsonRows
from civic.errors import NotFound
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living

_MOST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """An event with what the reader is in it: their registration (None without), whether they were there."""

    event: Event
    registration: Registration | None
    attended: bool

    @property
    def state(self) -> str | None:
        """registered or waiting; None for neither."""
        found = self.registration
        return found.state if found is not None and found.state != CANCELLED else None


@dataclass(frozen=True, slots=True)
class EventForReader:
    """An event as the page of its campaign shows it, with the reader's part in it."""

    id: int
    name: Text
    place: Text
    starts_at: datetime
    ends_at: datetime
    cancelled_at: datetime | None
    capacity: int | None
    registered: int
    waiting: int
    came_shown: int
    came_counted_at: datetime | None
    minors_need_guardian: bool
    recurrence: str | None
    state: str | None
    """registered or waiting; None for neither."""
    came: bool


def in_order(found: Iterable[EventForReader]) -> list[EventForReader]:
    """Events by their start."""
    return sorted(found, key=lambda one: (one.starts_at, one.id))


def _attends(resident_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    return and_(
        Attendance.event_id == Event.id, Attendance.resident_id == resident_id, Attendance.taken_back_at.is_(None)
    )


def events_of(session: Session, campaign_id: int, resident_id: int | None, limit: int = _MOST) -> list[Listed]:
    """The events of a campaign by their start, with the reader's part in each, in one statement."""
    found = (
        select(Event, Registration, Attendance.id)
        .outerjoin(Registration, _registration_of(resident_id or 0))
        .outerjoin(Attendance, _attends(resident_id or 0))
        .where(Event.campaign_id == campaign_id)
        .order_by(Event.starts_at, Event.id)
        .limit(limit)
    )
    return [Listed(event, own, attendance is not None) for event, own, attendance in session.execute(found)]


def _registration_of(resident_id: int | ColumnElement[int]) -> ColumnElement[bool]:
    return and_(Registration.event_id == Event.id, Registration.resident_id == resident_id)


_reader = bindparam("resident", type_=BigInteger)
lines = JsonRows(
    EventForReader,
    select(
        Event.id,
        Event.name,
        Event.place,
        Event.starts_at,
        Event.ends_at,
        Event.cancelled_at,
        Event.capacity,
        Event.registered,
        Event.waiting,
        Event.came_shown,
        Event.came_counted_at,
        Event.minors_need_guardian,
        Event.recurrence,
        func.nullif(Registration.state, CANCELLED).label("state"),
        Attendance.id.is_not(None).label("came"),
    )
    .outerjoin(Registration, _registration_of(_reader))
    .outerjoin(Attendance, _attends(_reader))
    .where(Event.campaign_id == Campaign.id, ~Event.is_hidden)
    .order_by(Event.starts_at, Event.id)
    .limit(_MOST),
    of=Campaign.__table__,
)
"""The events of a campaign with the reader's part in each, for its page."""


def dates_of(session: Session, campaign_id: int) -> int:
    """How many dates a campaign has that were not called off."""
    found = select(func.count()).select_from(Event)
    return session.scalar(found.where(Event.campaign_id == campaign_id, Event.cancelled_at.is_(None))) or 0


def event_of(session: Session, campaign_id: int, event_id: int) -> Event:
    """An event of that campaign.

    Raises:
        NotFound: there is none, or it is another campaign's.
    """
    found = session.scalar(select(Event).where(Event.id == event_id, Event.campaign_id == campaign_id))
    if found is None:
        raise NotFound()
    return found


def event_with_campaign(session: Session, event_id: int) -> tuple[Event, Campaign]:
    """An event by its number alone, with its campaign.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(
        select(Event, Campaign).join(Campaign, Campaign.id == Event.campaign_id).where(Event.id == event_id)
    ).first()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def registration(session: Session, event_id: int, resident_id: int) -> Registration | None:
    """The resident's registration, also one that was cancelled."""
    return session.scalar(
        select(Registration).where(Registration.event_id == event_id, Registration.resident_id == resident_id)
    )


def place_in_queue(session: Session, mine: Registration) -> int:
    """Which place of the waiting list a registration has, from 1."""
    before = and_(
        Registration.event_id == mine.event_id,
        Registration.state == WAITING,
        Registration.queued_at <= mine.queued_at,
    )
    queued = session.execute(select(Registration.queued_at, Registration.id).where(before)).all()
    return sum((at, number) <= (mine.queued_at, mine.id) for at, number in queued)


def queue(session: Session, event_id: int) -> Sequence[Registration]:
    """The waiting list in its order."""
    found = select(Registration).where(Registration.event_id == event_id, Registration.state == WAITING)
    return session.scalars(found.order_by(Registration.queued_at, Registration.id)).all()


def attendance(session: Session, event_id: int, resident_id: int) -> Attendance | None:
    """The resident's attendance, also one that was taken back."""
    return session.scalar(
        select(Attendance).where(Attendance.event_id == event_id, Attendance.resident_id == resident_id)
    )


@dataclass(frozen=True, slots=True)
class Guest:
    """A line of an event's list: who, how many children with them, registered or waiting, and when they came."""

    resident_id: int
    nickname: str | None
    state: str | None
    minors: int
    attendance_id: int | None
    checked_in_at: datetime | None
    method: str | None


def guests(
    session: Session,
    event_id: int,
    *,
    limit: int,
    words: str = "",
    after: int | None = None,
    only_registered: bool = False,
) -> list[Guest]:
    """Everybody who is registered, waits or was there, by nickname; erased accounts have no name.

    Args:
        words: some of the nickname; "" for everybody.
        after: the resident with whom the page before ended.
        only_registered: whether the waiting list is left out.
    """
    there = and_(
        Attendance.event_id == event_id,
        Attendance.resident_id == Registration.resident_id,
        Attendance.taken_back_at.is_(None),
    )
    key = func.coalesce(Account.username_key, "")
    here = [Registration.event_id == event_id]
    here.append(Registration.state == REGISTERED if only_registered else Registration.state != CANCELLED)
    if words:
        here.append(Account.username_key.contains(username_beginning(words), autoescape=True))
    order = (Registration.state, key, Registration.resident_id)
    if after is not None:
        ended = _named_registration(*order).where(Registration.event_id == event_id, Registration.resident_id == after)
        last = session.execute(ended).first()
        here += [tuple_(*order) > tuple_(*last)] if last else []
    found = _named_registration(
        Registration.resident_id,
        Account.username,
        Registration.state,
        Registration.minors,
        Attendance.id,
        Attendance.checked_in_at,
        Attendance.method,
    )
    page = found.outerjoin(Attendance, there).where(*here).order_by(*order).limit(limit)
    return [Guest(*row) for row in session.execute(page)]


def _named_registration(*columns: Any) -> Select[Any]:
    """Columns of registrations with the accounts of their residents."""
    found = select(*columns).select_from(Registration).join(Resident, Resident.id == Registration.resident_id)
    return found.join(Account, Account.id == Resident.account_id)


def at_the_door(session: Session, event_id: int) -> tuple[int, int]:
    """How many were checked in, and how many people are registered, as it stands now."""
    row = session.execute(select(Event.attended, Event.registered).where(Event.id == event_id)).one()
    return row[0], row[1]


def nicknames(session: Session, resident_ids: Collection[int]) -> dict[int, str | None]:
    """Nicknames by number; an erased account has none."""
    named = select(Resident.id, Account.username).join(Account, Account.id == Resident.account_id)
    found = named.where(Resident.id.in_(resident_ids))
    return {row[0]: row[1] for row in session.execute(found)}


def elsewhere(session: Session, event: Event, resident_id: int) -> Event | None:
    """Another event of the same campaign for which the resident is registered: the nearest in time."""
    found = session.scalars(
        select(Event)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Event.campaign_id == event.campaign_id,
            Event.id != event.id,
            Event.cancelled_at.is_(None),
            Registration.resident_id == resident_id,
            Registration.state == REGISTERED,
        )
        .order_by(Event.starts_at)
    ).all()
    return min(found, key=lambda one: abs(one.starts_at - event.starts_at), default=None)


def person(session: Session, resident_id: int) -> ResidentActor | None:
    """Somebody who shows a code, as registering on the spot needs to know them; None once erased."""
    return next(iter(living(session, Resident.id == resident_id)), None)


def feedback(session: Session, event_id: int, resident_id: int) -> Feedback | None:
    """What the resident answered afterwards."""
    return session.get(Feedback, (event_id, resident_id))


def feedback_results(session: Session, event_id: int) -> Results | None:
    """What those who came thought, as far as it is counted; None before the first ten answers."""
    counted = Feedback.event_id == event_id, Feedback.counted_at.is_not(None)
    found = session.execute(select(Feedback.satisfaction, Feedback.answer).where(*counted))
    return results([(row[0], row[1]) for row in found])


def uncounted_feedback(session: Session, event_id: int) -> Sequence[Feedback]:
    """Answers that are no part of the results yet, in the order in which they were first given."""
    waiting = Feedback.event_id == event_id, Feedback.counted_at.is_(None)
    return session.scalars(select(Feedback).where(*waiting).order_by(Feedback.given_at, Feedback.resident_id)).all()


# The city's calendar

SHOWN_IN_A_MONTH = 1_000
_SEEN_BY_THE_CITY = Campaign.state.in_((SUBMITTED, PUBLISHED, CLOSED))


def events_between(session: Session, since: datetime, until: datetime) -> list[tuple[Event, Campaign]]:
    """All events that begin from `since` on and before `until`, with their campaigns; drafts left out."""
    found = select(Event, Campaign).join(Campaign, Campaign.id == Event.campaign_id)
    found = found.where(Event.starts_at >= since, Event.starts_at < until, _SEEN_BY_THE_CITY)
    rows = session.execute(found.order_by(Event.starts_at, Event.id).limit(SHOWN_IN_A_MONTH))
    return [(row[0], row[1]) for row in rows]


def campaigns_at(session: Session, first: date, last: date) -> Sequence[Campaign]:
    """Campaigns that begin or end on one of these days; drafts left out."""
    begins_or_ends = Campaign.starts_on.between(first, last) | Campaign.ends_on.between(first, last)
    found = select(Campaign).where(begins_or_ends, _SEEN_BY_THE_CITY).order_by(Campaign.id)
    return session.scalars(found.limit(SHOWN_IN_A_MONTH)).all()
