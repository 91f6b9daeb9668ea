"""Correcting a quantity that somebody else saw: the entry is taken back, and what was found takes its place.

The district, the day and the version of the pack stay, so limits and factors are those of the entry's own day. What
was found is weighed like an entry that is logged now: the limits leave it what the others have left.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.database.driver import DriverTransaction
from civic.errors import Conflict, NotFound
from footprint.actions.action import Action
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Catalogue
from footprint.ledger import queries, rules
from footprint.ledger.following import append_again, in_place_of
from footprint.ledger.models import Entry
from footprint.ledger.undoing import CatalogueOf, cancel


@dataclass(frozen=True, slots=True)
class Found:
    """The quantity that was found, in thousandths of the unit, and how well it is evidenced. `number` names the
    correction; each has its own."""

    quantity_milli: int
    tier: int
    number: int


def correct(
    session: Session, catalogue_of: CatalogueOf, calendar: CityCalendar, entry_id: int, found: Found, now: datetime
) -> int:
    """The number of what stands for the entry now; see `services.correct`, which says what it raises."""
    entry = standing(session, entry_id)
    catalogue = catalogue_of(session, entry.pack_version_id)
    action = catalogue.action(entry.action)
    action.check_quantity(found.quantity_milli)
    if not rules.may_be_of(found.tier, action.evidence):
        raise ValueError(f"{action.id} cannot be {rules.TIERS[found.tier]}")
    cancel(session, catalogue_of, calendar, entry, now)
    row = _judged(DriverTransaction.of(session), calendar, catalogue, _row(session, entry, found))
    return append_again(DriverTransaction.of(session), calendar, row, now)


def standing(session: Session, entry_id: int) -> Entry:
    """What stands for an entry and may be corrected, its resident's home locked against other writers.

    Raises:
        NotFound: no such entry.
        Conflict: it does not count, its season is closed, or its account was erased.
    """
    first = queries.entry(session, entry_id)
    if first is None or first.reverses_id is not None:
        raise NotFound()
    transaction = DriverTransaction.of(session)
    people = queries.lock_people(transaction, queries.members_of_homes(transaction, [first.resident_id]))
    if first.resident_id not in people:
        raise Conflict("This account does not exist any more.")
    entry = queries.standing_for(session, entry_id) or first
    taken_back = queries.reversal_of(session, entry.id)
    if taken_back is not None and taken_back.of_hold:
        raise Conflict("This entry is being looked at; it can be corrected once that is decided.")
    if taken_back is not None:
        raise Conflict("This entry was taken back, so there is nothing to correct.")
    if queries.is_frozen(transaction, entry.season):
        raise Conflict("The season of this day is closed; its figures do not change any more.")
    return entry


def _row(session: Session, entry: Entry, found: Found) -> dict[str, Any]:
    logged = queries.entry(session, entry.first_id or entry.id) or entry
    return {
        **in_place_of(entry),
        "quantity_milli": found.quantity_milli,
        "tier": found.tier,
        "source": rules.corrected_source(logged.source, found.number),
        "key": f"correct:{entry.id}",
    }


def _judged(
    transaction: DriverTransaction, calendar: CityCalendar, catalogue: Catalogue, row: dict[str, Any]
) -> dict[str, Any]:
    """The row with what the limits leave of its quantity, and what that saves."""
    action = catalogue.action(row["action"])
    (before,) = queries.before_entries(transaction, [_asked(calendar, action, row)])
    credited, counted = (
        before.used.left_of(row["quantity_milli"], limits) for limits in (action.limits, rules.shorter(action.limits))
    )
    saved = quantify(catalogue, Activity(row["action"], row["option"], credited, row["occurred_on"], before.uses_milli))
    return {
        **row,
        "credited_milli": credited,
        "uses_before_milli": before.uses_milli,
        "low_mg": saved.low_mg,
        "mid_mg": saved.mid_mg,
        "high_mg": saved.high_mg,
        "points": rules.points_of(action.points, counted, before.points_today),
    }


def _asked(calendar: CityCalendar, action: Action, row: dict[str, Any]) -> dict[str, Any]:
    shared = any(limit.scope == "household" for limit in action.limits)
    reused = action.option(row["option"]).breakeven_uses
    return {
        **queries.asked_about(row, rules.periods(calendar, row["occurred_on"])),
        "household_id": row["household_id"] if shared else None,
        "option": row["option"] if reused else None,
    }
