"""How a sample was drawn, and the variance that follows from it: strata, clusters in any number of stages, finite
populations, weights raked to margins. Pure.

The variance of a weighted sum is that between the units of the first stage within their strata, and where populations
are known that within each unit too, times the share of units drawn (Särndal, Swensson and Wretman, "Model Assisted
Survey Sampling" (1992), result 4.3.1; the "ultimate cluster" alone where they are not).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

Label = str
_CERTAIN = 1e-9
_RELATIVE = 1.01
"""Weights whose mean is at most this only compare respondents: no survey asks 99 of 100 and does not know it."""


class DesignError(ValueError):
    """A design from which no variance follows; the message is a sentence for whoever drew the sample."""


class Stage(NamedTuple):
    """One stage of drawing, a cell for each respondent: its unit, and of how many like it (of its stratum, or of the
    unit above) it was drawn; `population` is None where that is not known."""

    units: Sequence[Label]
    population: Sequence[float] | None = None


class Margins(Protocol):
    """What weights were raked to."""

    def residuals(self, values: Sequence[float]) -> list[float]:
        """What the margins do not explain of each respondent's value."""


@dataclass(frozen=True, slots=True)
class _Unit:
    rows: tuple[int, ...]
    inner: "_Stratum | None"


@dataclass(frozen=True, slots=True)
class _Stratum:
    """Units among which some were drawn; `population` is how many there were."""

    units: tuple[_Unit, ...]
    population: float | None

    @property
    def fraction(self) -> float:
        return len(self.units) / self.population if self.population else 0.0

    def covariance(self, one: Sequence[float], two: Sequence[float]) -> float:
        inner = [unit.inner.covariance(one, two) for unit in self.units if unit.inner]
        return self._between(one, two) + self.fraction * sum(inner)

    def _between(self, one: Sequence[float], two: Sequence[float]) -> float:
        number = len(self.units)
        if number < 2:  # all that there are: nothing was left to chance
            return 0.0
        sums = [(sum(one[row] for row in unit.rows), sum(two[row] for row in unit.rows)) for unit in self.units]
        mean_one, mean_two = (sum(each) / number for each in zip(*sums, strict=True))
        spread: float = sum((left - mean_one) * (right - mean_two) for left, right in sums)
        return (1 - self.fraction) * number / (number - 1) * spread


@dataclass(frozen=True, slots=True)
class Design:
    """A sample: a weight for each respondent, and how they were drawn. Made by `sample`.

    `grosses_up` says whether weights sum up to a population, and not just compare respondents with each other.
    """

    weights: tuple[float, ...]
    grosses_up: bool
    strata: tuple[_Stratum, ...] = field(repr=False)
    places: tuple[tuple[Label, Label], ...] = field(repr=False)
    margins: Margins | None = None

    def covariance(self, one: Sequence[float], two: Sequence[float]) -> float:
        """Of the weighted sums of two values of each respondent. O(respondents)."""
        left, right = self._weighed(one), self._weighed(two)
        return sum(stratum.covariance(left, right) for stratum in self.strata)

    def variance(self, values: Sequence[float]) -> float:
        """Of the weighted sum of a value of each respondent, in the square of its unit. O(respondents)."""
        weighed = self._weighed(values)
        return sum(stratum.covariance(weighed, weighed) for stratum in self.strata)

    def degrees_of_freedom(self, rows: Sequence[int]) -> int:
        """Units of the first stage less strata, of those in which one of these respondents is."""
        units = {self.places[row] for row in rows if self.weights[row]}
        return len(units) - len({stratum for stratum, _ in units})

    def units(self, rows: Sequence[int]) -> int:
        """How many units of the first stage these respondents are from."""
        return len({self.places[row] for row in rows if self.weights[row]})

    def raked(self, weights: Sequence[float], margins: Margins) -> "Design":
        """The same sample with other weights, whose sums over the margins are not left to chance."""
        return Design(tuple(weights), _gross_up(weights), self.strata, self.places, margins)

    def _weighed(self, values: Sequence[float]) -> list[float]:
        left = self.margins.residuals(values) if self.margins else values
        return [weight * value for weight, value in zip(self.weights, left, strict=True)]


