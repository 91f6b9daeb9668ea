"""Shrinkage against worked examples in print (tests/files/statistics), and against its formulas written another way."""

from collections.abc import Callable, Sequence
from math import fsum
from random import Random
from statistics import fmean, variance

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.shrinkage import Shrunk, marshall, martuzzi, normal
from civic.statistics.spread import Spread
from tests.examples import columns

Shrinks = Callable[[Sequence[float], Sequence[float]], Shrunk]
counted = st.lists(st.integers(1, 2_000).flatmap(lambda size: st.tuples(st.integers(0, size), st.just(size))),
                   min_size=1, max_size=30)  # fmt: skip
amounts = st.lists(st.lists(st.integers(0, 50), min_size=1, max_size=12), min_size=1, max_size=10)


def test_auckland_as_printed() -> None:
    """spdep's help page of EBest: a = 7.284173e-07, b = 0.002633436."""
    deaths, years = columns("auckland.csv", "deaths", "children_years")
    found = marshall(deaths, years)
    assert f"{found.between:.6e}" == "7.284173e-07"
    assert round(found.mean, 9) == 0.002633436


def test_huddersfield_as_printed() -> None:
    """spdep's help page of EBest(family="binomial"): all 71 areas, in percent with two decimals."""
    cases, total = columns("huddersfield.csv", "cases", "total")
    (printed,) = columns("huddersfield.csv", "published_percent", read=float)
    assert [round(100 * rate, 2) for rate in martuzzi(cases, total).shrunk] == printed


def test_sudden_infant_deaths_by_relative_risks() -> None:
    """Not in print: Marshall's formula by observed and expected deaths, as Bailey and Gatrell write it (1995, p. 304).

    The mean risk is 1, its variance the weighted one less k / Σ expected.
    """
    deaths, births = columns("sids.csv", "deaths", "births")
    rate = sum(deaths) / sum(births)
    expected = [rate * size for size in births]
    risks = [died / due for died, due in zip(deaths, expected, strict=True)]
    spread = fsum(due * (risk - 1) ** 2 for due, risk in zip(expected, risks, strict=True)) / sum(expected)
    between = spread - len(deaths) / sum(expected)
    by_risks = [1 + (risk - 1) * between / (between + 1 / due) for risk, due in zip(risks, expected, strict=True)]
    assert 0 < between < 1
    assert marshall(deaths, births).shrunk == pytest.approx([rate * risk for risk in by_risks], rel=1e-12)


def test_dyestuff_as_printed() -> None:
    """lme4's `ranef` of `Yield ~ 1 | Batch`; in groups of one size REML is the analysis of variance."""
    (batches,) = columns("dyestuff.csv", "batch", read=str)
    (yields,) = columns("dyestuff.csv", "yield_g")
    members = [[gram for name, gram in zip(batches, yields, strict=True) if name == batch] for batch in "ABCDEF"]
    found = normal([_spread(batch) for batch in members], [5] * 6)
    printed = [-17.6068514, 0.3912634, 28.5622256, -23.0845385, 56.7331877, -44.9952868]
    assert (found.mean, round(found.between)) == (1527.5, 1764)
    assert [shrunk - found.mean for shrunk in found.shrunk] == pytest.approx(printed, abs=1e-3)


@pytest.mark.parametrize("shrinks", [marshall, martuzzi])
@given(counts=counted)
def test_a_shrunk_rate_lies_between_its_own_and_that_of_all(shrinks: Shrinks, counts: list[tuple[int, int]]) -> None:
    _lies_between(shrinks([one for one, _ in counts], [size for _, size in counts]))


@given(amounts)
def test_a_shrunk_mean_lies_between_its_own_and_that_of_all(members: list[list[int]]) -> None:
    _lies_between(normal([_spread(group) for group in members], [len(group) for group in members]))


def _lies_between(found: Shrunk) -> None:
    for raw, shrunk, weight in zip(found.raw, found.shrunk, found.weights, strict=True):
        assert 0 <= weight <= 1 + 1e-12
        low, high = sorted((raw, found.mean))
        assert low - 1e-9 <= shrunk <= high + 1e-9


@pytest.mark.parametrize("shrinks", [marshall, martuzzi])
@given(counts=counted, random=st.randoms(use_true_random=False))
def test_the_order_of_groups_does_not_matter(shrinks: Shrinks, counts: list[tuple[int, int]], random: Random) -> None:
    shuffled = random.sample(counts, len(counts))
    found, again = (shrinks([one for one, _ in some], [size for _, size in some]) for some in (counts, shuffled))
    assert sorted(again.shrunk) == pytest.approx(sorted(found.shrunk), abs=1e-9)


@given(amounts)
def test_means_are_drawn_by_the_analysis_of_variance_of_all_members(members: list[list[int]]) -> None:
    """Not in print: the same from every member's amount, with sums written out."""
    everybody = [amount for group in members for amount in group]
    groups, people, mean = len(members), len(everybody), fmean(everybody)
    inside = fsum((len(group) - 1) * variance(group) for group in members if len(group) > 1)
    within = inside / (people - groups) if people > groups else 0.0
    outside = fsum(len(group) * (fmean(group) - mean) ** 2 for group in members)
    typical = people - sum(len(group) ** 2 for group in members) / people
    between = max(0.0, (outside - (groups - 1) * within) / typical) if groups > 1 else 0.0
    found = normal([_spread(group) for group in members], [len(group) for group in members])
    assert found.between == pytest.approx(between, abs=1e-6)
    for group, shrunk in zip(members, found.shrunk, strict=True):
        if between > 1e-6:
            weight = between / (between + within / len(group))
            assert shrunk == pytest.approx(mean + weight * (fmean(group) - mean), abs=1e-4)


def _spread(group: Sequence[int]) -> Spread:
    return Spread(len(group), sum(group), sum(one * one for one in group))


def test_those_who_have_nothing_count_as_members() -> None:
    few, everybody = Spread(2, 30, 500), Spread(5, 30, 500)
    other = Spread(5, 60, 900)
    assert normal([few, other], [5, 5]) == normal([everybody, other], [5, 5])


def test_a_tiny_group_is_drawn_far_and_a_large_one_hardly() -> None:
    found = martuzzi([4, 5_000, 3_000], [5, 10_000, 10_000])
    assert found.weights[0] < 0.5 < 0.99 < found.weights[1]


def test_groups_that_differ_by_chance_alone_are_all_alike() -> None:
    assert set(marshall([10, 11, 9], [1_000, 1_000, 1_000]).shrunk) == {0.01}
    assert marshall([0, 0], [10, 10]).shrunk == (0, 0)


@pytest.mark.parametrize("shrinks", [marshall, martuzzi])
@pytest.mark.parametrize(("counts", "populations"), [([], []), ([1], [0]), ([-1], [5]), ([1, 2], [5])])
def test_nonsense_is_refused(shrinks: Shrinks, counts: list[int], populations: list[int]) -> None:
    with pytest.raises(ValueError):
        shrinks(counts, populations)


def test_more_than_all_are_refused() -> None:
    with pytest.raises(ValueError, match="more are counted"):
        martuzzi([6], [5])
    with pytest.raises(ValueError, match="more have an amount"):
        normal([Spread(3, 3, 3)], [2])
