"""Ranks against counting by hand, and against the definition, written out slowly."""

from collections.abc import Sequence
from functools import total_ordering
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.ranks import Places, bands, places, possible_places, simultaneous_z, widest
from tests.examples import columns

Interval = tuple[int, int]
intervals = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 10)).map(lambda one: (one[0], sum(one))), max_size=12)


def test_equal_figures_share_a_place() -> None:
    assert places([7, 9, 7, 1]) == [2, 1, 2, 4]
    assert places([]) == []


def test_whose_intervals_overlap_may_change_places() -> None:
    assert possible_places([(10, 12), (11, 15), (1, 2)]) == [Places(1, 2), Places(1, 2), Places(3, 3)]


def test_figures_known_exactly_and_equal_share_a_place() -> None:
    assert possible_places([(5, 5), (5, 5), (1, 1)]) == [Places(1, 1), Places(1, 1), Places(3, 3)]


def test_an_interval_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError):
        possible_places([(2, 1)])


@given(intervals)
def test_the_places_are_those_of_the_definition(given_intervals: list[Interval]) -> None:
    assert possible_places(given_intervals) == [
        Places(
            1 + sum(low > own[1] for low, _ in given_intervals),
            1 + sum(high > own[0] for place, (_, high) in enumerate(given_intervals) if place != number),
        )
        for number, own in enumerate(given_intervals)
    ]


@given(intervals, st.data())
def test_wherever_figures_lie_within_their_intervals_they_have_a_possible_place(
    given_intervals: list[Interval], data: st.DataObject
) -> None:
    figures = [data.draw(st.integers(*own)) for own in given_intervals]
    possible = possible_places(given_intervals)
    assert all(one.best <= place <= one.worst for place, one in zip(places(figures), possible, strict=True))


@given(intervals, st.randoms(use_true_random=False))
def test_ranks_do_not_depend_on_the_order_of_groups(given_intervals: list[Interval], random: Random) -> None:
    order = list(range(len(given_intervals)))
    random.shuffle(order)
    middle = [low + high for low, high in given_intervals]
    shuffled = [given_intervals[number] for number in order]
    assert possible_places(shuffled) == _in_order(possible_places(given_intervals), order)
    assert bands([middle[number] for number in order], shuffled) == _in_order(bands(middle, given_intervals), order)


def _in_order(found: Sequence[object], order: Sequence[int]) -> list[object]:
    return [found[number] for number in order]


def test_a_band_is_what_reaches_its_leaders_low_end() -> None:
    assert bands([10, 8, 5, 4], [(7, 13), (6, 10), (4, 6), (2, 7)]) == [1, 1, 2, 1]


@given(intervals)
def test_bands_are_those_of_the_definition(given_intervals: list[Interval]) -> None:
    figures = [low + high for low, high in given_intervals]
    assert bands(figures, given_intervals) == _bands_slowly(figures, given_intervals)


@given(st.lists(st.tuples(st.integers(0, 30), *[st.tuples(st.integers(-9, 9), st.integers(0, 9))] * 2), max_size=9))
def test_bands_of_several_scenarios_are_those_of_the_definition(
    groups: list[tuple[int, Interval, Interval]],
) -> None:
    figures = [figure for figure, *_ in groups]
    first = [(figure + shift, figure + shift + width) for figure, (shift, width), _ in groups]
    second = [(figure + shift, figure + shift + width) for figure, _, (shift, width) in groups]
    assert bands(figures, first, second) == _bands_slowly(figures, first, second)


@given(intervals)
def test_bands_part_the_groups_and_begin_with_their_best(given_intervals: list[Interval]) -> None:
    figures = [low + high for low, high in given_intervals]
    found = bands(figures, given_intervals)
    assert set(found) == set(range(1, len(set(found)) + 1))
    best = [
        max(figure for figure, band in zip(figures, found, strict=True) if band == one) for one in sorted(set(found))
    ]
    assert best == sorted(best, reverse=True)


def _bands_slowly(figures: Sequence[int], *scenarios: Sequence[Interval]) -> list[int]:
    found = [0] * len(figures)
    number = 0
    while 0 in found:
        number += 1
        open_groups = (group for group, band in enumerate(found) if not band)
        leader = max(open_groups, key=lambda group: (figures[group], -min(each[group][0] for each in scenarios)))
        for group in range(len(figures)):
            reaches = any(each[group][1] >= each[leader][0] for each in scenarios)
            if not found[group] and (group == leader or reaches):
                found[group] = number
    return found


def test_one_interval_alone_is_the_usual_one_and_eight_are_wider() -> None:
    assert simultaneous_z(1) == pytest.approx(1.959964, abs=1e-6)
    assert simultaneous_z(8) == pytest.approx(2.727, abs=1e-3)


@pytest.mark.parametrize(("groups", "level"), [(0, 0.95), (3, 0), (3, 1)])
def test_a_level_that_means_nothing_is_refused(groups: int, level: float) -> None:
    with pytest.raises(ValueError):
        simultaneous_z(groups, level)


def test_the_widest_places_of_all_scenarios() -> None:
    assert widest([[Places(1, 2), Places(2, 2)], [Places(2, 3), Places(1, 1)]]) == [Places(1, 3), Places(1, 2)]


# PISA 2018, mathematics: what the article "Inference for Ranks" of the R package csranks says of its data


def _pisa(level: float = 0.95) -> dict[str, Places]:
    names, (scores, errors) = (
        columns("pisa.csv", "jurisdiction", read=str)[0],
        columns("pisa.csv", "score", "se", read=float),
    )
    z = simultaneous_z(len(names), level)
    around = [(score - z * error, score + z * error) for score, error in zip(scores, errors, strict=True)]
    return dict(zip(names, possible_places(around), strict=True))


def test_the_places_of_pisa_as_printed() -> None:
    (scores,) = columns("pisa.csv", "score", read=float)
    assert [places(scores)] == columns("pisa.csv", "published_rank")


def test_what_is_printed_of_pisa_lies_within_our_places() -> None:
    """Its sets come from differences of pairs; those of intervals hold at the same level and are never narrower."""
    ours = _pisa()
    could_be = ["Belgium", "Canada", "Denmark", "Estonia", "Finland", "Japan", "Korea", "Netherlands", "Poland"]
    printed = [*could_be, "Slovenia", "Sweden", "Switzerland"]
    assert {name for name, one in ours.items() if one.best <= 5} >= set(printed)
    assert ours["United Kingdom"].best <= 8 and ours["United Kingdom"].worst >= 23
    assert ours["Germany"].best <= ours["Korea"].worst


def test_three_countries_are_apart_from_all_others_as_printed() -> None:
    ours = _pisa()
    apart = {name: (one.best, one.worst) for name, one in ours.items() if one.best > 34}
    assert apart == {"Chile": (35, 36), "Mexico": (35, 36), "Colombia": (37, 37)}


@total_ordering
class _Counted:
    """A number that counts how often it is compared."""

    comparisons = 0

    def __init__(self, value: float) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Counted) and self.value == other.value

    def __lt__(self, other: "_Counted") -> bool:
        _Counted.comparisons += 1
        return self.value < other.value

    def __hash__(self) -> int:
        return hash(self.value)


def test_teams_are_sorted_not_compared_each_with_each() -> None:
    """Each with each would be four million comparisons."""
    random, teams = Random(7), 2_000
    lows = [random.random() for _ in range(teams)]
    around: list[Any] = [(_Counted(low), _Counted(low + random.random() / 50)) for low in lows]
    assert len(possible_places(around)) == len(bands(lows, around)) == teams
    assert 0 < _Counted.comparisons < 150 * teams
