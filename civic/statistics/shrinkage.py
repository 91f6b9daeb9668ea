"""Rates and means of groups, drawn toward that of all together as far as chance may have made them: empirical Bayes,
by the method of moments. Pure.

A small group has the highest and the lowest rates by chance alone. Each estimate here is the weighted mean of a group's
own figure and of everybody's; the weight is the share of the groups' true differences in all their differences.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from civic.statistics.spread import Spread


@dataclass(frozen=True, slots=True)
class Shrunk:
    """Figures as they are and as they are shrunk, in the order given, and what made the one from the other.

    `mean` is the figure of all together, `between` the variance of the true figures, `weights` how much of each
    group's own distance from the mean is left: `shrunk = mean + weight × (raw − mean)`.
    """

    raw: tuple[float, ...]
    shrunk: tuple[float, ...]
    weights: tuple[float, ...]
    mean: float
    between: float


def marshall(counts: Sequence[float], populations: Sequence[float]) -> Shrunk:
    """Rates of something rare, that happens to each of a population by a Poisson law.

    R. M. Marshall, "Mapping disease and mortality rates using empirical Bayes estimators", Applied Statistics 40
    (1991), the global estimator of pages 284 and 285: between = s² − m / n̄, and never less than 0, where m is the rate
    of all, n̄ the mean population and s² = Σ nᵢ (pᵢ − m)² / Σ nᵢ; weight = between / (between + m / nᵢ).

    Raises:
        ValueError: no group, no people in one, a count below 0, or lists of different length.
    """
    _check_counts(counts)
    rates = _Rates.of(counts, populations)
    between = max(0.0, rates.spread - rates.mean / rates.average_population)
    return rates.drawn(between, [rates.mean / population for population in populations])


def martuzzi(counts: Sequence[float], populations: Sequence[float]) -> Shrunk:
    """Shares of a population that are not rare, by a beta-binomial law.

    M. Martuzzi and P. Elliott, "Empirical Bayes estimation of small area prevalence of non-rare conditions",
    Statistics in Medicine 15 (1996): between = (n̄ s² − m (1 − m)) / (n̄ − 1), and never less than 0;
    weight = between / (between + (m (1 − m) − between) / nᵢ); the letters are those of `marshall`.

    Raises:
        ValueError: as `marshall`, and where more are counted than there are.
    """
    if any(count > population for count, population in zip(counts, populations, strict=True)):
        raise ValueError("more are counted than there are")
    _check_counts(counts)
    rates = _Rates.of(counts, populations)
    chance, average = rates.mean * (1 - rates.mean), rates.average_population
    between = max(0.0, (average * rates.spread - chance) / (average - 1)) if average > 1 else 0.0
    return rates.drawn(between, [max(0.0, chance - between) / population for population in populations])


def normal(groups: Sequence[Spread], populations: Sequence[int]) -> Shrunk:
    """Amounts per head, the members of all groups varying alike around the mean of their own: normal on normal.

    The variance within is pooled over all groups, from their sums of squares; the one between is that of the analysis
    of variance for groups of different size, (MSB − within) / n₀ with n₀ = (N − Σ nᵢ² / N) / (k − 1), and never less
    than 0; weight = between / (between + within / nᵢ). Searle, Casella and McCulloch, "Variance Components" (1992),
    chapter 3.

    Args:
        groups: number, sum and sum of squares of those who have an amount; the rest of the population has 0.

    Raises:
        ValueError: no group, no people in one or fewer than have an amount, or lists of different length.
    """
    if any(group.people > population for group, population in zip(groups, populations, strict=True)):
        raise ValueError("more have an amount than there are")
    means = _Rates.of([group.sum for group in groups], populations)
    within = _pooled_within(groups, populations)
    return means.drawn(_between(means, within), [within / population for population in populations])


def _check_counts(counts: Sequence[float]) -> None:
    if min(counts, default=0) < 0:
        raise ValueError("a count below 0")


def _pooled_within(groups: Sequence[Spread], populations: Sequence[int]) -> float:
    free = sum(populations) - len(populations)
    squares = sum(
        max(0.0, group.squares - group.sum**2 / size) for group, size in zip(groups, populations, strict=True)
    )
    return squares / free if free else 0.0


def _between(means: "_Rates", within: float) -> float:
    """By the analysis of variance; 0 for one group, which differs from nobody."""
    people, others = means.people, len(means.raw) - 1
    if not others:
        return 0.0
    typical = (people - sum(size**2 for size in means.populations) / people) / others
    return max(0.0, (people * means.spread / others - within) / typical)


@dataclass(frozen=True, slots=True)
class _Rates:
    """What the three have in common: the groups' figures, that of all, and how they spread around it."""

    raw: tuple[float, ...]
    populations: tuple[float, ...]
    mean: float

    @classmethod
    def of(cls, amounts: Sequence[float], populations: Sequence[float]) -> "_Rates":
        if not populations or min(populations) <= 0:
            raise ValueError("every group needs people")
        raw = tuple(amount / population for amount, population in zip(amounts, populations, strict=True))
        return cls(raw, tuple(populations), sum(amounts) / sum(populations))

    @property
    def people(self) -> float:
        return sum(self.populations)

    @property
    def average_population(self) -> float:
        return self.people / len(self.populations)

    @property
    def spread(self) -> float:
        """The variance of the figures around that of all, weighted by population."""
        weighed = zip(self.populations, self.raw, strict=True)
        return sum(size * (rate - self.mean) ** 2 for size, rate in weighed) / self.people

    def drawn(self, between: float, chances: Sequence[float]) -> Shrunk:
        """Each figure by its weight, `chances` being how far each may be off by chance (a variance)."""
        weights = tuple(between / (between + chance) if between > 0 else 0.0 for chance in chances)
        drawn = zip(self.raw, weights, strict=True)
        shrunk = tuple(self.mean + weight * (rate - self.mean) for rate, weight in drawn)
        return Shrunk(self.raw, shrunk, weights, self.mean, between)
