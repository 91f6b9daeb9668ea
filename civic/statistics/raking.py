"""Weights by which a sample has the sums of its population in each of several margins. Pure.

Raking multiplies the weights of each level of each margin in turn until all fit: W. E. Deming and F. F. Stephan, "On a
least squares adjustment of a sampled frequency table when the expected marginal totals are known" (1940). It is
calibration by the exponential distance, and so is its variance that of what the margins do not explain: J.-C. Deville
and C.-E. Särndal, "Calibration estimators in survey sampling", Journal of the American Statistical Association 87
(1992). Trimmed, it is their truncated form: a factor is what raking makes of it, but not below or above its bounds.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import fsum, inf, isfinite
from operator import mul
from typing import NamedTuple

from civic.statistics.linear import solve_any

CLOSE = 1e-10
"""How far a sum may be off, as a share of it, when raking is done."""
SWEEPS = 1_000
_FARTHEST = 1e100
"""Factors of margins that cannot be met run away, round by round."""
_ROUNDING = 1e-6
"""How far the totals of margins may differ: shares are rounded."""

Totals = Mapping[str, Mapping[str, float]]
"""For each variable the total of each of its levels, in people or in shares."""
Answers = Mapping[str, Sequence[str]]
"""For each variable the level of each respondent."""


class RakingError(ValueError):
    """Why there are no such weights; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far a weight may move, as multiples of the average change of all weights."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Cells:
    """Respondents who have the same level of every variable, and stand for one another.

    Attributes:
        cell_of: for each respondent, the cell.
        levels: for each cell its levels, numbered over all variables; `number` is how many there are.
        weights: for each respondent, from before raking; `sizes` are their sums in each cell.
    """

    cell_of: tuple[int, ...]
    levels: tuple[tuple[int, ...], ...]
    number: int
    weights: tuple[float, ...]
    sizes: tuple[float, ...]

    def residuals(self, values: Sequence[float]) -> list[float]:
        """What the margins do not explain of each respondent's value: the rest of its regression on all levels, by the
        weights from before raking. O(respondents + cells × variables² + levels³)."""
        slopes = solve_any(*self._regression(self._sums(values)))
        fitted = [sum(slopes[level] for level in levels) for levels in self.levels]
        return [value - fitted[cell] for cell, value in zip(self.cell_of, values, strict=True)]

    def _sums(self, values: Sequence[float]) -> list[float]:
        sums = [0.0] * len(self.sizes)
        for cell, weight, value in zip(self.cell_of, self.weights, values, strict=True):
            sums[cell] += weight * value
        return sums

    def _regression(self, sums: Sequence[float]) -> tuple[list[list[float]], list[float]]:
        matrix, right = [[0.0] * self.number for _ in range(self.number)], [0.0] * self.number
        for levels, size, value in zip(self.levels, self.sizes, sums, strict=True):
            for level in levels:
                right[level] += value
                for other in levels:
                    matrix[level][other] += size
        return matrix, right


@dataclass(frozen=True, slots=True)
class Raked:
    """A weight for each respondent, and how they were found.

    `misses` is the largest distance of a sum from its total at each round, as a share of the total; `at_bounds` how
    many respondents are held at one.
    """

    weights: tuple[float, ...]
    misses: tuple[float, ...]
    at_bounds: int
    cells: Cells


def kish(weights: Sequence[float]) -> float:
    """How many times unequal weights alone widen the variance of what they have nothing to do with: 1 + their squared
    coefficient of variation. L. Kish, "Weighting for unequal Pi", Journal of Official Statistics 8 (1992).

    Raises:
        ValueError: no weight above 0.
    """
    counted = [weight for weight in weights if weight > 0]
    if not counted:
        raise ValueError("no weight above 0")
    return len(counted) * sum(weight * weight for weight in counted) / sum(counted) ** 2


def rake(answers: Answers, totals: Totals, weights: Sequence[float], bounds: Bounds | None = None) -> Raked:
    """Weights whose sums are the totals, as near to the given ones as can be.

    O(respondents + rounds × cells × variables): who has the same levels is given the same factor.

    Raises:
        RakingError: margins with different totals, a level without respondents or without a total, a total below 0,
            bounds within which a margin cannot be met, or no convergence in 1,000 rounds.
    """
    wanted = _wanted(answers, totals, weights)
    cells = _cells(answers, list(wanted), weights)
    average = sum(next(iter(totals.values())).values()) / sum(weights)
    raking = _Raking(cells, wanted, _trimmed(bounds, average), [average] * len(cells.sizes))
    misses = raking.run()
    factors = raking.kept()
    held = {cell for cell, factor in enumerate(factors) if factor != raking.factors[cell]}
    found = tuple(weight * factors[cell] for cell, weight in zip(cells.cell_of, weights, strict=True))
    return Raked(found, tuple(misses), sum(cell in held for cell in cells.cell_of), cells)


Name = tuple[str, str]


def _trimmed(bounds: Bounds | None, average: float) -> Bounds | None:
    if bounds is None:
        return None
    if not (0 <= bounds.low < 1 < bounds.high and isfinite(bounds.high)):
        raise RakingError(f"Weights are trimmed to between {bounds.low:g} and {bounds.high:g}; 1 should lie between.")
    return Bounds(bounds.low * average, bounds.high * average)


def _wanted(answers: Answers, totals: Totals, weights: Sequence[float]) -> dict[Name, float]:
    """The total of each level that somebody has, having checked that they can be met."""
    _check_totals(totals)
    wanted = {(variable, level): total for variable in totals for level, total in totals[variable].items()}
    present: defaultdict[Name, float] = defaultdict(float)
    for variable in totals:
        for level, weight in zip(answers[variable], weights, strict=True):
            present[variable, level] += weight
    for name, total in wanted.items():
        _check_level(*name, total, present.get(name, 0.0))
    for variable, level in present:
        if (variable, level) not in wanted:
            known = ", ".join(totals[variable])
            raise RakingError(f"“{level}” of '{variable}' is no level of the margins, which are: {known}.")
    return {name: total for name, total in wanted.items() if total}


