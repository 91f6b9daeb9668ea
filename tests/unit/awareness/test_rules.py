"""Who is asked what, and what may be told of the answers."""

from collections import Counter
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.awareness.rules import Answers, Told, is_rare, overlap, paper, places, told

CORE, OTHERS = [f"core{n}" for n in range(8)], [f"other{n}" for n in range(40)]
cells = st.lists(st.integers(0, 80), min_size=3, max_size=4)


def test_a_paper_holds_the_core_and_as_many_others() -> None:
    found = paper(1, 2, CORE, OTHERS, 4, ())
    assert len(found) == len(set(found)) == 12
    assert set(CORE) < set(found) < {*CORE, *OTHERS}


def test_a_reload_gives_the_same_and_another_resident_or_wave_something_else() -> None:
    mine = paper(1, 2, CORE, OTHERS, 4, ())
    assert mine == paper(1, 2, [*reversed(CORE)], [*reversed(OTHERS)], 4, ())
    assert mine != paper(1, 3, CORE, OTHERS, 4, ()) and mine != paper(2, 2, CORE, OTHERS, 4, ())


def test_every_other_item_is_drawn_about_equally_often() -> None:
    drawn = Counter(name for who in range(2_000) for name in paper(1, who, CORE, OTHERS, 4, ()) if name in OTHERS)
    assert set(drawn) == set(OTHERS)
    assert min(drawn.values()) > 140 and max(drawn.values()) < 260  # 200 ± 4 standard errors


def test_what_was_answered_stays_when_the_bank_grows() -> None:
    before = paper(1, 2, CORE, OTHERS, 4, ())
    after = paper(1, 2, CORE, [*OTHERS, *(f"new{n}" for n in range(400))], 4, before)
    assert set(after) == set(before)


def test_answers_are_shown_in_an_order_of_the_residents_own() -> None:
    orders = Counter(tuple(places(1, who, "core0", 4)) for who in range(1_000))
    assert len(orders) == 24 and {len(set(order)) for order in orders} == {4}
    first = Counter(order[0] for order in orders.elements())
    assert min(first.values()) > 190  # 250 ± 4 standard errors


@pytest.mark.parametrize(
    ("first", "last", "meets"),
    [(1, 4, False), (1, 5, True), (7, 8, True), (9, 20, True), (10, 20, False), (1, 20, True)],
)
def test_two_waves_share_a_day_or_not(first: int, last: int, meets: bool) -> None:
    one, other = (date(2027, 3, first), date(2027, 3, last)), (date(2027, 3, 5), date(2027, 3, 9))
    assert overlap(one, other) == overlap(other, one) == meets


@pytest.mark.parametrize(
    ("answers", "first", "said"),
    [
        ((4, 3, 2), (4, 3, 2), None),
        ((10, 9, 0), (10, 9, 0), Told(19, None, (None, None, None), None)),  # no share of fewer than thirty
        ((60, 9, 0), (60, 9, 0), Told(69, None, (None, None, None), None)),  # nine who were wrong
        ((60, 20, 15), (60, 20, 15), Told(95, 60, (60, 20, 15), (60, 95))),
        ((60, 20, 5), (60, 20, 5), Told(85, 60, (60, None, None), (60, 85))),  # five would be what is left
        ((60, 20, 11, 5), (60, 20, 11, 5), Told(96, 60, (60, 20, None, None), (60, 96))),
        ((60, 20, 3, 2), (60, 20, 3, 2), Told(85, 60, (60, None, None, None), (60, 85))),
        ((60, 20, 15), (55, 20, 15), Told(95, 60, (60, 20, 15), None)),  # five who met it again
        ((60, 40, 15), (40, 20, 15), Told(115, 60, (60, 40, 15), (40, 75))),
    ],
)
def test_what_is_told(answers: tuple[int, ...], first: tuple[int, ...], said: Told | None) -> None:
    assert told(Answers(answers), Answers(first)) == said


@given(cells, st.data())
def test_no_number_of_few_people_can_be_worked_out(numbers: list[int], data: st.DataObject) -> None:
    """Sums and differences of all that is told, one or two at a time: none is a part of one to nine people."""
    first = [data.draw(st.integers(0, number)) for number in numbers]
    found = told(Answers(tuple(numbers)), Answers(tuple(first)))
    if found is None:
        return
    shown = [people for people in found.cells if people is not None]
    assert all(people >= 10 for people in [found.people, *shown])
    hidden = [number for number, cell in zip(numbers, found.cells, strict=True) if cell is None]
    assert not hidden or (sum(hidden) >= 10 and len(hidden) > 1)
    if found.right is not None:
        assert found.right >= 10 and found.people - found.right >= 10
    if found.first is not None and found.right is not None:
        right, people = found.first
        again = (found.right - right, found.people - people - (found.right - right))
        assert right >= 10 and people - right >= 10
        assert again == (0, 0) or min(again) >= 10


def test_an_answer_that_hardly_anybody_chooses_is_rare() -> None:
    assert [is_rare(people, 200) for people in (None, 10, 19, 20)] == [False, True, True, False]
