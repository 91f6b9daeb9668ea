"""Holding an entry until somebody has looked at it, and letting it count again.

A hold is the opposite of the entry, as an undo is; a release takes the place of what was held, with exactly its
figures, by the version of the pack that it was computed with. A hold that is never released stands for good. What is
held keeps its room under every limit, so that what was logged meanwhile and what comes back never pass one together.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.database.driver import DriverTransaction
from civic.residents.models import Resident
from footprint.ledger import queries
from footprint.ledger.following import append_again, in_place_of, opposite_of
from footprint.ledger.models import Entry


def hold(session: Session, calendar: CityCalendar, entry_id: int, now: datetime) -> int | None:
    """Holds an entry, or what took its place; the number of the hold. None where nothing is there to hold: it is held
    or taken back already, takes back itself, or counts in a season that is closed."""
    entry = _locked(session, entry_id)
    transaction = DriverTransaction.of(session)
    if entry is None or entry.reverses_id is not None or queries.reversal_of(session, entry.id) is not None:
        return None
    if queries.is_frozen(transaction, entry.season):
        return None
    row = {**opposite_of(entry), "key": f"hold:{entry.id}", "of_hold": True}
    return append_again(transaction, calendar, row, now)


def release(session: Session, calendar: CityCalendar, entry_id: int, now: datetime) -> int | None:
    """Lets a held entry count again; the number of the release, None where it is not held (any more)."""
    entry = _locked(session, entry_id)
    held_by = queries.reversal_of(session, entry.id) if entry is not None else None
    if entry is None or held_by is None or not held_by.of_hold:
        return None
    row = {**in_place_of(entry), "key": f"release:{entry.id}", "season": held_by.season, "of_hold": True}
    return append_again(DriverTransaction.of(session), calendar, row, now)


def _locked(session: Session, entry_id: int) -> Entry | None:
    """What stands for the entry now, its resident locked against other writers, erased or not."""
    owner = select(Entry.resident_id).where(Entry.id == entry_id).scalar_subquery()
    session.scalars(select(Resident.id).where(Resident.id == owner).with_for_update(key_share=True)).one_or_none()
    return queries.standing_for(session, entry_id)
