"""A share of answers and how far it may be off by chance. Pure."""

from math import sqrt
from statistics import NormalDist
from typing import NamedTuple


class Proportion(NamedTuple):
    """A share with the ends of its interval, each from 0 to 1."""

    share: float
    low: float
    high: float


def wilson(hits: int, answers: int, level: float = 0.95) -> Proportion:
    """The share of `hits` among `answers` with its Wilson score interval (Wilson 1927, without continuity correction).

    Raises:
        ValueError: no answers, or more hits than answers.
    """
    if not 0 <= hits <= answers or not answers:
        raise ValueError(f"{hits} of {answers} answers")
    z = NormalDist().inv_cdf((1 + level) / 2)
    share, weight = hits / answers, z * z / answers
    middle = (share + weight / 2) / (1 + weight)
    reach = z * sqrt(share * (1 - share) / answers + weight / (4 * answers)) / (1 + weight)
    low, high = middle - reach if hits else 0.0, middle + reach if hits < answers else 1.0
    return Proportion(share, low, high)
