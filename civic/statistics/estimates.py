"""Means, shares and totals of a population from a sample of it, with what they may be off by. Pure.

Variances are linearised (Särndal, Swensson and Wretman 1992, chapter 5); groups of respondents (domains) are estimated
with everybody in the design, so that a stratum or a cluster without any of the group counts as such.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from civic.statistics.designs import Design
from civic.statistics.distributions import beta_quantile, t_quantile

Answers = Sequence[float | None]
"""A value for each respondent; None where nobody answered, who is left out as not of the group."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of the population, with its standard error and interval in the same unit.

    `n` answered. `deff` is how many times the variance is that of a simple random sample of `n`, out of the population
    where the weights gross up to one, else with replacement; `effective_n` is n / deff, and never more than n. `df`
    are units of the first stage less strata. None stands for what cannot be known: no error from one unit, no interval
    without a degree of freedom, no design effect where all answers are the same (`effective_n` is n there).
    """

    estimate: float
    se: float | None
    deff: float | None
    n: int
    effective_n: float | None
    df: int
    low: float | None
    high: float | None


def mean(design: Design, answers: Answers, group: Sequence[bool] | None = None, level: float = 0.95) -> Estimate:
    """The mean of those who answered, a ratio of two sums; its interval by Student's t.

    Args:
        answers: one for each respondent of the design.
        group: who is meant; None for everybody.

    Raises:
        ValueError: nobody of the group answered.
    """
    return _Group.of(design, answers, group).mean(level, _student)


def share(design: Design, answers: Answers, group: Sequence[bool] | None = None, level: float = 0.95) -> Estimate:
    """The same of answers that are 0 or 1, with the interval of Korn and Graubard.

    E. L. Korn and B. I. Graubard, "Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data", Survey Methodology 24 (1998): Clopper and Pearson's with the effective sample size
    p (1 − p) / variance, times (t(n − 1) / t(df))², and never more than n; n stands for p (1 − p) / variance where the
    variance is 0: where everybody or nobody says so, or all that there are were asked.

    Raises:
        ValueError: nobody of the group answered.
    """
    return _Group.of(design, answers, group).mean(level, _korn_graubard)


def answer_share(
    design: Design, said: Answers, given: Answers, group: Sequence[bool] | None = None, level: float = 0.95
) -> Estimate:
    """The share of all answers that say so, where each person gave several: the sum of `said` over that of `given`.

    The interval is that of `share`, and so is the design effect: against as many people who answer once. `n` are
    people; who gave no answer is not of the group.

    Raises:
        ValueError: nobody of the group answered.
    """
    counted = [one is not None and bool(two) for one, two in zip(said, given, strict=True)]
    meant = [it and one for it, one in zip(group, counted, strict=True)] if group else counted
    upper, lower = _Group.of(design, said, meant), _Group.of(design, given, meant)
    found = upper.sum / lower.sum
    scores = {row: (upper.values[row] - found * lower.values[row]) / lower.sum for row in upper.rows}
    return upper.estimate(found, scores, upper.simple_variance(found * (1 - found)), level, _korn_graubard)


def total(design: Design, answers: Answers, group: Sequence[bool] | None = None, level: float = 0.95) -> Estimate:
    """The sum over the population, as far as it would answer; its interval by Student's t.

    Raises:
        ValueError: nobody of the group answered.
    """
    return _Group.of(design, answers, group).total(level)


def ratio(design: Design, above: Answers, below: Answers, level: float = 0.95) -> Estimate:
    """The sum of the one over the sum of the other, of those who answered both; its interval by Student's t.

    Raises:
        ValueError: nobody answered both, or the sum below is 0.
    """
    both = [one is not None and two is not None for one, two in zip(above, below, strict=True)]
    upper, lower = _Group.of(design, above, both), _Group.of(design, below, both)
    if not lower.sum:
        raise ValueError("the sum below is 0")
    found = upper.sum / lower.sum
    left = {row: upper.values[row] - found * lower.values[row] for row in upper.rows}
    return upper.estimate(found, {row: value / lower.sum for row, value in left.items()}, None, level, _student)


Interval = Callable[[Estimate, float], tuple[float, float]]
"""The ends, from an estimate without them and a level."""


@dataclass(frozen=True, slots=True)
class _Group:
    """Those of a design who are meant and answered."""

    design: Design
    values: dict[int, float]

    @classmethod
    def of(cls, design: Design, answers: Answers, group: Sequence[bool] | None) -> "_Group":
        meant = zip(answers, design.weights, group or [True] * len(answers), strict=True)
        values = {
            row: float(answer)
            for row, (answer, weight, is_meant) in enumerate(meant)
            if answer is not None and weight and is_meant
        }
        if not values:
            raise ValueError("nobody of the group answered")
        return cls(design, values)

    @property
    def rows(self) -> list[int]:
        return list(self.values)

    @property
    def people(self) -> float:
        return sum(self.design.weights[row] for row in self.values)

    @property
    def sum(self) -> float:
        return sum(self.design.weights[row] * value for row, value in self.values.items())

    def mean(self, level: float, interval: Interval) -> Estimate:
        people, found = self.people, self.sum / self.people
        scores = {row: (value - found) / people for row, value in self.values.items()}
        return self.estimate(found, scores, self.simple_variance(self._spread()), level, interval)

    def total(self, level: float) -> Estimate:
        simple = self.simple_variance(self._spread()) * self.people**2
        return self.estimate(self.sum, self.values, simple, level, _student)

    def estimate(
        self, found: float, scores: dict[int, float], simple: float | None, level: float, interval: Interval
    ) -> Estimate:
        """With the variance of the weighted sum of the scores of each; `simple` is that of a simple random sample."""
        n, df = len(self.values), self.design.degrees_of_freedom(self.rows)
        if self.design.units(self.rows) < 2:
            return Estimate(found, None, None, n, None, df, None, None)
        everybody = [scores.get(row, 0.0) for row in range(len(self.design.weights))]
        variance = max(0.0, self.design.variance(everybody))
        deff = variance / simple if simple else None
        effective = None if simple is None else float(min(n, n / deff) if deff else n)
        plain = Estimate(found, sqrt(variance), deff, n, effective, df, None, None)
        low, high = interval(plain, level) if df > 0 else (None, None)
        return replace(plain, low=low, high=high)

    def simple_variance(self, spread: float) -> float:
        """Of the mean of a simple random sample of as many, without replacement where the population is known."""
        n, people = len(self.values), self.people
        left = 1 - n / people if self.design.grosses_up and people > n else 1.0
        return left * spread / (n - 1) if n > 1 else 0.0

    def _spread(self) -> float:
        """The mean square of how far answers are from their mean."""
        if len(set(self.values.values())) < 2:
            return 0.0
        people = self.people
        middle = self.sum / people
        return sum(self.design.weights[row] * (value - middle) ** 2 for row, value in self.values.items()) / people


def _student(found: Estimate, level: float) -> tuple[float, float]:
    reach = t_quantile((1 + level) / 2, found.df) * (found.se or 0.0)
    return found.estimate - reach, found.estimate + reach


def _korn_graubard(found: Estimate, level: float) -> tuple[float, float]:
    share, variance, tail = found.estimate, (found.se or 0.0) ** 2, (1 - level) / 2
    known = share * (1 - share) / variance if variance else float(found.n)
    fewer = (t_quantile(tail, found.n - 1) / t_quantile(tail, found.df)) ** 2
    answers = min(float(found.n), known * fewer)
    hits, misses = share * answers, (1 - share) * answers
    low = beta_quantile(tail, hits, misses + 1) if hits > 0 else 0.0
    high = beta_quantile(1 - tail, hits + 1, misses) if misses > 0 else 1.0
    return low, high
