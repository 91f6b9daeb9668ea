"""What is kept about a resident whose entries were looked at: handed out on request, emptied on erasure."""

from collections.abc import Mapping
from itertools import groupby

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from civic.pictures.services import remove
from footprint.integrity.models import ArrivalMark, Flag, FlaggedEntry, QuantityCheck, Reference


def forget(writer: Session, resident_id: int) -> None:
    """Words, figures and photographs go, and from where they signed in. The flags stay, as the entries do: what is held
    comes to its end."""
    writer.execute(delete(ArrivalMark).where(ArrivalMark.resident_id == resident_id))
    own = Flag.resident_id == resident_id
    # locked, as an answer that is sent at this moment is either seen here or finds the account erased
    shown = writer.scalars(select(Flag.picture_id).where(own).with_for_update(key_share=True)).all()
    writer.execute(delete(Reference).where(Reference.flag_id.in_(select(Flag.id).where(own))))
    writer.execute(update(Flag).where(own).values(answer=None, figures={}, picture_id=None))
    for picture_id in filter(None, shown):
        remove(writer, picture_id)
    writer.execute(update(QuantityCheck).where(QuantityCheck.resident_id == resident_id).values(words=""))


def export(reader: Session, resident_id: int) -> Mapping[str, object]:
    """Each flag with its entries, what was answered and what became of it; quantities that others confirmed or
    corrected; from where they signed in last."""
    mark = reader.get(ArrivalMark, resident_id)
    of_flag = FlaggedEntry.flag_id == Flag.id
    own = select(Flag, FlaggedEntry.entry_id).join(FlaggedEntry, of_flag).where(Flag.resident_id == resident_id)
    rows = reader.execute(own.order_by(Flag.id, FlaggedEntry.entry_id)).all()
    by_flag = groupby(rows, key=lambda row: row[0])
    looked_at = [_plain(flag, [row[1] for row in of_one]) for flag, of_one in by_flag]
    checks = reader.scalars(
        select(QuantityCheck).where(QuantityCheck.resident_id == resident_id).order_by(QuantityCheck.id)
    )
    named = reader.scalars(
        select(Reference).join(Flag, Flag.id == Reference.flag_id).where(Flag.resident_id == resident_id)
    )
    return {
        "entries_looked_at": looked_at,
        "quantities_checked": [_plain_check(one) for one in checks],
        "evidence_named": [_plain_reference(one) for one in named],
        "signed_in_from": mark and _fingerprints(mark),
    }


def _plain_check(check: QuantityCheck) -> dict[str, object]:
    return {
        "entry": check.entry_id,
        "what": check.verdict,
        "before": check.before_milli / 1000,
        "after": check.after_milli / 1000,
        "reason": check.reason,
        "words": check.words,
        "by": dict(check.by_name.by_language),
        "at": check.at.isoformat(),
    }


def _plain_reference(named: Reference) -> dict[str, object]:
    return {
        "entry": named.entry_id,
        "what": f"{named.kind}:{named.number}",
        "given_at": named.given_at.isoformat(),
        "answer": named.answer,
        "answered_at": named.answered_at.isoformat() if named.answered_at else None,
    }


def _fingerprints(mark: ArrivalMark) -> dict[str, str]:
    return {"device": mark.device.hex(), "network": mark.network.hex(), "on": mark.seen_on.isoformat()}


def _plain(flag: Flag, entry_ids: list[int]) -> dict[str, object]:
    return {
        "rule": flag.rule,
        "shows_photo": flag.picture_id is not None,
        "entries": entry_ids,
        "figures": flag.figures,
        "found_at": flag.found_at.isoformat(),
        "answer": flag.answer,
        "answered_at": flag.answered_at.isoformat() if flag.answered_at else None,
        "decision": flag.decision,
        "decided_at": flag.decided_at.isoformat() if flag.decided_at else None,
        "reason": flag.reason,
    }
