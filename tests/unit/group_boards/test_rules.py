"""What is left of a district when its parts are taken from it is of enough people, or of nobody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.disclosure.live import MINIMUM
from footprint.group_boards.rules import People, telling

A, B = People(30, 30), People(12, 12)


@pytest.mark.parametrize(
    ("shown", "hidden", "whole", "expected"),
    [
        ({"a": A, "b": B}, [], People(42, 42), set()),
        ({"a": A, "b": B}, [People(10, 10)], People(52, 52), set()),
        ({"a": A, "b": B}, [People(3, 3)], People(45, 45), {"b"}),
        ({"a": A, "b": B}, [], People(43, 42), {"b"}),
        ({"a": A}, [People(3, 3)], People(33, 33), {"a"}),
        ({"a": A, "b": B}, [People(20, 3)], People(62, 45), {"b"}),
        ({"a": A, "b": B}, [People(3, 3)], People(40, 40), {"b"}),
        ({}, [People(3, 3)], People(3, 3), set()),
    ],
)
def test_the_smallest_parts_go(
    shown: dict[str, People], hidden: list[People], whole: People, expected: set[str]
) -> None:
    assert telling(shown, hidden, whole) == expected


parts = st.lists(st.integers(MINIMUM, 40), max_size=5)
few = st.lists(st.integers(1, MINIMUM - 1), max_size=3)


@given(parts, few, st.integers(0, 20))
def test_what_is_left_is_enough_or_nobody(shown: list[int], hidden: list[int], nowhere: int) -> None:
    named = {str(number): People(people, people) for number, people in enumerate(shown)}
    whole = sum(shown) + sum(hidden) + nowhere
    gone = telling(named, [People(people, people) for people in hidden], People(whole, whole))
    left = whole - sum(named[name].participants for name in named.keys() - gone)
    assert left == 0 or left >= MINIMUM or gone == named.keys()
