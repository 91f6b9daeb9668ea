"""Weights of respondents, raked to what is known of the population: what is wrong with margins is said in a sentence.
Pure; `civic/statistics/raking.py` does the arithmetic."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from civic.errors import Invalid
from civic.statistics.raking import Bounds, Raked, RakingError, kish, rake

FIELD = "margins"
UNSAID = "unsaid"
"""The level of those who did not declare one: they keep the share that they have by their weights from before."""
BOUNDS = Bounds(0.3, 3.0)
"""How far a weight may move unless staff says otherwise, in multiples of the average change."""
_ROUNDING = 1e-6

Totals = Mapping[str, Mapping[str, float]]
"""For each variable how many of the population have each level."""
Profile = Mapping[str, Sequence[str]]
"""For each variable the level of each respondent, "" for none declared."""


@dataclass(frozen=True, slots=True)
class Line:
    """A level of a margin: its total, and the sums of the weights before and after."""

    variable: str
    level: str
    total: float
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Raking:
    """Weights that were found, and how. `profile` and `totals` are what was raked, with those who did not say."""

    raked: Raked
    before: Sequence[float]
    profile: Profile
    totals: Totals

    @property
    def rounds(self) -> int:
        return len(self.raked.misses)

    @property
    def deff_before(self) -> float:
        """How many times unequal weights alone widen variances, before raking."""
        return kish(self.before)

    @property
    def deff_after(self) -> float:
        return kish(self.raked.weights)

    def lines(self) -> list[Line]:
        return [
            Line(
                variable,
                level,
                total,
                *(self._sum(variable, level, each) for each in (self.before, self.raked.weights)),
            )
            for variable, levels in self.totals.items()
            for level, total in levels.items()
        ]

    def _sum(self, variable: str, level: str, weights: Sequence[float]) -> float:
        return sum(weight for one, weight in zip(self.profile[variable], weights, strict=True) if one == level)


def rake_to(profile: Profile, totals: Totals, weights: Sequence[float], bounds: Bounds = BOUNDS) -> Raking:
    """Weights that sum up to the totals of each variable.

    Raises:
        Invalid: on `margins`, why there are none.
    """
    check_totals(totals)
    told = {variable: [level or UNSAID for level in profile[variable]] for variable in totals}
    wanted = {variable: _with_unsaid(told[variable], levels, weights) for variable, levels in totals.items()}
    for variable, levels in wanted.items():
        _check_levels(variable, told[variable], levels)
    try:
        return Raking(rake(told, wanted, weights, bounds), weights, told, wanted)
    except RakingError as error:
        raise Invalid(
            "No weights were found that meet all margins within these bounds. Join levels that few have, or let "
            "weights move further.",
            field=FIELD,
        ) from error


def check_totals(totals: Totals) -> None:
    """Refuses margins of different populations.

    Raises:
        Invalid: on `margins`, their totals differ, or there is nobody in them.
    """
    sums = {variable: sum(levels.values()) for variable, levels in totals.items()}
    if not sums or not max(sums.values()):
        raise Invalid("The margins have no totals above 0.", field=FIELD)
    least, most = min(sums, key=sums.__getitem__), max(sums, key=sums.__getitem__)
    if sums[most] - sums[least] > _ROUNDING * sums[most]:
        raise Invalid(
            "The margins have different totals: %(less)s by %(least)s, %(more)s by %(most)s.",
            field=FIELD,
            less=f"{sums[least]:,.0f}",
            least=least,
            more=f"{sums[most]:,.0f}",
            most=most,
        )


def _with_unsaid(levels: Sequence[str], totals: Mapping[str, float], weights: Sequence[float]) -> Mapping[str, float]:
    """Totals with one for those who did not say, taken from all others alike."""
    if UNSAID not in levels:
        return totals
    part = sum(weight for level, weight in zip(levels, weights, strict=True) if level == UNSAID) / sum(weights)
    return {
        **{level: total * (1 - part) for level, total in totals.items()},
        UNSAID: part * sum(totals.values()),
    }


def _check_levels(variable: str, levels: Sequence[str], totals: Mapping[str, float]) -> None:
    people = Counter(levels)
    for level, total in totals.items():
        if total and not people[level]:
            raise Invalid(
                "Nobody who answered is “%(level)s” by %(variable)s, but %(total)s of the population are: join it with "
                "another level.",
                field=FIELD,
                level=level,
                variable=variable,
                total=f"{total:,.0f}",
            )
    for level, number in people.items():
        if not totals.get(level):
            raise Invalid(
                "%(number)s who answered are “%(level)s” by %(variable)s, which has no total in the margins.",
                field=FIELD,
                number=number,
                level=level,
                variable=variable,
            )
