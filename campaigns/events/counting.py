"""How many people came, as everybody sees it: of ten people at least, and moved by ten. Organizers see each of them."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance, Event
from civic.disclosure import services as changes
from civic.disclosure.live import may_be_shown, may_move

KIND = "event"


def subject_of(event_id: int) -> str:
    """What the count of those who came to an event is called where changes are noted."""
    return f"{KIND}:{event_id}"


def count_all(session: Session, now: datetime) -> list[int]:
    """Counts the events that enough people have changed; the numbers of those that moved."""
    return [number for number in changes.ripe_numbers(session, KIND) if _count(session, number, now)]


def _count(session: Session, event_id: int, now: datetime) -> bool:
    there = Attendance.taken_back_at.is_(None)
    of_event = Attendance.event_id == event_id
    differing = select(func.count()).where(
        of_event,
        Attendance.resident_id.in_(changes.changed_by(subject_of(event_id))),
        Attendance.is_counted != there,
    )
    if not may_move(session.scalar(differing) or 0):
        return False
    session.execute(update(Attendance).where(of_event, Attendance.is_counted != there).values(is_counted=there))
    came = session.scalar(select(func.count()).where(of_event, Attendance.is_counted)) or 0
    shown = came if may_be_shown(came) else 0
    session.execute(update(Event).where(Event.id == event_id).values(came_shown=shown, came_counted_at=now))
    changes.settle(session, subject_of(event_id))
    return True
