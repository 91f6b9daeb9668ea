"""What was ridden, as everybody sees it: of ten riders at least, and moved by ten. Organizers see it as it is."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.rides import rules
from campaigns.rides.models import Ride, RideRoute
from campaigns.rides.rules import COUNTED
from civic.disclosure import services as changes
from civic.disclosure.live import may_be_shown, may_move

KIND = "ride"


def subject_of(event_id: int) -> str:
    """What the figures of a ride are called where changes are noted."""
    return f"{KIND}:{event_id}"


def count_all(session: Session, now: datetime) -> list[int]:
    """Counts the rides that enough riders have changed; the numbers of the events that moved."""
    return [number for number in changes.ripe_numbers(session, KIND) if _count(session, number, now)]


def _count(session: Session, event_id: int, now: datetime) -> bool:
    noted = frozenset(session.scalars(changes.changed_by(subject_of(event_id))))
    route = session.get(RideRoute, event_id, with_for_update=True)
    rides = session.scalars(select(Ride).where(Ride.event_id == event_id)).all()
    if route is None or not may_move(sum(ride.counted != part_of(ride) for ride in rides if ride.resident_id in noted)):
        return False
    for ride in rides:
        ride.counted = part_of(ride)
    counted = [ride for ride in rides if ride.counted]
    route.ridden = rules.summed([ride.counted for ride in counted]) if may_be_shown(len(counted)) else []
    route.ridden_at = now
    changes.settle(session, subject_of(event_id))
    return True


def part_of(ride: Ride) -> list[str | int]:
    """What of a ride is in the figures; nothing of one that does not count."""
    return [ride.state, ride.option, ride.distance_m] if ride.state in COUNTED else []