def _check_totals(totals: Totals) -> None:
    sums = {variable: sum(levels.values()) for variable, levels in totals.items()}
    for variable, levels in totals.items():
        for level, total in levels.items():
            if total < 0:
                raise RakingError(f"The total of “{level}” of '{variable}' is {total:,g}, below 0.")
    if not sums or not max(sums.values()):
        raise RakingError("The margins have no totals above 0.")
    if max(sums.values()) - min(sums.values()) > _ROUNDING * max(sums.values()):
        told = ", ".join(f"'{variable}' {total:,.10g}" for variable, total in sums.items())
        raise RakingError(f"The margins have different totals: {told}.")


def _check_level(variable: str, level: str, total: float, weight: float) -> None:
    if total and not weight:
        raise RakingError(
            f"Nobody who answered is “{level}” of '{variable}', but {total:,.10g} of the population are: "
            "join it with another level."
        )
    if weight and not total:
        raise RakingError(f"Some who answered are “{level}” of '{variable}', but its total is 0.")


def _cells(answers: Answers, names: Sequence[Name], weights: Sequence[float]) -> Cells:
    numbers = {name: number for number, name in enumerate(names)}
    variables = dict.fromkeys(variable for variable, _ in names)
    columns = ([numbers.get((variable, level), -1) for level in answers[variable]] for variable in variables)
    rows = list(zip(*columns, strict=True))
    order = {levels: cell for cell, levels in enumerate(dict.fromkeys(rows))}
    cell_of = tuple(order[levels] for levels in rows)
    sizes = [0.0] * len(order)
    for cell, weight in zip(cell_of, weights, strict=True):
        sizes[cell] += weight
    return Cells(cell_of, tuple(order), len(names), tuple(weights), tuple(sizes))


class _Raking:
    """The factors of cells on their way."""

    def __init__(self, cells: Cells, wanted: Mapping[Name, float], bounds: Bounds | None, factors: list[float]) -> None:
        self.factors = factors
        self._sizes, self._wanted, self._bounds = cells.sizes, wanted, bounds
        self._members: list[list[int]] = [[] for _ in wanted]
        for cell, levels in enumerate(cells.levels):
            for level in levels:
                self._members[level].append(cell)

    def run(self) -> list[float]:
        """Rounds until all sums are the totals; how far they were off at each."""
        misses: list[float] = []
        for _ in range(SWEEPS):
            offs = {name: self._fit(name, members, total) for name, members, total in self._levels()}
            misses.append(max(offs.values()))
            if misses[-1] <= CLOSE:
                return misses
        (variable, level), off = max(offs.items(), key=lambda item: item[1])
        raise RakingError(
            f"The weights did not converge in {SWEEPS:,} rounds: “{level}” of '{variable}' is still off by "
            f"{100 * off:.3g} %, as the margins cannot all be met by those who answered."
        )

    def kept(self) -> list[float]:
        """The factors within their bounds."""
        low, high = (self._bounds.low, self._bounds.high) if self._bounds else (0.0, inf)
        return [min(max(factor, low), high) for factor in self.factors]

    def _levels(self) -> Iterator[tuple[Name, list[int], float]]:
        for (name, total), members in zip(self._wanted.items(), self._members, strict=True):
            yield name, members, total

    def _fit(self, name: Name, members: Sequence[int], total: float) -> float:
        """Moves the factors of a level until its sum is the total; tells by which share it was off."""
        sizes, factors = [self._sizes[cell] for cell in members], [self.factors[cell] for cell in members]
        level = _Level(sizes, factors, self._bounds)
        before = level.sum_at(1.0)
        scale = total / before if self._bounds is None else level.scale(name, total, self._bounds)
        for cell in members:
            self.factors[cell] = min(max(self.factors[cell] * scale, 1 / _FARTHEST), _FARTHEST)
        return abs(before / total - 1)


class _Level(NamedTuple):
    """The cells of one level: their weights from before, their factors now."""

    sizes: Sequence[float]
    factors: Sequence[float]
    bounds: Bounds | None

    def sum_at(self, scale: float) -> float:
        """The sum of the weights with all factors times `scale`, as far as they may move."""
        if self.bounds is None:
            return scale * fsum(map(mul, self.sizes, self.factors))
        low, high = self.bounds.low, self.bounds.high
        both = zip(self.sizes, self.factors, strict=True)
        return fsum(size * min(max(scale * factor, low), high) for size, factor in both)

    def scale(self, name: Name, total: float, bounds: Bounds) -> float:
        """Where the sum is the total: it rises in straight lines between the scales at which a factor meets a bound."""
        size = sum(self.sizes)
        if not bounds.low * size * (1 - CLOSE) <= total <= bounds.high * size * (1 + CLOSE):
            raise RakingError(
                f"The total of “{name[1]}” of '{name[0]}' is {total:,.10g}, which trimmed weights cannot reach: "
                f"they sum up to between {bounds.low * size:,.10g} and {bounds.high * size:,.10g}."
            )
        bends = sorted(bound / factor for factor in self.factors for bound in (bounds.low, bounds.high))
        place = bisect_left(bends, total, key=self.sum_at)
        if place in (0, len(bends)):  # all at a bound, but for rounding
            return bends[min(place, len(bends) - 1)]
        left, right = bends[place - 1], bends[place]
        below, above = self.sum_at(left), self.sum_at(right)
        return left + (right - left) * (total - below) / (above - below)
