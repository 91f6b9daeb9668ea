"""More entries than a person writes down, and the most of everything: just below and just above."""

from collections.abc import Sequence

from footprint.integrity.rules import Deed
from tests.deeds import deed, found, rules_of


def quarters(number: int) -> list[Deed]:
    """So many entries of one day, a quarter of an hour apart."""
    return [deed(minute=15 * one) for one in range(number)]


def at_once(number: int, seconds: float) -> list[Deed]:
    """So many entries of the days of a week, so many seconds apart."""
    return [deed(day=one % 7, minute=7 * 1440 - 1440 * (one % 7) + one * seconds / 60) for one in range(number)]


def test_a_day_has_sixty_four_quarters_of_an_hour_to_write() -> None:
    assert rules_of(quarters(64)) == {}
    (asked,) = found(quarters(65))
    assert (asked.rule, len(asked.entry_ids)) == ("too_many_a_day", 65)
    assert asked.figures == {"entries": 65, "most": 64}


def test_a_full_week_may_come_at_once() -> None:
    assert rules_of(at_once(150, 0.1)) == {}
    (asked,) = found(at_once(151, 0.1))
    assert asked.rule == "too_many_at_once"
    assert asked.figures == {"entries": 151, "minutes": 10, "days": 7}


def test_at_once_means_within_ten_minutes() -> None:
    assert rules_of(at_once(151, 4)) == {"too_many_at_once": [1]}
    assert rules_of(at_once(151, 4.1)) == {}


def test_what_was_told_at_another_time_is_no_part_of_it() -> None:
    before = deed(day=0, minute=600)
    (asked,) = found([before, *at_once(200, 1)])
    assert len(asked.entry_ids) == 200 and before.entry_id not in asked.entry_ids


def full(days: int, actions: int, milli: int = 3000) -> Sequence[Deed]:
    return [deed(action=f"thing{one}", milli=milli, day=day) for day in range(days) for one in range(actions)]


def test_six_limits_on_three_days_are_asked_about() -> None:
    assert rules_of(full(days=2, actions=6)) == {}
    assert rules_of(full(days=28, actions=6, milli=2999)) == {}
    (asked,) = found(full(days=3, actions=6))
    assert (asked.rule, asked.figures) == ("limits_all_at_once", {"actions": 6, "days": 3})


def test_of_five_limits_ten_days_are_asked_about_and_of_four_none() -> None:
    assert rules_of(full(days=28, actions=4)) == {}
    assert rules_of(full(days=9, actions=5)) == {}
    (asked,) = found([*full(days=10, actions=5), *(deed(day=day) for day in range(20, 25))])
    assert (asked.figures, len(asked.entry_ids)) == ({"actions": 5, "days": 10}, 50)


def test_a_limit_is_reached_by_several_entries_too() -> None:
    assert rules_of([*full(3, 6, 1000), *full(3, 6, 2000)]) == {"limits_all_at_once": [1]}


def test_days_below_the_limits_are_not_asked_about() -> None:
    usual = deed(day=9)
    (asked,) = found([*full(days=3, actions=6), usual])
    assert usual.entry_id not in asked.entry_ids and len(asked.entry_ids) == 18
