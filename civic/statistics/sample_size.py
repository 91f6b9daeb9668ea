"""How many people a survey must ask to tell a share as closely as wanted. Pure."""

from collections.abc import Sequence
from math import ceil, sqrt
from statistics import NormalDist
from typing import NamedTuple


class Wish(NamedTuple):
    """How close a survey should come.

    Attributes:
        margin: half the width of the interval, as a share: 0.05 for ± 5 points.
        level: how surely the interval holds the true share.
        share: what is expected; a half needs the most answers.
        deff: how many times the variance is that of a simple random sample, for clusters and weights.
        response: the share of those invited who answer.
    """

    margin: float
    level: float = 0.95
    share: float = 0.5
    deff: float = 1.0
    response: float = 1.0


def answers_needed(wish: Wish, population: int | None = None) -> int:
    """Answers for an interval no wider than wanted: deff z² p (1 − p) / margin², less what a population that is not
    large saves. W. G. Cochran, "Sampling Techniques" (1977), formulas 4.1 and 4.2. Never more than the population.

    Raises:
        ValueError: a wish that cannot be, or a population below 1.
    """
    _check(wish)
    many = wish.deff * _z(wish) ** 2 * wish.share * (1 - wish.share) / wish.margin**2
    if population is None:
        return ceil(many)
    if population < 1:
        raise ValueError(f"a population of {population}")
    return min(population, ceil(many / (1 + (many - 1) / population)))


def invitations(answers: int, wish: Wish) -> int:
    """How many to invite for so many answers."""
    return ceil(answers / wish.response)


def margin_of_all(wish: Wish, populations: Sequence[int], answers: Sequence[int]) -> float:
    """The margin of the share in all districts together, each with its answers: a stratified sample, each district
    weighing as much as its population (Cochran 1977, section 5.10).

    Raises:
        ValueError: a wish that cannot be, no answers of a district, or more than it has people.
    """
    _check(wish)
    everybody = sum(populations)
    parts = [_part(wish, size / everybody, size, asked) for size, asked in zip(populations, answers, strict=True)]
    return _z(wish) * sqrt(sum(parts))


def _part(wish: Wish, weight: float, population: int, answers: int) -> float:
    if not 1 <= answers <= population:
        raise ValueError(f"{answers} answers of {population} people")
    left = (population - answers) / (population - 1) if population > 1 else 0.0
    return weight**2 * wish.deff * wish.share * (1 - wish.share) / answers * left


def _z(wish: Wish) -> float:
    return NormalDist().inv_cdf((1 + wish.level) / 2)


def _check(wish: Wish) -> None:
    shares = (wish.margin, wish.level, wish.share)
    if not (all(0 < one < 1 for one in shares) and wish.deff > 0 and 0 < wish.response <= 1):
        raise ValueError(f"{wish} cannot be wished for")
