"""Psychometrics against the published example of five items of the Law School Admission Test."""

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.quiz import Marks, items, kr20
from tests.examples import columns

NAMES = ("one", "two", "three", "four", "five")
quizzes = st.integers(2, 6).flatmap(
    lambda width: st.lists(st.lists(st.integers(0, 1), min_size=width, max_size=width), min_size=2, max_size=40)
)


def _lsat() -> list[Marks]:
    *patterns, people = columns("lsat.csv", *NAMES, "people")
    return [marks for *marks, number in zip(*patterns, people, strict=True) for _ in range(number)]


def test_a_published_example() -> None:
    """`descript(LSAT)` of R's package ltm: shares, correlations without the item itself, Cronbach's alpha."""
    found = items(_lsat())
    assert [item.p for item in found if item] == [0.924, 0.709, 0.553, 0.763, 0.87]
    rests = [item.item_rest for item in found if item]
    assert rests == pytest.approx([0.1128, 0.1532, 0.1728, 0.1444, 0.1216], abs=5e-5)
    assert kr20(_lsat()) == pytest.approx(0.2950, abs=5e-5)


@given(quizzes)
def test_the_reliability_is_cronbachs_alpha(people: list[list[int]]) -> None:
    """Another way: by the covariances between items, k / (k − 1) × (1 − Σ variances / variance of the sum)."""
    width, sums = len(people[0]), [sum(marks) for marks in people]
    whole = fmean(one * one for one in sums) - fmean(sums) ** 2
    each = [fmean(column) - fmean(column) ** 2 for column in zip(*people, strict=True)]
    found = kr20(people)
    if len(set(sums)) == 1:
        assert found is None
    else:
        assert found == pytest.approx(width / (width - 1) * (1 - sum(each) / whole), abs=1e-9)


def test_fewer_than_a_hundred_say_nothing_about_a_correlation() -> None:
    people = [[index % 2, index % 3 == 0] for index in range(100)]
    (many, _), (few, _) = items(people), items(people[1:])
    assert many and few and many.item_rest is not None and few.item_rest is None


def test_what_was_not_asked_is_left_out() -> None:
    people: list[Marks] = [[1, None, 1], [0, 1, None], [1, None, 0]]
    first, second, _ = items(people)
    assert first and second and (first.n, second.n, second.p) == (3, 1, 1)
    assert items([[None, 1]])[0] is None
    assert kr20(people) is None and kr20([]) is None and items([]) == []


def test_an_item_that_all_know_has_no_correlation() -> None:
    (known, other) = items([[1, index % 2] for index in range(200)])
    assert known and other and known.item_rest is None and other.item_rest is None
