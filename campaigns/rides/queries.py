"""Reads of rides. What a campaign's page shows of all of them comes from one statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaigns.events.models import Event
from campaigns.programme.models import Campaign
from campaigns.rides.models import Ride, RideMark, RideRoute, TrackConsent
from campaigns.rides.rules import COUNTED
from civic.errors import NotFound


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
        raise NotFound("This page does not exist.")
    return found


def ride(session: Session, event_id: int, resident_id: int) -> Ride | None:
    """What a resident rode at an event."""
    return session.scalar(
        select(Ride)
        .where(Ride.event_id == event_id, Ride.resident_id == resident_id)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """Rides of one event in one state that replaced one thing; without any, all zero."""

    event: Event
    route: RideRoute | None
    state: str | None
    option: str | None
    riders: int
    metres: int


def sums(session: Session, campaign_id: int) -> list[Sum]:
    """The events of a campaign with their routes, and what was ridden by state and by what it replaced."""
    ridden = (
        select(
            Ride.event_id,
            Ride.state,
            Ride.option,
            func.count().label("riders"),
            func.sum(Ride.distance_m).label("metres"),
        )
        .join(Event, Event.id == Ride.event_id)
        .where(Event.campaign_id == campaign_id, Ride.state.in_(COUNTED))
        .group_by(Ride.event_id, Ride.state, Ride.option)
        .subquery()
    )
    rows = session.execute(
        select(Event, RideRoute, ridden.c.state, ridden.c.option, ridden.c.riders, ridden.c.metres)
        .outerjoin(RideRoute, RideRoute.event_id == Event.id)
        .outerjoin(ridden, ridden.c.event_id == Event.id)
        .where(Event.campaign_id == campaign_id, Event.cancelled_at.is_(None))
        .order_by(Event.starts_at, Event.id)
    )
    return [
        Sum(event, found, state, option, riders or 0, metres or 0)
        for event, found, state, option, riders, metres in rows
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
    return list(rows.tuples())


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


def by_number(session: Session, ride_id: int) -> tuple[Ride, Event, RideRoute] | None:
    """A ride with its event and route."""
    row = session.execute(
        select(Ride, Event, RideRoute)
        .join(Event, Event.id == Ride.event_id)
        .join(RideRoute, RideRoute.event_id == Event.id)
        .where(Ride.id == ride_id)
    ).first()
    return (row[0], row[1], row[2]) if row else None
