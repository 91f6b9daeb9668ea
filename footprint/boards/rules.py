"""Fair ranking of places, pure: rates per resident, ties, and how far a rank may be off.

A rate divides by a population that may be known only within a range. A rank carries the best and the worst place it
could have if every population lay anywhere in its range; equal rates share a place (1, 2, 2, 4).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

PER_RESIDENTS = 1_000


@dataclass(frozen=True, slots=True)
class MassInterval:
    """A figure with its bounds, milligrams CO2e."""

    low_mg: int
    mid_mg: int
    high_mg: int


@dataclass(frozen=True, slots=True)
class Contender:
    """A place on a board: an exact amount (mg, or people) over a population in persons with its range."""

    amount: int
    residents: int
    residents_low: int
    residents_high: int

    @property
    def rate(self) -> Fraction:
        return Fraction(self.amount, self.residents)

    @property
    def rate_range(self) -> tuple[Fraction, Fraction]:
        """The rate's bounds when only the population is uncertain."""
        return Fraction(self.amount, self.residents_high), Fraction(self.amount, self.residents_low)


@dataclass(frozen=True, slots=True)
class Rank:
    """A place, the best and worst it could be, and whether others share it."""

    place: int
    best: int
    worst: int
    tied: bool


def ranks(contenders: Sequence[Contender]) -> list[Rank]:
    """The rank of each contender, in the order given."""
    rates = [contender.rate for contender in contenders]
    bounds = [contender.rate_range for contender in contenders]
    return [
        Rank(
            place=1 + sum(other > rate for other in rates),
            best=1 + sum(low > bounds[number][1] for low, _ in bounds),
            worst=len(rates) - sum(high < bounds[number][0] for _, high in bounds) - _equals(rates, number),
            tied=rates.count(rate) > 1,
        )
        for number, rate in enumerate(rates)
    ]


def _equals(rates: Sequence[Fraction], number: int) -> int:
    """How many others have exactly the same rate: equals share a place instead of pushing each other down."""
    return rates.count(rates[number]) - 1


def per_residents(milligrams: int, residents: int) -> int:
    """Milligrams per 1,000 residents, rounded to whole milligrams (half to even)."""
    return round(Fraction(milligrams * PER_RESIDENTS, residents))


def shares(amounts: Sequence[int]) -> tuple[float, ...]:
    """Each amount's share of their sum; all 0 when there is nothing."""
    total = sum(amounts)
    return tuple(amount / total if total > 0 else 0.0 for amount in amounts)
