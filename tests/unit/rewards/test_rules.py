"""Which week is asked for, what to try next, when to tell of a week."""

from datetime import date, datetime, timedelta

import pytest

from civic.calendar import CityCalendar
from civic.errors import NotFound
from footprint.rewards import rules
from footprint.rewards.badges import Deed

CALENDAR = CityCalendar("Asia/Shanghai", [])
TODAY = date(2026, 11, 27)
"""A Friday."""
MONDAY = date(2026, 11, 23)
GROUPS = {"walk": "travel", "ride": "travel", "cup": "trio", "meal": "food"}


@pytest.mark.parametrize(
    ("kind", "key", "first", "last"),
    [
        ("week", "2026-W48", MONDAY, date(2026, 11, 29)),
        ("week", "2020-W53", date(2020, 12, 28), date(2021, 1, 3)),
        ("month", "2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("month", "2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_a_key_names_a_period(kind: str, key: str, first: date, last: date) -> None:
    found = rules.read_period(CALENDAR, kind, key, TODAY)
    assert (found.key, found.start, found.end) == (f"{kind}:{key}", first, last)


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("week", "2026-W49"),
        ("week", "2026-W54"),
        ("week", "2021-W53"),
        ("week", "0001-W01"),
        ("week", "2026-W٤٨"),
        ("week", ""),
        ("week", "2026-11"),
        ("month", "2026-12"),
        ("month", "2026-13"),
        ("month", "2026-00"),
        ("month", "1999-12"),
        ("month", "9" * 400),
    ],
)
def test_other_keys_name_none(kind: str, key: str) -> None:
    with pytest.raises(NotFound):
        rules.read_period(CALENDAR, kind, key, TODAY)


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


@pytest.mark.parametrize(("clock", "may"), [("08:59", False), ("09:00", True), ("19:59", True), ("20:00", False)])
def test_nobody_hears_of_it_early_or_late(clock: str, may: bool) -> None:
    assert rules.is_time_to_tell(datetime.fromisoformat(f"2026-11-27T{clock}")) is may


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
        (2, 0, 0),  # Wednesday: too early to speak of it
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
    assert rules.days_to_tell_of(days, (), 3, today) == more
    assert rules.days_to_tell_of(days - LAST_WEEK, (), 3, today) == 0


def test_a_day_that_counts_already_is_not_left() -> None:
    saturday = MONDAY + timedelta(days=5)
    assert rules.days_to_tell_of(LAST_WEEK | {saturday}, (), 2, saturday) == 1
    assert rules.days_to_tell_of(LAST_WEEK, {saturday}, 2, saturday) == 1
