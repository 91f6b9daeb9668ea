"""What events keep about a resident: handed out, and let go."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance, Event, Feedback, Registration
from campaigns.events.registering import withdraw
from civic.calendar import utc_now
from civic.residents.queries import account_of


def forget(session: Session, resident_id: int) -> None:
    """Gives places of coming events back and empties what was written. Who was where keeps an anonymous number, so
    that counts and ledger stay right."""
    coming = session.scalars(
        select(Event.id)
        .join(Registration, Registration.event_id == Event.id)
        .where(Registration.resident_id == resident_id, Event.starts_at > utc_now())
        .order_by(Event.id)
    ).all()
    for event_id in coming:
        withdraw(session, event_id, resident_id)
    session.execute(
        update(Registration).where(Registration.resident_id == resident_id).values(guardian_consent_at=None)
    )
    session.execute(update(Feedback).where(Feedback.resident_id == resident_id).values(answer=""))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """Registrations, attendances and feedback, by event; whom the resident checked in is not said."""
    registered = session.execute(
        select(Registration, Event)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.resident_id == resident_id)
    )
    came = session.execute(
        select(Attendance, Event)
        .join(Event, Event.id == Attendance.event_id)
        .where(Attendance.resident_id == resident_id)
    )
    let_in = session.execute(
        select(Attendance.checked_in_at, Event)
        .join(Event, Event.id == Attendance.event_id)
        .where(Attendance.by_account_id == account_of(resident_id))
    )
    said = session.execute(
        select(Feedback, Event).join(Event, Event.id == Feedback.event_id).where(Feedback.resident_id == resident_id)
    )
    return {
        "event_registrations": [
            {
                **_named(event),
                "state": one.state,
                "children": one.minors,
                "since": one.queued_at.isoformat(),
                "guardian_consent_at": one.guardian_consent_at and one.guardian_consent_at.isoformat(),
            }
            for one, event in registered
        ],
        "event_attendances": [
            {**_named(event), "at": one.checked_in_at.isoformat(), "method": one.method, "entry": one.entry_id}
            for one, event in came
        ],
        "event_check_ins": [{**_named(event), "at": at.isoformat()} for at, event in let_in],
        "event_feedback": [
            {**_named(event), "satisfaction": one.satisfaction, "answer": one.answer, "at": one.given_at.isoformat()}
            for one, event in said
        ],
    }


def _named(event: Event) -> dict[str, object]:
    return {"event": dict(event.name.by_language), "starts_at": event.starts_at.isoformat()}
