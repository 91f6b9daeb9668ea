"""Lengths, shades and sums of what is published; what is withheld stays apart from nothing."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from campaigns.report.rules import (
    SHADES,
    WITHHELD,
    Bar,
    Interval,
    Published,
    added_up,
    bars_of_intervals,
    bars_of_people,
    change,
    read,
    shades,
)

masses = st.integers(-(10**9), 10**12)
intervals = st.lists(masses, min_size=3, max_size=3).map(sorted).map(lambda ends: Interval(*ends))
rows = st.builds(Published, st.integers(10, 10**6), st.integers(10, 10**6), intervals, st.none())


def row(**differing: object) -> dict[str, object]:
    kg = {key: Decimal("1.500000") for key in ("kg_low", "kg", "kg_high")}
    return {"participants": 12, "entries": 40, **kg, "participants_per_1000": Decimal("0.25"), **differing}


def test_a_row_is_read_to_the_milligram() -> None:
    assert read(row(kg=Decimal("1.500001"))) == Published(
        12, 40, Interval(1_500_000, 1_500_001, 1_500_000), Decimal("0.25")
    )
    assert read(row(participants_per_1000=None)) == Published(12, 40, Interval(*[1_500_000] * 3), None)


def test_a_withheld_row_is_none() -> None:
    assert read(row(participants=None, entries=None, kg=None)) is None


@given(st.lists(st.none() | intervals))
def test_no_bar_is_longer_than_the_longest_nor_below_nothing(series: list[Interval | None]) -> None:
    for one, bar in zip(series, bars_of_intervals(series), strict=True):
        if one is None or bar.share is None:
            assert bar == WITHHELD
        else:
            assert bar.low is not None and bar.high is not None
            assert 0 <= bar.low <= bar.share <= bar.high <= 1


def test_withheld_is_not_nothing() -> None:
    nothing, some = Published(10, 10, Interval(0, 0, 0), None), Published(20, 20, Interval(1, 2, 4), None)
    assert bars_of_people([nothing, None, some]) == [Bar(0.5), WITHHELD, Bar(1.0)]
    assert bars_of_intervals([nothing.reduction, None, some.reduction]) == [Bar(0, 0, 0), WITHHELD, Bar(0.5, 0.25, 1.0)]


def test_shades_go_up_in_even_steps() -> None:
    rates = {place: Decimal(place) for place in range(1, 9)}
    assert shades({**rates, 0: None}) == {0: 0, 1: 1, 2: 1, 3: 2, 4: 2, 5: 3, 6: 3, 7: 4, 8: SHADES}
    assert shades({1: None}) == {1: 0} and shades({1: Decimal(0)}) == {1: 0}


@given(st.lists(st.none() | rows))
def test_a_year_is_its_published_months(months: list[Published | None]) -> None:
    total = added_up(months)
    assert total.published + total.withheld == len(months)
    assert total.reduction.mid_mg == sum(one.reduction.mid_mg for one in months if one)
    assert total.reduction.low_mg <= total.reduction.mid_mg <= total.reduction.high_mg


def test_growth_needs_something_to_grow_from() -> None:
    assert (change(100, 125), change(None, 5), change(0, 5), change(5, None)) == (0.25, None, None, None)
