"""What outreach keeps about a resident: handed out on request, and let go on erasure."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.outreach import queries
from campaigns.outreach.models import Certificate, CrowdCount, PaperLine, PaperSheet, ResidentCard


def forget(session: Session, resident_id: int) -> None:
    """After erasure: certificates lose the name, the card is gone."""
    session.execute(update(Certificate).where(Certificate.resident_id == resident_id).values(name=""))
    session.execute(delete(ResidentCard).where(ResidentCard.resident_id == resident_id))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """Certificates, the card, what was entered from paper for the resident, and what the resident entered."""
    made = session.scalars(select(Certificate).where(Certificate.resident_id == resident_id).order_by(Certificate.id))
    card = queries.card(session, resident_id)
    return {
        "certificates": [{"code": one.code, "name": one.name, "made_at": one.made_at.isoformat()} for one in made],
        "card": {"code": card.code, "made_at": card.made_at.isoformat()} if card else None,
        "paper_lines": _lines(session, resident_id),
        **_entered(session, resident_id),
    }


def _lines(session: Session, resident_id: int) -> list[dict[str, object]]:
    rows = session.execute(
        select(PaperSheet.action, PaperSheet.occurred_on, PaperLine.quantity_milli, PaperLine.entry_id)
        .join(PaperLine, PaperLine.sheet_id == PaperSheet.id)
        .where(PaperLine.resident_id == resident_id)
        .order_by(PaperSheet.id)
    )
    return [
        {"action": action, "day": day.isoformat(), "quantity": milli / 1000, "entry": entry_id}
        for action, day, milli, entry_id in rows
    ]


def _entered(session: Session, resident_id: int) -> dict[str, object]:
    """What the resident entered as an organizer, without whom it was about."""
    sheets = session.scalars(select(PaperSheet).where(PaperSheet.entered_by_id == resident_id).order_by(PaperSheet.id))
    crowds = session.scalars(select(CrowdCount).where(CrowdCount.entered_by_id == resident_id).order_by(CrowdCount.id))
    return {
        "paper_sheets": [{"action": one.action, "entered_at": one.entered_at.isoformat()} for one in sheets],
        "crowd_counts": [{"people": one.people, "entered_at": one.entered_at.isoformat()} for one in crowds],
    }
