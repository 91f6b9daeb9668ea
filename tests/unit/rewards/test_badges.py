"""What badges count, when they were earned, and which level points give."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.calendar import CityCalendar
from civic.city.pack import SeasonRule
from civic.city.text import NO_TEXT
from footprint.rewards import badges, streaks
from footprint.rewards.badges import Badge, Deed, Judged, Level, Rewards, judge, level_reached

SPRING, AUTUMN = SeasonRule("spring", NO_TEXT, 3, 1, "spring", 1), SeasonRule("autumn", NO_TEXT, 9, 1, "autumn", 1)
CALENDAR = CityCalendar("Asia/Shanghai", [SPRING, AUTUMN])
GROUPS = {"walk": "travel", "ride": "travel", "cup": "trio", "meal": "food"}
TODAY = date(2026, 12, 31)
MONDAY = date(2026, 6, 1)
deeds_ = st.sets(st.builds(Deed, st.dates(date(2026, 5, 1), TODAY), st.sampled_from(sorted(GROUPS))), max_size=60)


def badge(counts: str, target: int, **more: Any) -> Badge:
    said = {"within": badges.EVER, "actions": frozenset[str](), "season": "", "after": "", **more}
    return Badge("one", "all", "star", NO_TEXT, NO_TEXT, counts, target, **said)


def judged(one: Badge, deeds: list[Deed], today: date = TODAY) -> Judged:
    weeks = streaks.weeks({deed.day for deed in deeds}, (), (), today)
    (found,) = judge(Rewards((), (one,), ()), deeds, weeks, GROUPS, CALENDAR, today)
    return found


def test_what_was_reached_with_others_counts_whatever_was_done_alone() -> None:
    days, rewards = [MONDAY + timedelta(days=9), MONDAY], Rewards((), (badge("challenges", 2),), ())
    for together, earned_on, count in (([], None, 0), (days[:1], None, 1), (days, days[0], 2)):
        (found,) = judge(rewards, on(MONDAY), (), GROUPS, CALENDAR, TODAY, together)
        assert (found.earned_on, found.count) == (earned_on, count)


def on(*days: date, action: str = "walk") -> list[Deed]:
    return [Deed(day, action) for day in days]


def test_days_count_once_however_many_actions() -> None:
    deeds = on(MONDAY) + on(MONDAY, action="cup")
    assert (judged(badge("days", 2), deeds).earned_on, judged(badge("days", 2), deeds).count) == (None, 1)
    later = MONDAY + timedelta(days=40)
    assert judged(badge("days", 2), [*deeds, Deed(later, "cup")]).earned_on == later


def test_only_its_own_actions_count() -> None:
    one = badge("days", 1, actions=frozenset({"cup"}))
    assert judged(one, on(MONDAY)).earned_on is None
    assert judged(one, on(MONDAY, action="cup")).earned_on == MONDAY


def test_groups_of_one_week_need_one_week() -> None:
    sunday, next_monday = MONDAY + timedelta(days=6), MONDAY + timedelta(days=7)
    one = badge("groups", 2, within="week")
    assert judged(one, on(sunday) + on(next_monday, action="cup")).earned_on is None
    assert judged(one, on(MONDAY) + on(sunday, action="cup")).earned_on == sunday
    assert judged(badge("groups", 2), on(sunday) + on(next_monday, action="cup")).earned_on == next_monday


def test_two_ways_of_one_group_are_one_group_and_two_actions() -> None:
    deeds = on(MONDAY) + on(MONDAY, action="ride")
    assert judged(badge("groups", 2), deeds).earned_on is None
    assert judged(badge("actions", 2), deeds).earned_on == MONDAY


@pytest.mark.parametrize(
    ("counts", "near", "far"),
    [
        ("months", date(2026, 7, 31), date(2026, 8, 1)),
        ("weeks", date(2026, 8, 2), date(2026, 8, 3)),
        ("seasons", date(2026, 8, 31), date(2026, 9, 1)),
    ],
)
def test_a_period_ends_with_its_last_day(counts: str, near: date, far: date) -> None:
    first = far - timedelta(days=2)
    assert judged(badge(counts, 2), on(first, near)).earned_on is None
    assert judged(badge(counts, 2), on(first, near, far)).earned_on == far


def test_a_season_of_the_year_is_any_years() -> None:
    one = badge("days", 2, season="spring")
    assert judged(one, on(date(2025, 4, 1), date(2026, 5, 1), date(2026, 10, 1))).earned_on == date(2026, 5, 1)
    within = badge("days", 2, season="spring", within="season")
    assert judged(within, on(date(2025, 4, 1), date(2026, 5, 1))).earned_on is None


def test_progress_of_a_window_is_that_of_the_one_that_goes_on() -> None:
    one = badge("days", 3, within="week")
    assert judged(one, on(MONDAY, MONDAY + timedelta(days=1)), MONDAY + timedelta(days=2)).count == 2
    assert judged(one, on(MONDAY, MONDAY + timedelta(days=1)), MONDAY + timedelta(days=7)).count == 0


def test_a_row_is_earned_on_the_day_that_reached_its_last_week() -> None:
    days = [MONDAY + timedelta(days=number) for number in (0, 1, 2, 7, 9, 12, 13)]
    assert judged(badge("row", 2), on(*days)).earned_on == MONDAY + timedelta(days=12)


ANY = [
    badge("days", 5),
    badge("actions", 3),
    badge("groups", 3, within="week"),
    badge("months", 3, actions=frozenset({"walk", "ride"})),
    badge("days", 3, season="autumn", within="season"),
    badge("row", 2),
]


@pytest.mark.parametrize("one", ANY, ids=lambda one: f"{one.counts}-{one.within}")
@given(deeds=deeds_, extra=st.builds(Deed, st.dates(date(2026, 5, 1), TODAY), st.sampled_from(sorted(GROUPS))))
def test_it_is_the_same_in_any_order_and_a_deed_more_takes_nothing(one: Badge, deeds: set[Deed], extra: Deed) -> None:
    told = judged(one, sorted(deeds, key=lambda deed: deed.action))
    assert told == judged(one, sorted(deeds, key=lambda deed: deed.day, reverse=True))
    with_it = judged(one, [*deeds - {extra}, extra])
    if told.earned_on and one.counts != "row":
        assert with_it.earned_on is not None
        assert with_it.earned_on <= told.earned_on
    assert with_it.count <= one.target


@pytest.mark.parametrize("one", ANY, ids=lambda one: f"{one.counts}-{one.within}")
@given(deeds=deeds_)
def test_on_the_day_before_it_was_earned_it_was_not(one: Badge, deeds: set[Deed]) -> None:
    earned_on = judged(one, list(deeds)).earned_on
    if earned_on:
        assert judged(one, [deed for deed in deeds if deed.day < earned_on]).earned_on is None
        assert judged(one, [deed for deed in deeds if deed.day <= earned_on]).earned_on == earned_on


def test_levels_begin_with_their_points() -> None:
    levels = [Level(0, NO_TEXT), Level(10, NO_TEXT), Level(30, NO_TEXT)]
    found = [level_reached(levels, points) for points in (0, 9, 10, 29, 30, 99)]
    assert [one.number for one in found] == [1, 1, 2, 2, 3, 3]
    assert [one.missing for one in found] == [10, 1, 20, 1, 0, 0]
    assert level_reached(levels, 20).share == 0.5
    assert level_reached([], 5).level is None
