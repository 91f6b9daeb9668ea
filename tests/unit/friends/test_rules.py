"""What cheers say and how long a code holds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from campaigns.friends import rules

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_each_phrase_has_its_day() -> None:
    days = [date(2026, 11, 23) + timedelta(days=number) for number in range(len(rules.PHRASES))]
    assert {rules.phrase("", day) for day in days} == set(rules.PHRASES)


def test_the_phrase_that_was_chosen_is_kept_and_an_unknown_one_is_not() -> None:
    assert rules.phrase("thanks", NOW.date()) == "thanks"
    assert rules.phrase("<b>", NOW.date()) in rules.PHRASES


@pytest.mark.parametrize(("age", "good"), [(timedelta(days=89), True), (timedelta(days=91), False)])
def test_a_code_holds_for_ninety_days(age: timedelta, good: bool) -> None:
    assert rules.holds(NOW - age, NOW) is good


def test_a_pair_is_the_same_from_either_side() -> None:
    assert rules.pair(7, 3) == rules.pair(3, 7) == (3, 7)


def test_days_of_friends_add_up_to_three_for_each() -> None:
    both = rules.together(4, [1])
    assert both is not None
    assert (both.friends, both.done, both.wanted, both.is_reached) == (1, 5, 6, False)
    reached = rules.together(4, [0, 5])
    assert reached is not None
    assert reached.is_reached
    assert rules.together(7, []) is None
