"""Weeks in a row: an own goal, weeks of rest, late entries, outages; by days of the calendar alone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.calendar import CityCalendar, monday_of
from civic.errors import Invalid
from footprint.rewards import streaks
from footprint.rewards.streaks import Choice, Week, goal_of, weeks

MONDAY = date(2026, 6, 1)
NOTHING: tuple[date, ...] = ()
days_ = st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=80)
choices_ = st.lists(
    st.builds(Choice, st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 7)), max_size=4
).map(lambda made: sorted(made, key=lambda choice: choice.chosen_on))
TODAY = date(2026, 12, 31)


def acted(*counts: int) -> list[date]:
    """So many days of one week after the other."""
    return [
        MONDAY + number * streaks.WEEK + timedelta(days=day)
        for number, count in enumerate(counts)
        for day in range(count)
    ]


def told(*counts: int, goal: int = 3, outages: tuple[date, ...] = NOTHING) -> list[tuple[str, int, int]]:
    """State, row and weeks of rest after each week, looked at on the Monday after the last."""
    choices = [Choice(MONDAY - streaks.WEEK, goal)]
    found = weeks(acted(*counts), outages, choices, MONDAY + len(counts) * streaks.WEEK)
    return [(week.state, week.row, week.rests) for week in found[: len(counts)]]


def test_nobody_who_did_nothing_has_weeks() -> None:
    assert weeks([], [MONDAY], [], TODAY) == ()


def test_a_row_grows_week_by_week_and_begins_anew() -> None:
    assert [row for _, row, _ in told(3, 4, 7, 2, 3)] == [1, 2, 3, 0, 1]


def test_every_fourth_reached_week_brings_a_rest_and_two_are_kept() -> None:
    assert [rests for _, _, rests in told(*[3] * 12)] == [0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 2]


def test_a_rest_is_taken_by_itself_and_the_row_goes_on() -> None:
    found = told(3, 3, 3, 3, 0, 3, 0, 3)
    assert found[4] == (streaks.RESTED, 4, 0)
    assert found[5:] == [(streaks.REACHED, 5, 0), (streaks.MISSED, 0, 0), (streaks.REACHED, 1, 0)]


def test_the_week_that_goes_on_is_open_until_it_is_over() -> None:
    sunday = MONDAY + timedelta(days=6)
    states = [weeks([MONDAY], NOTHING, [], day)[0].state for day in (MONDAY, sunday, sunday + timedelta(days=1))]
    assert states == [streaks.OPEN, streaks.OPEN, streaks.MISSED]


def test_a_late_entry_repairs_the_past() -> None:
    assert [row for _, row, _ in told(3, 2, 3)] == [1, 0, 1]
    assert [row for _, row, _ in told(3, 3, 3)] == [1, 2, 3]


def test_a_day_on_which_the_service_was_down_counts_once() -> None:
    down = MONDAY + streaks.WEEK + timedelta(days=5)
    assert [row for _, row, _ in told(3, 2, 3, outages=(down,))] == [1, 2, 3]
    already = MONDAY + streaks.WEEK
    assert [row for _, row, _ in told(3, 2, 3, outages=(already,))] == [1, 0, 1]


def test_a_goal_holds_from_the_week_after() -> None:
    choices = [Choice(MONDAY, 5), Choice(MONDAY + timedelta(days=6), 2)]
    assert goal_of(MONDAY, choices) == streaks.DEFAULT_DAYS
    assert goal_of(MONDAY + streaks.WEEK, choices) == 2
    assert goal_of(MONDAY + streaks.WEEK, [Choice(MONDAY + streaks.WEEK, 2)]) == streaks.DEFAULT_DAYS


@pytest.mark.parametrize("days", [0, 8, -1, 10**9])
def test_a_goal_that_no_week_holds_is_refused(days: int) -> None:
    with pytest.raises(Invalid) as refused:
        streaks.check_goal(days)
    assert refused.value.field == "days"


@given(days_, days_, choices_)
def test_it_is_what_a_slow_and_obvious_count_says(days: set[date], outages: set[date], choices: list[Choice]) -> None:
    found = weeks(days, outages, choices, TODAY)
    assert [(one.monday, one.row, one.rests) for one in found] == _slowly(days, outages, choices)


def _slowly(days: set[date], outages: set[date], choices: list[Choice]) -> list[tuple[date, int, int]]:
    lines, row, reached, rests = [], 0, 0, 0
    day = min(days, default=TODAY + timedelta(days=8))
    while day.weekday():
        day -= timedelta(days=1)
    while day <= TODAY:
        goal = 3
        for choice in choices:
            if choice.chosen_on < day:
                goal = choice.days
        its = [day + timedelta(days=number) for number in range(7)]
        if len([one for one in its if one in days or one in outages]) >= goal:
            row, reached = row + 1, reached + 1
            if reached % 4 == 0 and rests < 2:
                rests += 1
        elif its[-1] < TODAY:
            if rests:
                rests -= 1
            else:
                row = 0
        lines.append((day, row, rests))
        day += timedelta(days=7)
    return lines


@given(days_, days_, choices_, st.randoms())
def test_the_order_in_which_things_were_told_changes_nothing(
    days: set[date], outages: set[date], choices: list[Choice], chance: object
) -> None:
    shuffled = sorted(days, key=lambda _: chance.random())  # type: ignore[attr-defined]
    assert weeks(shuffled, outages, choices, TODAY) == weeks(days, outages, choices, TODAY)


@given(days_, st.dates(date(2026, 1, 1), TODAY), choices_)
def test_a_day_more_never_takes_a_week(days: set[date], day: date, choices: list[Choice]) -> None:
    before, with_it = weeks(days, (), choices, TODAY), weeks({*days, day}, (), choices, TODAY)
    assert _reached(with_it) >= _reached(before)


def _reached(found: tuple[Week, ...]) -> int:
    return sum(week.state == streaks.REACHED for week in found)


@pytest.mark.parametrize(
    ("zone", "instants", "expected"),
    [
        ("Asia/Shanghai", ("2026-06-07T15:59:59", "2026-06-07T16:00:01"), (date(2026, 6, 1), date(2026, 6, 8))),
        ("Europe/Berlin", ("2026-10-25T22:59:59", "2026-10-25T23:00:01"), (date(2026, 10, 19), date(2026, 10, 26))),
        ("Europe/Berlin", ("2026-03-29T21:59:59", "2026-03-29T22:00:01"), (date(2026, 3, 23), date(2026, 3, 30))),
        ("America/New_York", ("2028-02-28T04:59:59", "2028-02-28T05:00:01"), (date(2028, 2, 21), date(2028, 2, 28))),
    ],
)
def test_a_week_ends_at_the_citys_midnight(zone: str, instants: tuple[str, str], expected: tuple[date, date]) -> None:
    """A second before and after it, on days of 23, 24 and 25 hours, in a leap year."""
    calendar = CityCalendar(zone, [])
    days = [calendar.today(datetime.fromisoformat(instant).replace(tzinfo=UTC)) for instant in instants]
    assert tuple(map(monday_of, days)) == expected
    assert len(weeks(days, (), [], days[1])) == 2


def test_a_leap_day_is_a_day_like_any_other() -> None:
    days = [date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
    assert [week.state for week in weeks(days, (), [], date(2028, 3, 5))] == [streaks.REACHED]


def test_the_year_turns_within_a_week() -> None:
    days = [date(2026, 12, 30), date(2026, 12, 31), date(2027, 1, 1)]
    assert [(week.monday, week.state) for week in weeks(days, (), [], date(2027, 1, 3))] == [
        (date(2026, 12, 28), streaks.REACHED)
    ]


def test_a_suggestion_is_an_ordinary_week() -> None:
    today = MONDAY + 4 * streaks.WEEK
    assert streaks.suggested_goal(acted(5, 1, 4, 4), today) == 4
    assert streaks.suggested_goal(acted(0, 0, 0, 4), today) is None
    assert streaks.suggested_goal([], today) is None
