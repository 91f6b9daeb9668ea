"""What was ridden, added up: moved ride by ride it stays what a new count gives."""

from typing import TypeAlias

from hypothesis import given
from hypothesis import strategies as st

from campaigns.rides.rules import moved, summed

_part = st.tuples(st.sampled_from(["planned", "track"]), st.sampled_from(["car", "none"]), st.integers(300, 9000))
_parts = st.lists(_part, max_size=9)
Parts: TypeAlias = list[tuple[str, str, int]]


@given(_parts, _parts, _parts)
def test_sums_that_move_are_those_counted_anew(stay: Parts, gone: Parts, new: Parts) -> None:
    assert moved(summed([*stay, *gone]), gone, new) == summed([*stay, *new])


def test_what_nobody_rode_has_no_row() -> None:
    assert moved([["planned", "car", 1, 5000]], [["planned", "car", 5000]], []) == []
