"""Which days count, what a limit leaves, who counts as a participant."""

from collections.abc import Hashable
from contextlib import nullcontext
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.errors import Invalid
from footprint.ledger import rules
from footprint.ledger.rules import (
    LimitUse,
    Spread,
    Total,
    check_day,
    credited,
    earliest_day,
    independent_batches,
    is_undoable,
    spread_of,
    whole_grams,
)

TODAY = date(2026, 11, 22)
milli = st.integers(0, 10**9)


def test_a_week_back_is_the_earliest_day() -> None:
    assert earliest_day(TODAY, date(2020, 1, 1)) == TODAY - timedelta(days=7)


def test_nobody_acts_before_joining() -> None:
    assert earliest_day(TODAY, TODAY - timedelta(days=2)) == TODAY - timedelta(days=2)
    assert earliest_day(TODAY, TODAY) == TODAY


def test_answers_and_decisions_may_be_of_days_up_to_sixty_back() -> None:
    assert earliest_day(TODAY, date(2020, 1, 1), "campaign:1:pledge:2") == TODAY - timedelta(days=60)
    assert earliest_day(TODAY, TODAY - timedelta(days=9), "appeal:3") == TODAY - timedelta(days=9)


@pytest.mark.parametrize(
    ("source", "age", "is_refused"),
    [("self", 7, False), ("self", 8, True), ("appeal:3", 60, False), ("appeal:3", 61, True), ("appeal:3", -1, True)],
)
def test_days_too_far_back_and_days_ahead_are_refused(source: str, age: int, is_refused: bool) -> None:
    with pytest.raises(Invalid) if is_refused else nullcontext():
        check_day(TODAY - timedelta(days=age), TODAY, date(2020, 1, 1), source)


def test_what_could_be_logged_can_be_undone() -> None:
    day = TODAY - timedelta(days=7)
    assert is_undoable(day, day, TODAY)
    assert not is_undoable(day, day, TODAY + timedelta(days=1))
    assert not is_undoable(day, TODAY, TODAY + timedelta(days=1)), "dated back by a week, as residents may"


def test_what_was_recorded_late_can_be_undone_for_a_week() -> None:
    answered = TODAY - timedelta(days=7)
    assert is_undoable(answered - timedelta(days=30), answered, TODAY)
    assert not is_undoable(answered - timedelta(days=30), answered, TODAY + timedelta(days=1))


@given(milli, st.lists(st.builds(LimitUse, milli, milli)))
def test_the_tightest_limit_decides(quantity_milli: int, uses: list[LimitUse]) -> None:
    counted = credited(quantity_milli, uses)
    assert 0 <= counted <= quantity_milli
    assert all(use.used_milli + counted <= max(use.max_milli, use.used_milli) for use in uses)
    assert counted == quantity_milli or any(counted == use.left_milli for use in uses)


@given(st.lists(st.sampled_from([1, -1]), max_size=20))
def test_a_participant_is_counted_while_something_lives(signs: list[int]) -> None:
    living = counted = 0
    for sign in signs:
        counted += spread_of(Total(living + sign, 0)).minus(spread_of(Total(living, 0))).residents
        living += sign
        assert counted == (living > 0)


@given(st.integers(-(10**15), 10**15))
def test_whole_grams_are_the_nearest_and_symmetrical(mg: int) -> None:
    assert abs(1000 * whole_grams(mg) - mg) <= 500
    assert whole_grams(-mg) == -whole_grams(mg)


@pytest.mark.parametrize(("mg", "grams"), [(0, 0), (499, 0), (500, 1), (-500, -1), (1_499, 1), (1_500, 2)])
def test_halves_go_away_from_zero(mg: int, grams: int) -> None:
    assert whole_grams(mg) == grams


@given(st.builds(Total, st.integers(-3, 9), st.integers(-(10**9), 10**9)), st.integers(-(10**9), 10**9))
def test_a_spread_forgets_what_is_taken_back(total: Total, mid_mg: int) -> None:
    more = Total(total.entries + 1, total.mid_mg + mid_mg)
    added, taken = spread_of(more).minus(spread_of(total)), spread_of(total).minus(spread_of(more))
    assert [a + b for a, b in zip(added, taken, strict=True)] == [0, 0, 0, 0]


def test_only_who_has_a_living_entry_is_in_the_spread() -> None:
    assert spread_of(Total(2, 1_501)) == Spread(1, 1, 2, 4)
    assert spread_of(Total(1, -2_400)) == Spread(1, 1, -2, 4)
    assert spread_of(Total(0, 9_999)) == spread_of(Total(-1, -9_999)) == Spread(0, 0, 0, 0)


@pytest.mark.parametrize(
    ("touched", "expected"),
    [
        ([], []),
        ([[1], [2], [3]], [[0, 1, 2]]),
        ([[1], [2], [1], [1]], [[0, 1], [2], [3]]),
        ([[1, "home"], [2, "home"], [2], [3]], [[0, 3], [1], [2]]),
        ([[1], [2, "home"], [1, "home"], [1]], [[0, 1], [2], [3]]),
    ],
)
def test_within_a_batch_nothing_is_touched_twice(touched: list[list[Hashable]], expected: list[list[int]]) -> None:
    assert independent_batches(touched) == expected


@pytest.mark.parametrize(
    ("tier", "source", "told"),
    [
        (rules.ON_PAPER, "campaign:7:sheet:3", rules.ON_PAPER),
        (rules.ORGANIZER_CONFIRMED, "campaign:7:sheet:3", rules.ON_PAPER),
        (rules.ORGANIZER_CONFIRMED, "campaign:7:attendance:3", rules.ORGANIZER_CONFIRMED),
        (rules.SELF_REPORTED, "self", rules.SELF_REPORTED),
        (rules.INSTRUMENT_CONFIRMED, "campaign:7:ride:3", rules.INSTRUMENT_CONFIRMED),
    ],
)
def test_paper_is_told_by_its_source(tier: int, source: str, told: int) -> None:
    assert rules.evidence_tier(tier, source) == told


def test_paper_needs_an_action_that_an_organizer_may_stand_for() -> None:
    assert rules.may_be_of(rules.ON_PAPER, ("self_reported", "organizer"))
    assert not rules.may_be_of(rules.ON_PAPER, ("self_reported", "instrument"))
