"""What is kept about a resident whose entries were looked at: handed out on request, emptied on erasure."""

from collections.abc import Mapping

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from footprint.integrity import queries
from footprint.integrity.models import Flag


def forget(writer: Session, resident_id: int) -> None:
    """Words and figures go. The flags stay, as the entries do: what is held comes to its end."""
    writer.execute(update(Flag).where(Flag.resident_id == resident_id).values(answer=None, figures={}))


def export(reader: Session, resident_id: int) -> Mapping[str, object]:
    """Each flag with its entries, what was answered and what became of it."""
    own = select(Flag).where(Flag.resident_id == resident_id).order_by(Flag.id)
    return {"entries_looked_at": [_plain(reader, one) for one in reader.scalars(own)]}


def _plain(reader: Session, flag: Flag) -> dict[str, object]:
    return {
        "rule": flag.rule,
        "entries": list(queries.entry_ids(reader, flag.id)),
        "figures": flag.figures,
        "found_at": flag.found_at.isoformat(),
        "answer": flag.answer,
        "answered_at": flag.answered_at.isoformat() if flag.answered_at else None,
        "decision": flag.decision,
        "decided_at": flag.decided_at.isoformat() if flag.decided_at else None,
        "reason": flag.reason,
    }
