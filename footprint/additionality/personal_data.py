"""What a resident was asked and answered: handed out on request, and removed on erasure."""

from collections.abc import Mapping

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from footprint.additionality.models import AnywayQuestion


def forget(writer: Session, resident_id: int) -> None:
    """Removes questions and answers."""
    writer.execute(delete(AnywayQuestion).where(AnywayQuestion.resident_id == resident_id))


def export(reader: Session, resident_id: int) -> Mapping[str, object]:
    """Each question with its answer."""
    own = select(AnywayQuestion).where(AnywayQuestion.resident_id == resident_id).order_by(AnywayQuestion.asked_at)
    return {"would_have_been_done_anyway": [_plain(one) for one in reader.scalars(own)]}


def _plain(one: AnywayQuestion) -> dict[str, object]:
    return {
        "entry_id": one.entry_id,
        "action_group": one.action_group,
        "asked_at": one.asked_at.isoformat(),
        "answer": one.answer,
        "answered_at": one.answered_at.isoformat() if one.answered_at else None,
    }
