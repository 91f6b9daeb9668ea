"""Fair ranking of places, pure: rates per resident, ties, and how far a rank may be off.

Three things make a rate uncertain. The **factors**: their low, middle and high values are scenarios that hold for all
places at once, so places are compared within each. The **people**: who happens to live and act in a place; one
resident can be a large part of its kilograms. The **population**, where it is known only within a range. A rank
carries every place that it can have when the three come together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from civic.statistics.ranks import possible_places, simultaneous_z, widest
from civic.statistics.spread import Spread

PER_RESIDENTS = 1_000
_MG_PER_G = 1_000
_ONE_AT_95 = simultaneous_z(1)


@dataclass(frozen=True, slots=True)
class MassInterval:
    """A figure with its bounds, milligrams CO2e."""

    low_mg: int
    mid_mg: int
    high_mg: int


@dataclass(frozen=True, slots=True)
class Population:
    """Residents of a place, with the range within which they are known; persons."""

    residents: int
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Contender:
    """A place on a board.

    `amount` is exact (mg, or people); `scenarios` are amounts as the factors' bounds make them, the same scenarios in
    the same order for all places; `standard_error` is that of `amount`, by who lives there.
    """

    amount: int
    scenarios: tuple[int, ...]
    standard_error: float
    population: Population

    @property
    def rate(self) -> Fraction:
        """The amount per resident."""
        return Fraction(self.amount, self.population.residents)

    def rate_interval(self, scenario: int, z: float) -> tuple[float, float]:
        """Where the rate per resident may lie in a scenario, `z` standard errors to each side.

        The error grows with the amount: what a bound does to the sum it does to each resident's share of it.
        """
        amount = self.scenarios[scenario]
        error = z * self.standard_error * (abs(amount / self.amount) if self.amount else 1.0)
        return self._lowest(amount - error), self._highest(amount + error)

    def _lowest(self, amount: float) -> float:
        return amount / (self.population.high if amount > 0 else self.population.low)

    def _highest(self, amount: float) -> float:
        return amount / (self.population.low if amount > 0 else self.population.high)


def by_mass(total: MassInterval, spread: Spread, population: Population) -> Contender:
    """A place by its kilograms; `spread` of its residents' totals in grams."""
    error_mg = _MG_PER_G * spread.standard_error_of_sum(max(population.residents, spread.people, 2))
    return Contender(total.mid_mg, (total.low_mg, total.mid_mg, total.high_mg), error_mg, population)


def by_participation(participants: int, population: Population) -> Contender:
    """A place by the number of its residents who took part: each is one, the others are none."""
    error = Spread(participants, participants, participants).standard_error_of_sum(
        max(population.residents, participants, 2)
    )
    return Contender(participants, (participants,), error, population)


@dataclass(frozen=True, slots=True)
class Rank:
    """A place, the best and worst it could be, and whether others share it."""

    place: int
    best: int
    worst: int
    tied: bool


def ranks(contenders: Sequence[Contender]) -> list[Rank]:
    """The rank of each contender, in the order given; the places that it may have hold at once with 95 % confidence."""
    if not contenders:
        return []
    rates = [contender.rate for contender in contenders]
    z = simultaneous_z(len(contenders))
    possible = widest(
        [
            possible_places([contender.rate_interval(scenario, z) for contender in contenders])
            for scenario in range(len(contenders[0].scenarios))
        ]
    )
    return [
        Rank(1 + sum(other > rate for other in rates), one.best, one.worst, tied=rates.count(rate) > 1)
        for rate, one in zip(rates, possible, strict=True)
    ]


def likely_rate(contender: Contender) -> MassInterval:
    """Where a place's rate per 1,000 residents may lie, with 95 % confidence for this place by itself, mg.

    What a sum of savings cannot be, less than nothing, the interval does not hold either.
    """
    bounds = [contender.rate_interval(scenario, _ONE_AT_95) for scenario in range(len(contender.scenarios))]
    low, high = min(low for low, _ in bounds), max(high for _, high in bounds)
    least = 0.0 if min(contender.scenarios) >= 0 else low
    return MassInterval(
        round(PER_RESIDENTS * max(least, low)), round(PER_RESIDENTS * contender.rate), round(PER_RESIDENTS * high)
    )


def per_residents(milligrams: int, residents: int) -> int:
    """Milligrams per 1,000 residents, rounded to whole milligrams (half to even)."""
    return round(Fraction(milligrams * PER_RESIDENTS, residents))


def shares(amounts: Sequence[int]) -> tuple[float, ...]:
    """Each amount's share of their sum; all 0 when there is nothing."""
    total = sum(amounts)
    return tuple(amount / total if total > 0 else 0.0 for amount in amounts)


class Told(NamedTuple):
    """What one account told of a frozen season on a day: entries that count in a later one."""

    told_on: date
    resident_id: int
    mass: MassInterval


@dataclass(frozen=True, slots=True)
class LateLine:
    """What enough accounts together told of a frozen season, up to a day; masses in mg."""

    upto: date
    people: int
    low_mg: int
    mid_mg: int
    high_mg: int


def late_lines(told: Iterable[Told], least: int) -> list[LateLine]:
    """Whole days of telling put together until so many accounts have told something; what is left over is not shown
    yet."""
    found: list[LateLine] = []
    people: set[int] = set()
    low = mid = high = 0
    for day, of_day in groupby(sorted(told, key=lambda one: one.told_on), key=lambda one: one.told_on):
        for one in of_day:
            people.add(one.resident_id)
            low, mid, high = low + one.mass.low_mg, mid + one.mass.mid_mg, high + one.mass.high_mg
        if len(people) >= least:
            found.append(LateLine(day, len(people), low, mid, high))
            people, low, mid, high = set(), 0, 0, 0
    return found
