"""Ranks against counting by hand, and against the definition, written out slowly."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.ranks import Places, bands, places, possible_places, simultaneous_z, widest

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


def _bands_slowly(figures: Sequence[int], given_intervals: Sequence[Interval]) -> list[int]:
    found = [0] * len(figures)
    number = 0
    while 0 in found:
        number += 1
        open_groups = (group for group, band in enumerate(found) if not band)
        leader = max(open_groups, key=lambda group: (figures[group], -given_intervals[group][0]))
        for group, (_, high) in enumerate(given_intervals):
            if not found[group] and (group == leader or high >= given_intervals[leader][0]):
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
