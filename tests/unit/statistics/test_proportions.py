"""The interval of a share, against the equation that defines it and published figures."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.proportions import wilson

answers = st.integers(1, 5000).flatmap(lambda number: st.tuples(st.integers(0, number), st.just(number)))


def test_a_published_example() -> None:
    """81 of 263, Newcombe 1998, table I."""
    assert [round(one, 4) for one in wilson(81, 263)] == [0.308, 0.2553, 0.3662]


def test_nobody_of_ten_is_not_certainly_nobody() -> None:
    share, low, high = wilson(0, 10)
    assert (share, low) == (0, 0) and high == pytest.approx(0.2775, abs=1e-4)


@given(answers)
def test_the_ends_are_where_the_share_is_just_surprising(found: tuple[int, int]) -> None:
    hits, number = found
    share, low, high = wilson(hits, number)
    assert 0 <= low <= share <= high <= 1
    for end in {low, high} - {0.0, 1.0}:
        assert abs(share - end) == pytest.approx(1.959964 * sqrt(end * (1 - end) / number), rel=1e-5, abs=1e-9)


@pytest.mark.parametrize(("hits", "number"), [(0, 0), (3, 2), (-1, 2)])
def test_nonsense_is_refused(hits: int, number: int) -> None:
    with pytest.raises(ValueError, match="answers"):
        wilson(hits, number)
