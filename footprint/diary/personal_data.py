"""What this package keeps about a resident: handed out on request, and emptied on erasure.

Entries stay when a resident erases the account: they carry a number that leads to an empty row, and every board and
published figure that rests on them stays as it was.
"""

from collections.abc import Mapping
from typing import Any

from flask import request, session, url_for
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.residents.identity import ResidentActor
from civic.web.context import write_session
from footprint import current
from footprint.diary import trial
from footprint.diary.models import BaselineAnswers
from footprint.ledger.models import Entry
from footprint.ledger.projections.action_total import ActionTotal
from footprint.ledger.projections.resident_total import ResidentTotal


def forget(writer: Session, resident_id: int) -> None:
    """Removes the answers about the home."""
    writer.execute(delete(BaselineAnswers).where(BaselineAnswers.resident_id == resident_id))


def export(reader: Session, resident_id: int) -> Mapping[str, object]:
    """Entries, sums and answers, as plain values."""
    return {
        "entries": _rows(reader, Entry, resident_id),
        "totals": _rows(reader, ResidentTotal, resident_id),
        "action_totals": _rows(reader, ActionTotal, resident_id),
        "baseline_answers": _rows(reader, BaselineAnswers, resident_id),
    }


def _rows(reader: Session, model: Any, resident_id: int) -> list[dict[str, object]]:
    table = model.__table__
    found = reader.execute(select(table).where(table.c.resident_id == resident_id).order_by(*table.primary_key))
    return [{name: _plain(value) for name, value in row.items()} for row in found.mappings()]


def _plain(value: object) -> object:
    """Days and instants as ISO 8601, numbers and words as they are."""
    return value.isoformat() if hasattr(value, "isoformat") else value


def keep_trial(actor: Actor) -> str | None:
    """Records what a visitor tried before signing up; the page of that entry, or of all of them."""
    kept = trial.readable(session.pop("trial", None))
    if not kept or not isinstance(actor, ResidentActor):
        return None
    ledger = current.ledger()
    with write_session() as writer:
        recorded = trial.record_tries(writer, ledger, actor.resident_id, kept, utc_now())
    if len(recorded) == 1:
        return url_for("diary.entry", id=recorded[0].entry_id, done="now")
    return url_for("diary.entries") if recorded else None


def trial_on_signup() -> dict[str, object]:
    """What the sign-up page says about the tries it will keep."""
    if request.endpoint != "residents.signup":
        return {}
    kept = trial.readable(session.get("trial"))
    return {"tries": [line for line in (trial.kept_line(one) for one in kept) if line]}
