"""What is kept about a resident whose entries were looked at: handed out on request, emptied on erasure."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from footprint.integrity import queries
from footprint.integrity.models import ArrivalMark, Flag


def forget(writer: Session, resident_id: int) -> None:
    """Words and figures go, and from where they signed in. The flags stay, as the entries do: what is held comes to its
    end."""
    writer.execute(delete(ArrivalMark).where(ArrivalMark.resident_id == resident_id))
    writer.execute(update(Flag).where(Flag.resident_id == resident_id).values(answer=None, figures={}))


def export(reader: Session, resident_id: int) -> Mapping[str, object]:
    """Each flag with its entries, what was answered and what became of it; from where they signed in last."""
    mark = reader.get(ArrivalMark, resident_id)
    own = select(Flag).where(Flag.resident_id == resident_id).order_by(Flag.id)
    looked_at = [_plain(reader, one) for one in reader.scalars(own)]
    return {"entries_looked_at": looked_at, "signed_in_from": mark and _fingerprints(mark)}


def _fingerprints(mark: ArrivalMark) -> dict[str, str]:
    return {"device": mark.device.hex(), "network": mark.network.hex(), "on": mark.seen_on.isoformat()}


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
