"""The derived rows worked out the slow and obvious way, from the entries alone."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy import select

from footprint.ledger.models import Entry
from tests.db.ledger.town import CALENDAR, Town

_TIERS = (1, 4, 2, 3)
_ORGANIZER, _ON_PAPER = 2, 4


def entries(town: Town) -> list[Entry]:
    """The whole ledger in order."""
    with town.database.read() as session:
        return list(session.scalars(select(Entry).order_by(Entry.id)))


def derived(ledger: Iterable[Entry]) -> dict[tuple[Any, ...], tuple[int, ...]]:
    """As `Town.derived` reads them from the database."""
    sums: dict[tuple[Any, ...], list[int]] = {}
    living: Counter[tuple[str, str, int]] = Counter()
    mass_mg: Counter[tuple[str, str, int]] = Counter()
    for entry in ledger:
        sign = 1 if entry.reverses_id is None else -1
        figures = [entry.low_mg, entry.mid_mg, entry.high_mg]
        its_tier = _ON_PAPER if entry.tier == _ORGANIZER and ":sheet:" in entry.source else entry.tier
        tiers = [entry.mid_mg if its_tier == tier else 0 for tier in _TIERS]
        for period in (entry.season, "all"):
            _add(sums, ("resident", entry.resident_id, period, entry.district_id), [sign, *figures, entry.points])
        of_action = [sign, entry.credited_milli, *figures, entry.points]
        _add(sums, ("action", entry.resident_id, entry.action), of_action)
        day = entry.occurred_on
        if CALENDAR.season(day).key != entry.season:
            told_on = CALENDAR.today(entry.recorded_at)
            _add(sums, ("late", CALENDAR.season(day).key, told_on, entry.resident_id), [sign, *figures])
        monday = day - timedelta(days=day.weekday())
        weekdays = [sign if monday + timedelta(days=number) == day else 0 for number in range(7)]
        _add(sums, ("week", entry.resident_id, entry.action, monday), weekdays)
        kept_milli = 0 if entry.of_hold else entry.credited_milli
        _add(sums, ("year", entry.resident_id, entry.action, day.year, entry.household_id), [kept_milli])
        for period in (CALENDAR.week(day).key, CALENDAR.month(day).key, entry.season, "all"):
            _add(sums, ("place", period, entry.district_id), [sign, 0, *figures, *tiers, entry.points, 0, 0, 0])
            living[period, entry.district_id, entry.resident_id] += sign
            mass_mg[period, entry.district_id, entry.resident_id] += entry.mid_mg
    for (period, place, resident), number in living.items():
        if number > 0:
            total_mg = mass_mg[period, place, resident]
            grams = _grams(total_mg)
            spread = [grams, grams**2, int(total_mg != 0)]
            _add(sums, ("place", period, place), [0, 1, *[0] * (len(figures) + len(tiers) + 1), *spread])
    return {key: tuple(figures) for key, figures in sums.items() if any(figures)}


def _grams(mg: int) -> int:
    return int((Decimal(mg) / 1000).quantize(Decimal(1), ROUND_HALF_UP))


def _add(sums: dict[tuple[Any, ...], list[int]], key: tuple[Any, ...], figures: list[int]) -> None:
    known = sums.get(key, [0] * len(figures))
    sums[key] = [a + b for a, b in zip(known, figures, strict=True)]
