"""Ranks that say how sure they are: the places that each of several groups may have, ties, and bands. Pure.

Klein, Wright and Wieczorek, "A joint confidence region for an overall ranking of populations", Journal of the Royal
Statistical Society C 69 (2020): where intervals hold their true values all at once with some probability, the places
counted from them hold the true places all at once with at least that probability.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Generic, TypeVar

Number = TypeVar("Number", int, float)


@dataclass(frozen=True, slots=True)
class Places:
    """The best and the worst place that a group may have; 1 is the highest figure."""

    best: int
    worst: int


def simultaneous_z(groups: int, level: float = 0.95) -> float:
    """How many standard errors on each side let the intervals of `groups` independent estimates hold at once.

    Šidák: each holds with probability level^(1/groups). With one group and 0.95 it is 1.96.

    Raises:
        ValueError: no group, or a level that is not between 0 and 1.
    """
    if groups < 1 or not 0 < level < 1:
        raise ValueError(f"{groups} groups at level {level}")
    return NormalDist().inv_cdf((1 + level ** (1 / groups)) / 2)


def places(figures: Sequence[Number]) -> list[int]:
    """The place of each figure, highest first; equal figures share one (1, 2, 2, 4). O(n log n)."""
    ordered = sorted(figures)
    return [1 + len(ordered) - bisect_right(ordered, figure) for figure in figures]


def possible_places(intervals: Sequence[tuple[Number, Number]]) -> list[Places]:
    """Which places each group may have, given a (low, high) for each, in their unit. O(n log n).

    Whose interval lies wholly above comes before; whose reaches above one's own low end may come before. Figures that
    are known exactly and equal share a place.

    Raises:
        ValueError: a low end above its high end.
    """
    if any(low > high for low, high in intervals):
        raise ValueError("an interval ends below where it begins")
    lows, highs = sorted(low for low, _ in intervals), sorted(high for _, high in intervals)
    return [_places(low, high, lows, highs) for low, high in intervals]


def _places(low: Number, high: Number, lows: Sequence[Number], highs: Sequence[Number]) -> Places:
    above = len(lows) - bisect_right(lows, high)
    may_be_above = len(highs) - bisect_right(highs, low) - (high > low)
    return Places(1 + above, 1 + may_be_above)


def widest(several: Sequence[Sequence[Places]]) -> list[Places]:
    """The places that groups may have in any of several scenarios, each with the same groups in the same order."""
    return [
        Places(min(each.best for each in group), max(each.worst for each in group))
        for group in zip(*several, strict=True)
    ]


def bands(figures: Sequence[Number], *scenarios: Sequence[tuple[Number, Number]]) -> list[int]:
    """The band of each group, from 1: what cannot be told apart from the best of a band stands in it.

    A band begins at the highest figure that is in none yet (of equal ones, the least certain), and takes all whose
    interval reaches the low end of that one's, in any of the scenarios, each with the same groups in the same order.
    O(n log n) for each scenario: whoever reaches it with a lower figure is found by the order of the high ends.
    """
    lowest = [min(ends) for ends in zip(*([low for low, _ in each] for each in scenarios), strict=True)]
    order = sorted(range(len(figures)), key=lambda group: (-figures[group], lowest[group]))
    reaching = [_Reaching(each) for each in scenarios]
    found, number = [0] * len(figures), 0
    for leader in order:
        if found[leader]:
            continue
        number += 1
        found[leader] = number
        for group in (group for each in reaching for group in each.further(leader)):
            found[group] = found[group] or number
    return found


class _Reaching(Generic[Number]):
    """Who reaches low ends that are asked for from the highest down: each group is told once."""

    def __init__(self, intervals: Sequence[tuple[Number, Number]]) -> None:
        self._intervals: Sequence[tuple[Number, Number]] = intervals
        self._by_high = sorted(range(len(intervals)), key=lambda group: intervals[group][1])

    def further(self, leader: int) -> Iterator[int]:
        """Those that reach the leader's low end and were not told before."""
        low, _ = self._intervals[leader]
        while self._by_high and self._intervals[self._by_high[-1]][1] >= low:
            yield self._by_high.pop()
