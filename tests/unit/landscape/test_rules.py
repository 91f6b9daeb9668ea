"""What the picture of the city stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.landscape.rules import LEAVES, SPOTS, TREES, is_dark, lanterns, leaves, tree_mg, trees

GOAL_MG = 128_000_000


@pytest.mark.parametrize(
    ("rate_mg", "grown"),
    [
        (0, 0),
        (-5, 0),
        (1, 1),
        (62_500, 1),
        (124_999, 1),
        (125_000, 2),
        (GOAL_MG // 4, 10),
        (GOAL_MG // 2, 11),
        (GOAL_MG - 1, 11),
        (GOAL_MG, 12),
        (GOAL_MG * 50, 12),
    ],
)
def test_a_grove_is_full_at_the_goal_and_loses_a_tree_at_each_half(rate_mg: int, grown: int) -> None:
    assert trees(rate_mg, GOAL_MG) == grown


@given(st.integers(1, TREES), st.integers(10_000, 10**13))
def test_a_tree_grows_exactly_at_the_figure_that_the_legend_names(number: int, goal_mg: int) -> None:
    at = tree_mg(number, goal_mg)
    assert trees(at, goal_mg) == number
    assert number == 1 or trees(at - 1, goal_mg) == number - 1


@given(st.integers(0, 10**12), st.integers(0, 10**12), st.integers(1, 10**12))
def test_more_saved_is_never_fewer_trees(one_mg: int, other_mg: int, goal_mg: int) -> None:
    less, more = sorted((one_mg, other_mg))
    assert trees(less, goal_mg) <= trees(more, goal_mg)


def test_spots_grow_one_after_another_and_are_drawn_from_the_back() -> None:
    assert sorted(spot.turn for spot in SPOTS) == list(range(1, TREES + 1))
    assert [spot.y for spot in SPOTS] == sorted(spot.y for spot in SPOTS)


@pytest.mark.parametrize(("people", "lit"), [(0, 0), (9, 0), (10, 1), (99, 1), (100, 2), (1_000, 3), (3_000_000, 5)])
def test_a_lantern_for_each_tenfold_of_people(people: int, lit: int) -> None:
    assert lanterns(people) == lit


def test_leaves_stop_where_the_tree_is_full() -> None:
    assert [leaves(done) for done in (-1, 0, 3, LEAVES, 400)] == [0, 0, 3, LEAVES, LEAVES]


def test_lanterns_are_lit_from_evening_to_morning() -> None:
    assert [hour for hour in range(24) if is_dark(hour)] == [*range(6), *range(18, 24)]
