"""The exact test of Mann and Kendall against printed tables, and all orders written out."""

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.trend import mann_kendall

TABLE = {(4, 6): 0.042, (5, 6): 0.117, (5, 8): 0.042, (5, 10): 0.0083, (6, 9): 0.068, (6, 11): 0.028, (6, 13): 0.0083}
"""P(S ≥ s) for n figures, table A18 of R. O. Gilbert, "Statistical Methods for Environmental Pollution Monitoring"
(1987)."""


@pytest.mark.parametrize(("n", "s"), TABLE)
def test_as_in_the_table(n: int, s: int) -> None:
    """The first order of n figures that has this S; the table is of one side."""
    order = next(order for order in permutations(range(n)) if mann_kendall(order).s == s)
    assert mann_kendall(order).p / 2 == pytest.approx(TABLE[n, s], abs=5e-4)


@given(st.lists(st.integers(0, 3), min_size=3, max_size=6))
def test_ties_as_by_all_orders(figures: list[int]) -> None:
    found = mann_kendall(figures)
    sums = [_s(order) for order in permutations(figures)]
    assert found.s == _s(figures)
    assert found.p == pytest.approx(sum(abs(s) >= abs(found.s) for s in sums) / len(sums), rel=1e-12)


def _s(figures: tuple[int, ...] | list[int]) -> int:
    return sum((b > a) - (b < a) for place, a in enumerate(figures) for b in figures[place + 1 :])


def test_a_line_rises_surely() -> None:
    found = mann_kendall([2.0 * month for month in range(12)])
    assert (found.s, found.tau, found.slope) == (66, 1, 2)
    assert found.p == pytest.approx(2 / 479_001_600)


def test_time_goes_on_where_there_is_no_figure() -> None:
    found = mann_kendall([2.0, None, None, 8.0, 10.0])
    assert (found.n, found.s, found.slope) == (3, 3, 2)


def test_what_is_all_the_same_has_no_trend() -> None:
    found = mann_kendall([5.0] * 7)
    assert (found.s, found.tau, found.p, found.slope) == (0, None, 1, 0)


@pytest.mark.parametrize("length", [0, 2, 201])
def test_too_few_or_too_many_are_refused(length: int) -> None:
    with pytest.raises(ValueError, match="figures"):
        mann_kendall([1.0] * length)
