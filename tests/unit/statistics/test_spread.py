"""The error of a total and the share of one person, against lists of people."""

from math import sqrt
from statistics import variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.spread import Spread

amounts = st.lists(st.integers(0, 10_000), min_size=2, max_size=30).filter(lambda found: sum(found) > 0)


def _spread(found: list[int]) -> Spread:
    return Spread(len(found), sum(found), sum(one * one for one in found))


@given(amounts, st.integers(0, 40))
def test_the_error_is_that_of_everybody_with_those_who_have_nothing(found: list[int], others: int) -> None:
    everybody = [*found, *[0] * others]
    expected = sqrt(len(everybody) * variance(everybody))
    assert _spread(found).standard_error_of_sum(len(everybody)) == pytest.approx(expected, abs=1e-6)


@given(amounts)
def test_nobody_has_more_than_the_largest_share(found: list[int]) -> None:
    assert max(found) / sum(found) <= _spread(found).largest_share() + 1e-9


def test_among_equals_the_largest_share_is_everybodys() -> None:
    assert _spread([5] * 20).largest_share() == pytest.approx(1 / 20)


def test_of_one_person_the_share_is_all() -> None:
    assert Spread(1, 7, 49).largest_share() == 1
    assert Spread(0, 0, 0).largest_share() == 1


def test_more_people_than_residents_are_refused() -> None:
    with pytest.raises(ValueError):
        _spread([1, 2, 3]).standard_error_of_sum(2)
