"""The order of the day: a permutation, fair, and calm when paintings come and go."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from campaigns.gallery.day_order import Order, by_number, of_the_day

TODAY = date(2026, 11, 23)
sizes = st.integers(1, 700)


def paintings(order: Order) -> list[int]:
    return [order.painting_at(place) for place in range(order.size)]


@given(sizes, st.integers(1, 1000), st.dates())
def test_every_painting_hangs_once_and_where_its_place_says(size: int, campaign_id: int, day: date) -> None:
    order = of_the_day(size, campaign_id, day)
    assert sorted(paintings(order)) == list(range(size))
    assert [order.place_of(painting) for painting in paintings(order)] == list(range(size))
    assert paintings(of_the_day(size, campaign_id, day)) == paintings(order)


@given(st.integers(65, 700).filter(lambda size: size & (size - 1)), st.integers(1, 1000))
def test_a_painting_that_comes_moves_one_other_at_most(size: int, campaign_id: int) -> None:
    """But when their number passes a power of two."""
    before, after = (paintings(of_the_day(one, campaign_id, TODAY)) for one in (size, size + 1))
    assert sum(old != new for old, new in zip(before, after, strict=False)) <= 1


def test_the_first_place_of_the_day_is_fair() -> None:
    """Over 600 days each of six paintings stands in front about 100 times, whatever its number."""
    front = Counter(of_the_day(6, 5, TODAY + timedelta(days=day)).painting_at(0) for day in range(600))
    assert set(front) == set(range(6))
    assert all(60 < count < 140 for count in front.values())


def test_neighbours_of_one_day_are_parted_the_next() -> None:
    orders = [paintings(of_the_day(100, 5, TODAY + timedelta(days=day))) for day in range(2)]
    pairs = [set(pairwise(order)) for order in orders]
    assert len(pairs[0] & pairs[1]) < 10


def test_by_votes_the_numbers_are_the_order() -> None:
    order = by_number(3)
    assert paintings(order) == [0, 1, 2] == [order.place_of(number) for number in range(3)]
