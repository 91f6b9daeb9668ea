"""Whom a letter reaches, and what was written before."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance, Event, Registration
from campaigns.events.rules import REGISTERED
from campaigns.events.rules import WAITING as QUEUED
from campaigns.letters import rules
from campaigns.letters.models import Circular, Letter, LetterStop
from campaigns.programme.models import Campaign, Participant
from civic.errors import Invalid
from civic.numbers import row_number
from civic.residents.models import Resident
from civic.residents.queries import account_of


def events(session: Session, campaign_id: int) -> Sequence[Event]:
    """The campaign's events that somebody is registered for, newest first."""
    found = select(Event).where(Event.campaign_id == campaign_id, Event.registered > 0)
    return session.scalars(found.order_by(Event.starts_at.desc()).limit(50)).all()


def audience(campaign_id: int, code: str) -> Select[int]:
    """The residents whom a letter to that audience is for and who want letters, as a query.

    Raises:
        Invalid: no such audience (field `audience`).
    """
    unwilling = select(LetterStop.resident_id).where(LetterStop.campaign_id == campaign_id)
    taking_part = select(Participant.resident_id).where(
        Participant.campaign_id == campaign_id,
        Participant.left_at.is_(None),
        Participant.resident_id.not_in(unwilling),
    )
    if code == rules.EVERYONE:
        return taking_part
    if code == rules.NOT_YET:
        return taking_part.where(Participant.resident_id.not_in(_came(campaign_id)))
    kind, _, number = code.partition(":")
    if kind != rules.EVENT or not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Invalid("Please choose one of these.", field="audience")
    return (
        select(Registration.resident_id)
        .join(Event, Event.id == Registration.event_id)
        .where(Event.id == int(number), Event.campaign_id == campaign_id, Registration.state == REGISTERED)
        .where(Registration.resident_id.not_in(unwilling))
    )


def _came(campaign_id: int) -> Select[int]:
    return (
        select(Attendance.resident_id)
        .join(Event, Event.id == Attendance.event_id)
        .where(Event.campaign_id == campaign_id, Attendance.taken_back_at.is_(None))
    )


def urgent_audience(event_id: int) -> Select[int]:
    """All who are registered for the event or wait for a place, also those who want no other letters."""
    wanted = Registration.state.in_((REGISTERED, QUEUED))
    return select(Registration.resident_id).where(Registration.event_id == event_id, wanted)


def urgent_event(session: Session, campaign_id: int, code: str, now: datetime) -> Event:
    """The date that an urgent letter is about.

    Raises:
        Invalid: none is meant, or it is not near (field `audience`).
    """
    number = row_number(code.removeprefix(f"{rules.EVENT}:"))
    event = session.get(Event, number) if code == f"{rules.EVENT}:{number}" else None  # one spelling: they are counted
    if event is None or event.campaign_id != campaign_id or not rules.is_urgent_now(event.starts_at, now):
        raise Invalid(
            "An urgent letter is about one date, from %(days)s days before its start until %(hours)s hours after. "
            "Please choose it.",
            field="audience",
            days=rules.URGENT_BEFORE.days,
            hours=rules.URGENT_AFTER.seconds // 3600,
        )
    return event


def urgent_sent(session: Session, campaign_id: int, code: str) -> int:
    """How many urgent letters there were about a date."""
    found = select(func.count()).where(
        Letter.campaign_id == campaign_id, Letter.audience == code, Letter.is_urgent.is_(True)
    )
    return session.scalar(found) or 0


def recipients(session: Session, wanted: Select[int]) -> int:
    """How many it would reach."""
    living = select(func.count()).where(Resident.id.in_(wanted), Resident.erased_at.is_(None))
    return session.scalar(living) or 0


def wants_letters(session: Session, campaign_id: int, resident_id: int) -> bool:
    """Whether the resident has not stopped the letters of a campaign."""
    return session.get(LetterStop, (campaign_id, resident_id)) is None


def letters(session: Session, campaign_id: int, limit: int = 100) -> Sequence[Letter]:
    """What was written in a campaign, newest first."""
    found = select(Letter).where(Letter.campaign_id == campaign_id)
    return session.scalars(found.order_by(Letter.id.desc()).limit(limit)).all()


def written_at(session: Session, campaign_id: int, since: datetime) -> Sequence[datetime]:
    """When letters were written that count towards the limit, oldest first; refused and urgent ones do not."""
    found = select(Letter.written_at).where(
        Letter.campaign_id == campaign_id,
        Letter.written_at > since,
        Letter.state != rules.REFUSED,
        Letter.is_urgent.is_(False),
    )
    return session.scalars(found.order_by(Letter.written_at)).all()


def with_campaign(session: Session, number: int) -> tuple[Letter, Campaign] | None:
    """A letter with its campaign."""
    row = session.execute(
        select(Letter, Campaign).join(Campaign, Campaign.id == Letter.campaign_id).where(Letter.id == number)
    ).first()
    return (row[0], row[1]) if row else None


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """The letters that a resident wrote as an organizer or as a clerk, and the campaigns of which they want none."""
    rows = session.scalars(select(Letter).where(Letter.by_id == resident_id).order_by(Letter.id))
    own_account = account_of(resident_id)
    sent = session.scalars(select(Circular).where(Circular.by_account_id == own_account).order_by(Circular.id))
    stops = session.scalars(select(LetterStop).where(LetterStop.resident_id == resident_id))
    return {
        "letter_stops": [{"campaign": one.campaign_id, "stopped_at": one.stopped_at.isoformat()} for one in stops],
        "letters_to_organizers": [
            {
                "audience": one.audience,
                "title": dict(one.title.by_language),
                "text": dict(one.text.by_language),
                "sent_at": one.sent_at.isoformat(),
            }
            for one in sent
        ],
        "letters": [
            {
                "campaign": one.campaign_id,
                "title": dict(one.title.by_language),
                "text": dict(one.text.by_language),
                "state": one.state,
                "urgent": one.is_urgent,
                "written_at": one.written_at.isoformat(),
            }
            for one in rows
        ],
    }