def sample(
    size: int,
    weights: Sequence[float] | None = None,
    strata: Sequence[Label] | None = None,
    stages: Sequence[Stage] = (),
) -> Design:
    """A design of `size` respondents; every sequence has a cell for each.

    Args:
        weights: how many of the population each stands for; None for the inverse of the shares drawn, where the
            populations of all stages are known, and else for 1.
        strata: what the first stage was drawn within; None for one stratum.
        stages: from the first on; none for respondents drawn one by one out of a population that is not known.
            A population of at most 1 throughout a stage is the share drawn.

    Raises:
        DesignError: a stratum of one unit, more units than there are, populations that differ within a stratum,
            a weight below 0 or none above it.
    """
    within = strata or [""] * size
    each = tuple(str(row) for row in range(size))
    stages = stages or [Stage(each)]
    rows = _grouped(range(size), within)
    found = {
        name: _stratum(f"stratum “{name}”" if strata else "the sample", some, stages) for name, some in rows.items()
    }
    if weights is None:
        shares = sorted(pair for stratum in found.values() for pair in _inverse_shares(stratum))
        weights = [weight for _, weight in shares]
    _check_weights(weights)
    return Design(
        tuple(weights), _gross_up(weights), tuple(found.values()), tuple(zip(within, stages[0].units, strict=True))
    )


def beside(one: Design, two: Design) -> Design:
    """Two samples drawn apart, the respondents of the second after those of the first: nothing in the one tells of
    the other, and each keeps its own margins."""
    size = len(one.weights)
    places = tuple(
        (f"{number} {stratum}", unit) for number, each in enumerate((one, two)) for stratum, unit in each.places
    )
    return Design(
        one.weights + two.weights,
        one.grosses_up and two.grosses_up,
        one.strata + tuple(_moved(stratum, size) for stratum in two.strata),
        places,
        _Beside(one.margins, two.margins, size),
    )


@dataclass(frozen=True, slots=True)
class _Beside:
    """The margins of two samples, of which the first has `size` respondents."""

    one: Margins | None
    two: Margins | None
    size: int

    def residuals(self, values: Sequence[float]) -> list[float]:
        parts = ((self.one, values[: self.size]), (self.two, values[self.size :]))
        return [left for margins, part in parts for left in (margins.residuals(part) if margins else part)]


def _moved(stratum: _Stratum, rows: int) -> _Stratum:
    """The same, its respondents standing so many rows further down."""
    return _Stratum(
        tuple(
            _Unit(tuple(row + rows for row in unit.rows), unit.inner and _moved(unit.inner, rows))
            for unit in stratum.units
        ),
        stratum.population,
    )


def _gross_up(weights: Sequence[float]) -> bool:
    return sum(weights) > _RELATIVE * len(weights)


def _grouped(rows: Sequence[int], labels: Sequence[Label]) -> Mapping[Label, list[int]]:
    groups: defaultdict[Label, list[int]] = defaultdict(list)
    for row in rows:
        groups[labels[row]].append(row)
    return groups


def _stratum(name: str, rows: Sequence[int], stages: Sequence[Stage]) -> _Stratum:
    """What was drawn at the first of these stages, and within it at the next ones."""
    stage, *further = stages
    groups = _grouped(rows, stage.units)
    population = _population(name, rows, len(groups), stage)
    goes_on = further and population
    inner = (_stratum(f"unit “{unit}” of {name}", some, further) if goes_on else None for unit, some in groups.items())
    units = zip(groups.values(), inner, strict=True)
    found = _Stratum(tuple(_Unit(tuple(some), within) for some, within in units), population)
    if len(groups) == 1 and found.fraction < 1 - _CERTAIN:
        raise DesignError(
            f"{name[0].upper()}{name[1:]} has only one unit, so nothing tells how much units differ there: "
            "join it with one that is like it."
        )
    return found


def _population(name: str, rows: Sequence[int], drawn: int, stage: Stage) -> float | None:
    if stage.population is None:
        return None
    sizes = {stage.population[row] for row in rows}
    if len(sizes) > 1:
        raise DesignError(f"The population of {name} is {min(sizes):g} in one row and {max(sizes):g} in another.")
    (size,) = sizes
    if size <= 0:
        raise DesignError(f"The population of {name} is {size:g}; it should be more than 0.")
    size = drawn / size if max(stage.population) <= 1 else size
    if drawn > size * (1 + _CERTAIN):
        raise DesignError(f"{drawn} units were drawn in {name}, but there are only {size:g}.")
    return size


def _inverse_shares(stratum: _Stratum, weight: float = 1.0) -> Iterator[tuple[int, float]]:
    """Each respondent with what one stands for by the shares drawn, 1 where they are not known."""
    here = weight / stratum.fraction if stratum.fraction else weight
    for unit in stratum.units:
        if unit.inner:
            yield from _inverse_shares(unit.inner, here)
        else:
            yield from ((row, here) for row in unit.rows)


def _check_weights(weights: Sequence[float]) -> None:
    if min(weights, default=0) < 0 or not sum(weights):
        raise DesignError("Weights are not below 0, and one of them is above it.")
