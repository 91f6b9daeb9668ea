"""What emission factors count, and whether figures of one calculation count the same.

A boundary that nobody states counts as different from every other. CO2 and CO2e are not interchanged.
"""

from collections.abc import Callable, Collection, Iterable
from fractions import Fraction

from footprint.carbon.expressions import Expression, evaluate
from footprint.carbon.factors import Factors
from footprint.carbon.intervals import Interval
from footprint.carbon.units import gas

UNKNOWN = "not_stated"
PARAMETER = "none"
_ZERO = Interval.exactly(0)


def boundary_of(ids: Iterable[str], factors: Factors) -> str:
    """The boundary of a calculation with these factors: that of the first one that emits; "none" if none does."""
    return next((factors[name].newest.boundary for name in _emitting(ids, factors)), PARAMETER)


def deviating(ids: Iterable[str], factors: Factors) -> tuple[str, ...]:
    """The factors that do not count the same as the first one that emits."""
    first, *others = list(dict.fromkeys(_emitting(ids, factors))) or [""]
    return tuple(name for name in others if not _same(first, name, factors))


def lowers(expression: Expression, value_of: Callable[[str], Interval], deviants: Collection[str]) -> bool:
    """Whether the deviating names only take away: without them the result is nowhere smaller."""

    def without(name: str) -> Interval:
        return _ZERO if name in deviants else value_of(name)

    try:
        less = evaluate(expression, without, Interval.exactly)
    except ZeroDivisionError:
        return False
    full = evaluate(expression, value_of, Interval.exactly)
    return all(_positive(a) <= _positive(b) for a, b in zip(_ends(full), _ends(less), strict=True))


def _emitting(ids: Iterable[str], factors: Factors) -> list[str]:
    return [name for name in ids if factors[name].newest.boundary != PARAMETER]


def _same(one: str, other: str, factors: Factors) -> bool:
    a, b = factors[one].newest, factors[other].newest
    return a.boundary == b.boundary != UNKNOWN and gas(a.unit) == gas(b.unit)


def _ends(interval: Interval) -> tuple[Fraction, Fraction, Fraction]:
    return interval.low, interval.mid, interval.high


def _positive(value: Fraction) -> Fraction:
    return max(value, Fraction(0))
