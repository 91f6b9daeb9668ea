"""Entries that follow another one: its opposite, and what takes its place. Each says what that one said."""

from datetime import datetime
from typing import Any

from civic.calendar import CityCalendar
from civic.database.driver import DriverTransaction
from footprint.ledger import queries, rules
from footprint.ledger.append import append
from footprint.ledger.models import Entry
from footprint.ledger.projections.projection import Movement

_OPPOSITE = ("quantity_milli", "credited_milli", "low_mg", "mid_mg", "high_mg", "points")


def opposite_of(entry: Entry) -> dict[str, Any]:
    """The columns of what takes an entry back, without a key."""
    row = _columns(entry)
    row.update({name: -row[name] for name in _OPPOSITE})
    return {**row, "reverses_id": entry.id, "replaces_id": None, "of_hold": False}


def in_place_of(entry: Entry) -> dict[str, Any]:
    """The columns of what takes the place of an entry, without a key."""
    row = _columns(entry)
    return {**row, "replaces_id": entry.id, "first_id": entry.first_id or entry.id, "of_hold": False}


def _columns(entry: Entry) -> dict[str, Any]:
    return {column.name: getattr(entry, column.name) for column in Entry.__table__.c if column.name != "id"}


def append_again(transaction: DriverTransaction, calendar: CityCalendar, row: dict[str, Any], now: datetime) -> int:
    """Appends a row that says what another entry said, recorded now; its number.

    Raises:
        ValueError: the key is taken.
    """
    row["recorded_at"] = now
    if queries.is_frozen(transaction, row["season"]):
        row["season"] = calendar.season(calendar.today(now)).key
    periods = rules.periods(calendar, row["occurred_on"])
    (before,) = queries.before_entries(transaction, [queries.asked_about(row, periods)])
    if before.replayed_id is not None:  # no resident can choose such a key, so this is another caller's mistake
        raise ValueError(f"the key {row['key']} is taken")
    (number,) = append(transaction, [Movement(row, periods, before, calendar.today(now))])
    return number
