"""Which days count, what a limit leaves, who counts as a participant."""

from collections.abc import Hashable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.ledger.rules import LimitUse, credited, earliest_day, is_undoable, joined, turns

TODAY = date(2026, 11, 22)
milli = st.integers(0, 10**9)


def test_a_week_back_is_the_earliest_day() -> None:
    assert earliest_day(TODAY, date(2020, 1, 1)) == TODAY - timedelta(days=7)


def test_nobody_acts_before_joining() -> None:
    assert earliest_day(TODAY, TODAY - timedelta(days=2)) == TODAY - timedelta(days=2)
    assert earliest_day(TODAY, TODAY) == TODAY


def test_what_could_be_logged_can_be_undone() -> None:
    assert is_undoable(TODAY - timedelta(days=7), TODAY)
    assert not is_undoable(TODAY - timedelta(days=8), TODAY)


@given(milli, st.lists(st.builds(LimitUse, milli, milli)))
def test_the_tightest_limit_decides(quantity_milli: int, uses: list[LimitUse]) -> None:
    counted = credited(quantity_milli, uses)
    assert 0 <= counted <= quantity_milli
    assert all(use.used_milli + counted <= max(use.max_milli, use.used_milli) for use in uses)
    assert counted == quantity_milli or any(counted == use.left_milli for use in uses)


@given(st.lists(st.sampled_from([1, -1]), max_size=20))
def test_a_participant_is_counted_while_something_lives(signs: list[int]) -> None:
    living = counted = 0
    for sign in signs:
        counted += joined(living, sign)
        living += sign
        assert counted == (living > 0)


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        ([], []),
        ([[1], [2], [3]], [[0, 1, 2]]),
        ([[1], [2], [1], [1]], [[0, 1], [2], [3]]),
        ([[1, "home"], [2, "home"], [2], [3]], [[0, 3], [1], [2]]),
        ([[1], [2, "home"], [1, "home"], [1]], [[0, 1], [2], [3]]),
    ],
)
def test_within_a_turn_nothing_is_held_twice(held: list[list[Hashable]], expected: list[list[int]]) -> None:
    assert turns(held) == expected
