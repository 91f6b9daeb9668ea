"""Whether two answers have to do with each other, in a sample that was not drawn at random one by one. Pure.

J. N. K. Rao and A. J. Scott, "On chi-squared tests for multiway contingency tables with cell proportions estimated from
survey data", Annals of Statistics 12 (1984), corrected to the second order, as an F statistic: D. R. Thomas and
J. N. K. Rao, "Small-sample comparisons of level and power for simple goodness-of-fit statistics under cluster
sampling", Journal of the American Statistical Association 82 (1987).
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from civic.statistics.designs import Design
from civic.statistics.distributions import f_tail
from civic.statistics.linear import Dependent, solve

Pair = tuple[str, str]


class NoTest(ValueError):
    """Why nothing can be tested; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Test:
    """Of no connection between two answers: F with its degrees of freedom, and how probable more than F is.

    `pearson` is Pearson's X² of the weighted shares with the number who answered both, `n`; `shares` the share of the
    population in each pair of answers.
    """

    f: float
    ndf: float
    ddf: float
    p: float
    pearson: float
    n: int
    shares: Mapping[Pair, float]


def rao_scott(design: Design, one: Sequence[str], two: Sequence[str]) -> Test:
    """The test of two answers of each respondent of the design; an empty one is none.

    O(respondents × contrasts²), contrasts being (levels − 1) × (levels − 1).

    Raises:
        NoTest: an answer with one level only, a design without degrees of freedom, too many pairs that nobody gave.
    """
    table = _Table.of(design, one, two)
    df = design.degrees_of_freedom(table.rows)
    if df < 1:
        raise NoTest("There are no more units than strata among those who answered both, so nothing can be tested.")
    deltas = _design_effects(design, table)
    trace = sum(row[place] for place, row in enumerate(deltas))
    squares = sum(left[b] * deltas[b][a] for a, left in enumerate(deltas) for b in range(len(deltas)))
    ndf = trace * trace / squares if squares else 0.0
    if not ndf:
        raise NoTest("The answers do not vary between units, so nothing can be tested.")
    pearson = table.pearson()
    f = pearson / trace
    return Test(f, ndf, ndf * df, f_tail(f, ndf, ndf * df), pearson, len(table.rows), table.shares)


class _Table(NamedTuple):
    """The shares of pairs, in the order of their names, and who gave each pair."""

    shares: dict[Pair, float]
    pair_of: dict[int, Pair]
    people: float

    @classmethod
    def of(cls, design: Design, one: Sequence[str], two: Sequence[str]) -> "_Table":
        answers = enumerate(zip(one, two, design.weights, strict=True))
        pair_of = {row: (left, right) for row, (left, right, weight) in answers if left and right and weight}
        sides = [sorted({pair[side] for pair in pair_of.values()}) for side in (0, 1)]
        if min(map(len, sides)) < 2:
            raise NoTest("Everybody who answered both gave the same answer to one of them, so nothing can be tested.")
        sums: defaultdict[Pair, float] = defaultdict(float)
        for row, pair in pair_of.items():
            sums[pair] += design.weights[row]
        people = sum(sums.values())
        return cls({(a, b): sums.get((a, b), 0.0) / people for a, b in product(*sides)}, pair_of, people)

    @property
    def rows(self) -> list[int]:
        return list(self.pair_of)

    def sides(self) -> tuple[list[str], list[str]]:
        return sorted({a for a, _ in self.shares}), sorted({b for _, b in self.shares})

    def pearson(self) -> float:
        left, right = self._side(0), self._side(1)
        expected = {(a, b): left[a] * right[b] for a, b in self.shares}
        return len(self.pair_of) * sum((self.shares[pair] - due) ** 2 / due for pair, due in expected.items())

    def _side(self, side: int) -> dict[str, float]:
        sums: defaultdict[str, float] = defaultdict(float)
        for pair, share in self.shares.items():
            sums[pair[side]] += share
        return sums

    def contrasts(self) -> list[dict[Pair, float]]:
        """A basis of what is neither in the one nor in the other answer: first against further levels, crossed."""
        (first_a, *other_a), (first_b, *other_b) = self.sides()
        return [
            {(first_a, first_b): 1.0, (first_a, b): -1.0, (a, first_b): -1.0, (a, b): 1.0}
            for a, b in product(other_a, other_b)
        ]


def _design_effects(design: Design, table: _Table) -> list[list[float]]:
    """The variances of the contrasts against those of a simple random sample, as a matrix; its eigenvalues are the
    design effects of Rao and Scott."""
    contrasts = [_over(contrast, table.shares) for contrast in table.contrasts()]
    scores = [_scores(design, table, contrast) for contrast in contrasts]
    simple = [[_simple(one, two, table) for two in contrasts] for one in contrasts]
    drawn = [[design.covariance(one, two) for two in scores] for one in scores]
    try:
        return solve(simple, drawn)
    except Dependent as error:
        raise NoTest("Too many pairs of answers were given by nobody: join levels that are alike.") from error


def _over(contrast: Mapping[Pair, float], shares: Mapping[Pair, float]) -> dict[Pair, float]:
    return {pair: sign / shares[pair] for pair, sign in contrast.items() if shares[pair]}


def _scores(design: Design, table: _Table, contrast: Mapping[Pair, float]) -> list[float]:
    """The linearised contrast of each respondent, whose weighted sum is the contrast."""
    middle = sum(table.shares[pair] * value for pair, value in contrast.items())
    return [
        (contrast.get(table.pair_of[row], 0.0) - middle) / table.people if row in table.pair_of else 0.0
        for row in range(len(design.weights))
    ]


def _simple(one: Mapping[Pair, float], two: Mapping[Pair, float], table: _Table) -> float:
    """The covariance of two contrasts in a simple random sample of as many."""
    return sum(table.shares[pair] * value * two.get(pair, 0.0) for pair, value in one.items()) / len(table.pair_of)
