"""Fair ranking of places, pure: rates per resident, ties, and how far a rank may be off.

Three things make a rate uncertain. The **factors**: their low, middle and high values are scenarios that hold for all
places at once, so places are compared within each. The **people**: who happens to live and act in a place; one
resident can be a large part of its kilograms. The **population**, where it is known only within a range. A rank
carries every place that it can have when the three come together.

Places go by rates that are drawn toward that of all by what chance may have done, and stand in bands of those that
cannot be told apart. Nobody is shown as the last: the lower half stands in no order.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from civic.calendar import Period
from civic.statistics.ranks import bands, places, possible_places, simultaneous_z, widest
from civic.statistics.shrinkage import Shrunk, marshall, martuzzi, normal
from civic.statistics.spread import Spread
from footprint.ledger.rules import BACKDATING_DAYS

PER_RESIDENTS = 1_000
RARE = 0.1
"""A share below this is shrunk as a rate of something rare."""
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


def shrunk_masses(spreads: Sequence[Spread], populations: Sequence[Population]) -> Shrunk:
    """Grams per resident; `spreads` of the totals of those who took part, in grams."""
    sizes = [max(people.residents, spread.people) for spread, people in zip(spreads, populations, strict=True)]
    return normal(spreads, sizes)


def shrunk_shares(participants: Sequence[int], populations: Sequence[Population]) -> Shrunk:
    """Shares of the residents who took part."""
    sizes = [max(people.residents, count) for count, people in zip(participants, populations, strict=True)]
    shrinks = marshall if sum(participants) < RARE * sum(sizes) else martuzzi
    return shrinks(participants, sizes)


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a place stands among those that are shown, and what put it there.

    `rank` goes by `shrunk`, where that is equal by the rate itself; `best` and `worst` are the ranks it may have.
    `mean` is the rate of all, `weight` what chance leaves of a place's own distance from it; rates per resident.
    """

    rank: int
    best: int
    worst: int
    tied: bool
    band: int
    is_ahead: bool
    shrunk: float
    weight: float
    mean: float


def standings(contenders: Sequence[Contender], weights: Sequence[float]) -> list[Standing]:
    """Where each stands, in the order given; the ranks that they may have hold at once with 95 % confidence.

    Those follow from the rates as they are, a rank from the shrunk ones: where the latter lies outside, it is one more
    that the place may have.
    """
    if not contenders:
        return []
    mean = Fraction(sum(one.amount for one in contenders), sum(one.population.residents for one in contenders))
    drawn = [float(mean) + weight * float(one.rate - mean) for one, weight in zip(contenders, weights, strict=True)]
    ranks = _ranks(list(zip(drawn, (one.rate for one in contenders), strict=True)))
    z, scenarios = simultaneous_z(len(contenders)), range(len(contenders[0].scenarios))
    intervals = [[one.rate_interval(scenario, z) for one in contenders] for scenario in scenarios]
    possible = widest([possible_places(each) for each in intervals])
    found_bands = bands([-float(rank) for rank in ranks], *intervals)
    half, sharing = (len(contenders) + 1) // 2, Counter(ranks)
    return [
        Standing(
            rank,
            min(rank, one.best),
            max(rank, one.worst),
            sharing[rank] > 1,
            band,
            rank <= half,
            shrunk,
            weight,
            mean=float(mean),
        )
        for rank, one, band, shrunk, weight in zip(ranks, possible, found_bands, drawn, weights, strict=True)
    ]


def _ranks(figures: Sequence[tuple[float, Fraction]]) -> list[int]:
    """The rank of each pair, highest first; equal pairs share one."""
    order = {figure: number for number, figure in enumerate(sorted(set(figures)))}
    return places([order[figure] for figure in figures])


@dataclass(frozen=True, slots=True)
class Band:
    """Those who are shown together, by their numbers in the order given; no `number` for the rest of the lower half."""

    number: int | None
    members: tuple[int, ...]


def shown_bands(found: Sequence[Standing]) -> list[Band]:
    """The bands as they are shown: the upper half by rank within each, then the lower half in the order given.

    Bands that lie wholly in the lower half are one, without a number; a single place would be told by it that it is the
    last, so it stands with the band before.
    """
    ahead = sorted((one for one in range(len(found)) if found[one].is_ahead), key=lambda one: found[one].rank)
    behind = [one for one in range(len(found)) if not found[one].is_ahead]
    members: dict[int, list[int]] = {found[one].band: [] for one in ahead}
    last = max(members, default=0)
    rest = [one for one in behind if found[one].band not in members]
    apart = frozenset(rest if len(rest) > 1 else ())
    for one in [*ahead, *behind]:
        if one not in apart:
            members[min(found[one].band, last)].append(one)
    numbered = [Band(number, tuple(some)) for number, some in sorted(members.items())]
    return [*numbered, Band(None, tuple(rest))] if len(rest) > 1 else numbered


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


def are_neighbours(one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether two tiles of the map, by column and row, touch each other, be it at a corner."""
    return max(abs(one[0] - other[0]), abs(one[1] - other[1])) == 1


def is_still_counted(span: Period, today: date) -> bool:
    """Whether what residents tell of a period still moves its board."""
    return today - timedelta(days=BACKDATING_DAYS) <= span.end


class Change(NamedTuple):
    """What a place had in the period before: its rate in mg per 1,000 residents, those who took part, its band."""

    rate_mg: int
    participants: int
    band: int | None

    def is_up(self, band: int | None) -> bool:
        """Whether a place that stands in that band now stood in a later one before."""
        return band is not None and (self.band is None or band < self.band)


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
    """Whole days of telling put together until so many accounts have told something, and so many of them or nobody
    kilograms; what is left over is not shown yet."""
    found: list[LateLine] = []
    by_account: Counter[int] = Counter()
    low = high = 0
    for day, of_day in groupby(sorted(told, key=lambda one: one.told_on), key=lambda one: one.told_on):
        for one in of_day:
            by_account[one.resident_id] += one.mass.mid_mg
            low, high = low + one.mass.low_mg, high + one.mass.high_mg
        savers = sum(mid != 0 for mid in by_account.values())
        if len(by_account) >= least and (savers == 0 or savers >= least):
            found.append(LateLine(day, len(by_account), low, by_account.total(), high))
            by_account, low, high = Counter(), 0, 0
    return found
