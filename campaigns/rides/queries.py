"""Reads of rides. What pages show of all of them is counted now and then, not when somebody looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, func, select
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance, Event
from campaigns.programme.models import Campaign
from campaigns.rides.models import Ride, RideMark, RideRoute, TrackConsent
from campaigns.rides.rules import CAME, COUNTED, NONE, TRACK
from civic.accounts.models import Account
from civic.city.text import Text
from civic.database.json_rows import JsonRows
from civic.errors import NotFound
from civic.residents.models import Resident


def route(session: Session, event_id: int) -> RideRoute | None:
    """The route of an event."""
    return session.get(RideRoute, event_id)


def required_route(session: Session, event_id: int) -> RideRoute:
    """The route of an event.

    Raises:
        NotFound: the organizer has given none.
    """
    found = route(session, event_id)
    if found is None:
        raise NotFound()
    return found


def ride(session: Session, event_id: int, resident_id: int) -> Ride | None:
    """What a resident rode at an event."""
    return session.scalar(
        select(Ride)
        .where(Ride.event_id == event_id, Ride.resident_id == resident_id)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True, slots=True)
class Ridden:
    """What riders of one state rode in the place of one thing."""

    state: str
    option: str
    riders: int
    metres: int


@dataclass(frozen=True, slots=True)
class RideSummary:
    """A ride of a campaign that takes place: when, along which route, and what was ridden."""

    id: int
    name: Text
    starts_at: datetime
    ends_at: datetime
    distance_m: int | None
    """None while the organizer has given no route; then there is nothing below either."""
    level: str
    meeting_point: Text
    description: Text
    action: str
    ridden: tuple[Ridden, ...]
    ridden_at: datetime | None = None
    """When that was counted, as everybody sees it."""
    own: str = ""
    """The reader's part, where it was asked for: the state of their ride, or `CAME` for who was checked in."""


@dataclass(frozen=True, slots=True)
class RideForReader:
    """The same as a campaign's page reads it: without a route its columns are None."""

    id: int
    name: Text
    starts_at: datetime
    ends_at: datetime
    distance_m: int | None
    level: str | None
    meeting_point: Text | None
    description: Text | None
    action: str | None
    ridden: list[Any] | None
    ridden_at: datetime | None
    own: str


_reader = bindparam("resident", type_=BigInteger)
_came = and_(Attendance.event_id == Event.id, Attendance.resident_id == _reader, Attendance.taken_back_at.is_(None))
_own = case((Ride.state != NONE, Ride.state), (Attendance.id.is_not(None), CAME), else_="")
lines = JsonRows(
    RideForReader,
    select(
        Event.id,
        Event.name,
        Event.starts_at,
        Event.ends_at,
        RideRoute.distance_m,
        RideRoute.level,
        RideRoute.meeting_point,
        RideRoute.description,
        RideRoute.action,
        RideRoute.ridden,
        RideRoute.ridden_at,
        _own.label("own"),
    )
    .outerjoin(RideRoute, RideRoute.event_id == Event.id)
    .outerjoin(Attendance, _came)
    .outerjoin(Ride, and_(Ride.event_id == Event.id, Ride.resident_id == _reader))
    .where(Event.campaign_id == Campaign.id, Event.cancelled_at.is_(None), ~Event.is_hidden),
    of=Campaign.__table__,
)
"""The rides of a campaign with the reader's part in each, for its page; see `lines_of`."""


def lines_of(found: Iterable[RideForReader]) -> list[RideSummary]:
    """The rides of such rows, by their start."""
    return sorted(map(_line, found), key=lambda one: (one.starts_at, one.id))


def _line(one: RideForReader) -> RideSummary:
    return RideSummary(
        id=one.id,
        name=one.name,
        starts_at=one.starts_at,
        ends_at=one.ends_at,
        distance_m=one.distance_m,
        level=one.level or "",
        meeting_point=one.meeting_point or Text({}),
        description=one.description or Text({}),
        action=one.action or "",
        ridden=tuple(Ridden(*part) for part in one.ridden or ()),
        ridden_at=one.ridden_at,
        own=one.own,
    )


def line_of(event: Event, route: RideRoute | None) -> RideSummary:
    """A ride that was read already, with its route where it has one."""
    return RideSummary(
        id=event.id,
        name=event.name,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        distance_m=route.distance_m if route else None,
        level=route.level if route else "",
        meeting_point=route.meeting_point if route else Text({}),
        description=route.description if route else Text({}),
        action=route.action if route else "",
        ridden=tuple(Ridden(*one) for one in route.ridden) if route else (),
    )


