"""From the tables of releases to what a picture shows: figures of places, lengths of bars, shades of tiles. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import TypeVar

Row = Mapping[str, object]
"""A row of a release's table by column; None for what is withheld."""
TOTAL = "total"
SHADES = 4
_MG_PER_KG = 1_000_000
Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Interval:
    """A reduction, milligrams CO2e."""

    low_mg: int
    mid_mg: int
    high_mg: int


@dataclass(frozen=True, slots=True)
class Published:
    """What a row says: people, entries, the reduction and how many people of every 1,000 residents; `per_thousand` is
    None where the row has no rate."""

    participants: int
    entries: int
    reduction: Interval
    per_thousand: Decimal | None


@dataclass(frozen=True, slots=True)
class YearSum:
    """The reductions of a place or group over the months in which they are published; `withheld` counts the others."""

    reduction: Interval
    published: int
    withheld: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Lengths as shares of the longest, from 0 to 1; all None where the figure is withheld, and no range where none is
    known."""

    share: float | None
    low: float | None = None
    high: float | None = None


WITHHELD = Bar(None)


def read(row: Row) -> Published | None:
    """A row of people, entries and kilograms; None where it is withheld."""
    if row["participants"] is None:
        return None
    interval = Interval(*(_milligrams(row[key]) for key in ("kg_low", "kg", "kg_high")))
    rate = row.get("participants_per_1000")
    rate = rate if isinstance(rate, Decimal) else None
    return Published(_whole(row["participants"]), _whole(row["entries"]), interval, rate)


def residents(row: Row) -> int:
    """How many live in a place, as the release counts them; that stands whether or not its figures are withheld."""
    return _whole(row["residents"])


def _whole(value: object) -> int:
    assert isinstance(value, int)
    return value


def _milligrams(value: object) -> int:
    """Kilograms, which tables have to the milligram."""
    assert isinstance(value, Decimal)
    return int(value * _MG_PER_KG)


def by_key(rows: Iterable[Row], column: str, where: Callable[[Row], bool] = lambda row: True) -> dict[str, Row]:
    """The rows by the value of a column, which no two share."""
    return {str(row[column]): row for row in rows if where(row)}


def added_up(months: Sequence[Published | None]) -> YearSum:
    """Reductions of months add up; people do not, as many take part in several."""
    found = [one.reduction for one in months if one]
    ends = [sum(getattr(one, end) for one in found) for end in ("low_mg", "mid_mg", "high_mg")]
    return YearSum(Interval(*ends), len(found), len(months) - len(found))


def bars_of_people(series: Sequence[Published | None]) -> list[Bar]:
    """People beside each other."""
    most = max((one.participants for one in series if one), default=0)
    return [Bar(one.participants / most) if one and most else WITHHELD for one in series]


def bars_of_reductions(series: Sequence[Published | None]) -> list[Bar]:
    """Reductions with their ranges beside each other."""
    return bars_of_intervals([one.reduction if one else None for one in series])


def bars_of_intervals(series: Sequence[Interval | None]) -> list[Bar]:
    """The same of reductions alone; what is below nothing has no length."""
    most = max((one.high_mg for one in series if one), default=0)
    return [_bar(one, most) if one and most > 0 else WITHHELD for one in series]


def _bar(one: Interval, most: int) -> Bar:
    low, mid, high = (max(0, value) / most for value in (one.low_mg, one.mid_mg, one.high_mg))
    return Bar(mid, low, high)


def shades(rates: Mapping[Key, Decimal | None]) -> dict[Key, int]:
    """From 1 to `SHADES` in even steps to the highest rate; 0 for what is withheld."""
    most = max((rate for rate in rates.values() if rate), default=None)
    return {key: ceil(SHADES * rate / most) if rate and most else 0 for key, rate in rates.items()}


def change(before: int | None, now: int | None) -> float | None:
    """By which share a figure grew; None where one of them is unknown or there was nothing."""
    return None if now is None or not before else (now - before) / before
