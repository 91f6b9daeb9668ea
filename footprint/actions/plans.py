"""Every option compiled to whole numbers, so that quantifying an entry is a handful of integer operations.

A plan holds one segment for each stretch of days on which none of its factors changes. A segment's coefficients are
fractions with one denominator: milligrams for a thousandth of the action's unit (and, for a monthly claim, for a day).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import lcm

from footprint.actions.action import DAYS, Action, Method
from footprint.carbon.expressions import evaluate
from footprint.carbon.factors import Factors, value_on
from footprint.carbon.intervals import Interval

MG_PER_KG = 1_000_000
_MG_PER_MILLI = Fraction(MG_PER_KG, 1000)


@dataclass(frozen=True, slots=True)
class Segment:
    """`low`, `mid`, `high` over `denominator` are milligrams per thousandth of the unit, from `first` to `last`."""

    first: date
    last: date
    low: int
    mid: int
    high: int
    denominator: int
    breakeven_milli: int


@dataclass(frozen=True, slots=True)
class Calculation:
    """The segments of one option, newest first; `months` as in the action. Those of a removal reduce nothing."""

    segments: tuple[Segment, ...]
    is_monthly: bool
    is_removal: bool
    months: tuple[int, ...]


def plans(actions: Iterable[Action], factors: Factors) -> dict[tuple[str, str], Calculation]:
    """The plan of every (action id, option id)."""
    return {
        (action.id, option.id): _calculation(action, option.method, factors)
        for action in actions
        for option in action.options
    }


def _calculation(action: Action, method: Method, factors: Factors) -> Calculation:
    return Calculation(_segments(method, factors), method.is_monthly, method.is_removal, action.months)


def coefficient(method: Method, factors: Factors, day: date) -> Interval:
    """Kilograms per unit of quantity (and day of the month, if monthly) on `day`, never below 0.

    The middle comes from the formula; the ends too, unless a published range stands for the result as a whole.
    Raises LookupError when a factor has no version for that day.
    """
    if method.formula is None:
        return Interval.exactly(0)
    computed = evaluate(method.formula, lambda role: _value(method, factors, role, day), Interval.exactly)
    published = factors[method.range_factor].on(day) if method.range_factor else None
    if published is not None:
        computed = _ranged(computed.mid, published.interval, method.is_monthly)
    return computed.at_least_zero()


def _ranged(mid: Fraction, published: Interval, is_monthly: bool) -> Interval:
    """The result with the range published for it; that of a device's year lends its proportions."""
    scale = mid / published.mid if is_monthly else Fraction(1)
    return Interval(min(published.low * scale, mid), mid, max(published.high * scale, mid))


def turning_days(ids: Iterable[str], factors: Factors) -> list[date]:
    """The days on which some version of these factors begins, oldest first."""
    return sorted({version.valid_from for name in ids for version in factors[name].versions})


def _value(method: Method, factors: Factors, role: str, day: date) -> Interval:
    return Interval.exactly(1) if role == DAYS else value_on(factors, method.factors[role], day)


def _segments(method: Method, factors: Factors) -> tuple[Segment, ...]:
    if method.formula is None:
        return (Segment(date.min, date.max, 0, 0, 0, 1, 0),)
    starts = turning_days(method.factor_ids, factors)
    ends = [date.fromordinal(start.toordinal() - 1) for start in starts[1:]] + [date.max]
    found = [_segment(method, factors, start, end) for start, end in zip(starts, ends, strict=True)]
    return tuple(segment for segment in reversed(found) if segment)


def _segment(method: Method, factors: Factors, first: date, last: date) -> Segment | None:
    """None on days before every factor has its first version."""
    try:
        per_unit = coefficient(method, factors, first)
        uses = value_on(factors, method.breakeven, first).mid if method.breakeven else Fraction(0)
    except LookupError:
        return None
    numbers = [value * _MG_PER_MILLI for value in (per_unit.low, per_unit.mid, per_unit.high)]
    denominator = lcm(*(number.denominator for number in numbers))
    low, mid, high = (int(number * denominator) for number in numbers)
    return Segment(first, last, low, mid, high, denominator, round(uses * 1000))


Plans = Mapping[tuple[str, str], Calculation]
