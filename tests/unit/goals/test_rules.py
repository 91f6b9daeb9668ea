"""How far a district has come, and how many lights of its boat are lit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.goals.rules import LIGHTS, PEOPLE, SAVED, GoalStanding, bounds, lights

KG = 1_000_000


@pytest.mark.parametrize(
    ("done", "lit"), [(None, 0), (0, 0), (1, 1), (79, 1), (199, 2), (200, 2), (399, 4), (400, 5), (4_000, 5)]
)
def test_lights(done: int | None, lit: int) -> None:
    assert lights(done, 400) == lit


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(1, 10_000))
def test_more_done_is_never_fewer_lights_and_all_only_at_the_goal(one: int, other: int, wanted: int) -> None:
    fewer, more = sorted((one, other))
    assert lights(fewer, wanted) <= lights(more, wanted)
    assert (lights(more, wanted) == LIGHTS) == (more >= wanted)


def test_each_measure_has_its_figure() -> None:
    people = GoalStanding("month:2026-11", "hill", PEOPLE, 400, 312, 5 * KG)
    saved = GoalStanding("month:2026-11", "hill", SAVED, 3, 312, 5 * KG)
    assert (people.done(2_000), people.wanted) == (312, 400)
    assert (saved.done(2_000), saved.wanted) == (2_500_000, 3 * KG)


def test_there_is_no_figure_where_the_boards_show_none() -> None:
    assert GoalStanding("month:2026-11", "hill", PEOPLE, 400, None, None).done(2_000) is None


def test_nobody_wants_fewer_people_than_are_shown_or_more_than_live_there() -> None:
    assert bounds(PEOPLE, 2_000) == (10, 2_000)
    assert bounds(SAVED, 2_000)[0] == 1
