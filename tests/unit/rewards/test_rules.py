"""What was new, what to try next, when to tell of a week."""

from datetime import date, timedelta

import pytest

from civic.calendar import CityCalendar
from footprint.rewards import rules
from footprint.rewards.badges import Deed

CALENDAR = CityCalendar("Asia/Shanghai", [])
TODAY = date(2026, 11, 27)
"""A Friday."""
MONDAY = date(2026, 11, 23)
GROUPS = {"walk": "travel", "ride": "travel", "cup": "trio", "meal": "food"}


def test_what_was_new_is_new_once() -> None:
    deeds = [Deed(MONDAY, "cup"), Deed(TODAY, "walk"), Deed(MONDAY - timedelta(days=1), "walk")]
    assert rules.first_times(deeds, CALENDAR.week(TODAY)) == ["cup"]


def test_an_idea_comes_from_what_the_week_lacks_known_things_first() -> None:
    week, offered = CALENDAR.week(TODAY), ["walk", "cup", "meal", "ride"]
    deeds = [Deed(MONDAY, "walk"), Deed(MONDAY - timedelta(days=9), "meal")]
    assert rules.idea(deeds, week, GROUPS, offered, TODAY) == rules.Idea("meal", True)
    assert rules.idea(deeds[:1], week, GROUPS, offered, TODAY) == rules.Idea("cup", False)
    everything = [Deed(MONDAY, action) for action in GROUPS]
    assert rules.idea(everything, week, GROUPS, offered, TODAY) is None


def test_reviews_are_told_on_the_first_two_days() -> None:
    said = {day: [one.key for one in rules.reviewed(CALENDAR, date(2026, 11, day))] for day in (1, 2, 3, 4)}
    assert said == {
        1: ["month:2026-10"],
        2: ["week:2026-W44", "month:2026-10"],
        3: ["week:2026-W44"],
        4: [],
    }


LAST_WEEK = {MONDAY - timedelta(days=number) for number in (1, 2, 3)}


@pytest.mark.parametrize(
    ("weekday", "done", "more"),
    [
        (4, 0, 3),  # Friday to Sunday are as many as are left
        (4, 1, 0),  # there is time
        (5, 1, 2),
        (6, 2, 1),
        (6, 1, 0),  # it cannot be reached any more, and nobody says so
        (6, 3, 0),  # it is reached
    ],
)
def test_an_open_week_is_told_on_the_one_day_on_which_it_matters(weekday: int, done: int, more: int) -> None:
    days = LAST_WEEK | {MONDAY + timedelta(days=number) for number in range(done)}
    today = MONDAY + timedelta(days=weekday)
    assert rules.days_to_tell_of(days, (), 3, 3, today) == more
    assert rules.days_to_tell_of(days - LAST_WEEK, (), 3, 3, today) == 0


@pytest.mark.parametrize(("goal_before", "more"), [(3, 4), (4, 0)])
def test_the_week_before_is_judged_by_its_own_goal(goal_before: int, more: int) -> None:
    thursday = MONDAY + timedelta(days=3)
    assert rules.days_to_tell_of(LAST_WEEK, (), 4, goal_before, thursday) == more


def test_an_open_week_is_not_spoken_of_before_thursday() -> None:
    week = [MONDAY + timedelta(days=number) for number in range(7)]
    assert [rules.may_tell_of_open_week(day) for day in week] == [False] * 3 + [True] * 4


def test_a_day_that_counts_already_is_not_left() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert rules.days_to_tell_of(LAST_WEEK | {saturday}, (), 2, 2, saturday) == 1
    assert rules.days_to_tell_of(LAST_WEEK, {saturday}, 2, 2, saturday) == 1