def lines_of_campaign(session: Session, campaign_id: int) -> list[RideSummary]:
    """The rides of a campaign for its organizers, with what was ridden until now."""
    found = (
        select(Event, RideRoute)
        .outerjoin(RideRoute, RideRoute.event_id == Event.id)
        .where(Event.campaign_id == campaign_id, Event.cancelled_at.is_(None))
        .order_by(Event.starts_at, Event.id)
    )
    return [
        replace(line_of(event, route), ridden=tuple(Ridden(*part) for part in (route.ridden_now if route else ())))
        for event, route in session.execute(found)
    ]


def consent(session: Session, resident_id: int) -> TrackConsent | None:
    """The consent to tracks that is in force."""
    found = session.get(TrackConsent, resident_id)
    return found if found is not None and found.withdrawn_at is None else None


def of_resident(session: Session, resident_id: int) -> list[tuple[Ride, Event, Campaign]]:
    """All rides of a resident, newest first."""
    rows = session.execute(
        select(Ride, Event, Campaign)
        .join(Event, Event.id == Ride.event_id)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .where(Ride.resident_id == resident_id)
        .order_by(Event.starts_at.desc(), Ride.id.desc())
    )
    return [(ride, event, campaign) for ride, event, campaign in rows]


def overlaps(session: Session, resident_id: int, event_id: int, start: datetime, end: datetime) -> bool:
    """Whether the resident has a track of another ride within these times."""
    found = select(Ride.id).where(
        Ride.resident_id == resident_id, Ride.event_id != event_id, Ride.started_at < end, Ride.ended_at > start
    )
    return session.scalar(found.limit(1)) is not None


def with_file(session: Session, file_hash: str) -> Ride | None:
    """The ride that came from this very file."""
    return session.scalar(select(Ride).where(Ride.file_hash == file_hash))


def with_marks(session: Session, marks: Sequence[int], least: int) -> Ride | None:
    """The ride of which so many marks are among these."""
    most = (
        select(RideMark.ride_id)
        .where(RideMark.mark.in_(marks))
        .group_by(RideMark.ride_id)
        .having(func.count() >= least)
        .limit(1)
    )
    number = session.scalar(most)
    return session.get(Ride, number) if number is not None else None


@dataclass(frozen=True, slots=True)
class Reported:
    """A ride that counts, and whose it is; an erased account has no name."""

    ride: Ride
    nickname: str | None


def reported(session: Session, event_id: int, *, limit: int, offset: int = 0) -> list[Reported]:
    """The rides of an event that count, as their riders came to the city."""
    counts = (Ride.event_id == event_id, Ride.state.in_(COUNTED), Ride.entry_id.is_not(None))
    page = select(Ride.id).where(*counts).order_by(Ride.resident_id).limit(limit).offset(offset).subquery()
    found = (
        select(Ride, Account.username)
        .join(page, page.c.id == Ride.id)
        .join(Resident, Resident.id == Ride.resident_id)
        .join(Account, Account.id == Resident.account_id)
        .order_by(Ride.resident_id)
    )
    return [Reported(*row) for row in session.execute(found)]


def reported_ride(session: Session, event_id: int, ride_id: int) -> Reported:
    """One of them.

    Raises:
        NotFound: none of this event's.
    """
    found = (
        select(Ride, Account.username)
        .join(Resident, Resident.id == Ride.resident_id)
        .join(Account, Account.id == Resident.account_id)
        .where(Ride.id == ride_id, Ride.event_id == event_id, Ride.state.in_(COUNTED), Ride.entry_id.is_not(None))
    )
    row = session.execute(found).first()
    if row is None:
        raise NotFound()
    return Reported(row[0], row[1])


def tracks_on(session: Session, resident_id: int, since: datetime, until: datetime) -> Sequence[int]:
    """The resident's rides with a track that counts, at events that began between two instants."""
    found = select(Ride.id).join(Event, Event.id == Ride.event_id)
    mine = (Ride.resident_id == resident_id, Ride.state == TRACK, Event.starts_at >= since, Event.starts_at < until)
    return session.scalars(found.where(*mine).order_by(Event.starts_at)).all()


def by_number(session: Session, ride_id: int) -> tuple[Ride, Event, RideRoute] | None:
    """A ride with its event and route."""
    row = session.execute(
        select(Ride, Event, RideRoute)
        .join(Event, Event.id == Ride.event_id)
        .join(RideRoute, RideRoute.event_id == Event.id)
        .where(Ride.id == ride_id)
        .execution_options(populate_existing=True)
    ).first()
    return (row[0], row[1], row[2]) if row else None
