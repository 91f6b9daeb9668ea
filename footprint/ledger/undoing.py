"""Taking an entry back: its opposite, and another look at the later entries whose credit rested on it.

A reusable earns only for the uses beyond those that pay back its making. Whoever takes one of the first uses back takes
the ground from credit that came later. Those entries are taken back too, and each is recorded once more: the same
day, quantity, district and version of the pack, by the uses that are left. So the credited uses are never more than
the uses beyond the break-even, whatever is undone in whatever order. What is held is let go for that moment: it is
weighed like the others, and held again.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.database.driver import DriverTransaction
from civic.errors import Forbidden, NotFound
from footprint.actions.calculator import Activity, Reduction, quantify
from footprint.actions.catalogue import Catalogue
from footprint.ledger import holding, queries, rules
from footprint.ledger.following import append_again, in_place_of, opposite_of
from footprint.ledger.models import Entry

CatalogueOf: TypeAlias = Callable[[Session, int], Catalogue]
"""The catalogue by the number of its version."""


@dataclass(frozen=True, slots=True)
class Loss:
    """What an undo takes from later entries: how many lose something, and how much they lose together, mg."""

    entries: int
    low_mg: int
    mid_mg: int
    high_mg: int


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A later entry, and what it saves by the uses that are left before it."""

    entry: Entry
    uses_before_milli: int
    saved: Reduction


def take_back(
    session: Session, catalogue_of: CatalogueOf, calendar: CityCalendar, resident_id: int, entry_id: int, now: datetime
) -> tuple[int, bool]:
    """The number of the opposite entry, and whether it was there before. Of an entry that another took the place of,
    that other one is taken back.

    Raises:
        NotFound: no such entry of this resident.
        Forbidden: it is too old, or itself an undoing.
    """
    transaction = DriverTransaction.of(session)
    people = queries.lock_people(transaction, [resident_id])
    entry = queries.standing_for(session, entry_id)
    if not people or entry is None or entry.resident_id != resident_id:
        raise NotFound()
    if entry.reverses_id is not None:
        raise Forbidden("An undo cannot be undone. You can log the action again.")
    done = queries.reversal_of(session, entry.id)
    if done is not None and not done.of_hold:
        return done.id, True
    if not rules.is_undoable(entry.occurred_on, calendar.today(entry.recorded_at), calendar.today(now)):
        raise Forbidden("Entries older than %(days)s days stay as they are.", days=rules.BACKDATING_DAYS)
    if done is not None:
        holding.release(session, calendar, entry.id, now)
    return cancel(session, catalogue_of, calendar, queries.standing_for(session, entry.id) or entry, now), False


def cancel(session: Session, catalogue_of: CatalogueOf, calendar: CityCalendar, entry: Entry, now: datetime) -> int:
    """Takes back an entry that stands, whose resident is locked, and weighs anew what rested on it; the number of the
    opposite entry."""
    held = queries.held_credit(session, entry)
    for one in held:
        holding.release(session, calendar, one, now)
    number = _take_back(session, catalogue_of, calendar, entry, now)
    for one in held:
        holding.hold(session, calendar, one, now)
    return number


def _take_back(session: Session, catalogue_of: CatalogueOf, calendar: CityCalendar, entry: Entry, now: datetime) -> int:
    transaction = DriverTransaction.of(session)
    weighed = _weighed(session, catalogue_of, entry)
    number = append_again(transaction, calendar, _undo(entry), now)
    for one in weighed:
        append_again(transaction, calendar, _undo(one.entry), now)
    for one in weighed:
        append_again(transaction, calendar, _in_place_of(one), now)
    return number


def loss(session: Session, catalogue_of: CatalogueOf, entry_id: int) -> Loss:
    """What an undo of the entry would take from later ones."""
    entry = queries.standing_for(session, entry_id)
    weighed = _weighed(session, catalogue_of, entry) if entry else []
    pairs = [(one.entry, one.saved) for one in weighed]
    low, mid, high = (
        sum(getattr(was, name) - getattr(saved, name) for was, saved in pairs)
        for name in ("low_mg", "mid_mg", "high_mg")
    )
    return Loss(sum(was.high_mg > saved.high_mg for was, saved in pairs), low, mid, high)


def _weighed(session: Session, catalogue_of: CatalogueOf, entry: Entry) -> Sequence[_Weighed]:
    """The later entries from the first on that the undo changes."""
    later = queries.later_credit(session, entry)
    if not later:
        return []
    used = queries.uses_milli(session, entry.resident_id, entry.action, entry.option)
    before = used - entry.credited_milli - sum(one.credited_milli for one in later)
    catalogues = {version: catalogue_of(session, version) for version in {one.pack_version_id for one in later}}
    found = []
    for one in later:
        found.append(_Weighed(one, before, _saved(catalogues[one.pack_version_id], one, before)))
        before += one.credited_milli
    changed = [number for number, one in enumerate(found) if one.saved.high_mg != one.entry.high_mg]
    return found[changed[0] :] if changed else []


def _saved(catalogue: Catalogue, entry: Entry, uses_before_milli: int) -> Reduction:
    activity = Activity(entry.action, entry.option, entry.credited_milli, entry.occurred_on, uses_before_milli)
    return quantify(catalogue, activity)


def _undo(entry: Entry) -> dict[str, Any]:
    return {**opposite_of(entry), "key": f"undo:{entry.id}"}


def _in_place_of(weighed: _Weighed) -> dict[str, Any]:
    entry, saved = weighed.entry, weighed.saved
    figures = {"low_mg": saved.low_mg, "mid_mg": saved.mid_mg, "high_mg": saved.high_mg}
    row = {**in_place_of(entry), **figures, "uses_before_milli": weighed.uses_before_milli}
    return {**row, "key": f"instead:{entry.id}"}
