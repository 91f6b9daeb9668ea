"""What one deed earned is what is there with it and not without it."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.calendar import monday_of
from footprint.rewards import badges, streaks
from footprint.rewards.badges import Badge, Deed, Rewards, judge
from footprint.rewards.earning import History, WeekOfDeeds, earned_by, reaches_goal, rows_earned_by
from footprint.rewards.streaks import Choice
from tests.unit.rewards.test_badges import ANY, CALENDAR, GROUPS, MONDAY, badge

TODAY = date(2026, 10, 4)
ALL = [*ANY, badge("seasons", 2), badge("weeks", 3, within="season"), badge("days", 1, actions=frozenset({"meal"}))]
a_deed = st.builds(Deed, st.dates(date(2026, 7, 20), TODAY), st.sampled_from(sorted(GROUPS)))


def history(deeds: Collection[Deed], choices: Sequence[Choice] = (), outages: Collection[date] = ()) -> History:
    """As the database gives it."""
    weeks: dict[date, dict[str, int]] = {}
    for deed in deeds:
        monday = monday_of(deed.day)
        done = weeks.setdefault(monday, {})
        done[deed.action] = done.get(deed.action, 0) | 1 << (deed.day - monday).days
    told = [
        WeekOfDeeds(monday, " ".join(f"{action}:{days}" for action, days in done.items()))
        for monday, done in sorted(weeks.items(), reverse=True)
    ]
    return History(told, choices, frozenset(outages))


def earned(one: Badge, deeds: Collection[Deed], choices: Sequence[Choice]) -> bool:
    """Whether it is on the wall."""
    weeks = streaks.weeks({deed.day for deed in deeds}, (), choices, TODAY)
    (found,) = judge(Rewards((), (one,), ()), deeds, weeks, GROUPS, CALENDAR, TODAY)
    return found.earned_on is not None


def test_a_week_of_the_database_is_its_deeds() -> None:
    deeds = {Deed(MONDAY, "walk"), Deed(MONDAY + timedelta(days=6), "walk"), Deed(MONDAY, "cup")}
    (week,) = history(deeds).weeks
    assert set(week.deeds()) == deeds
    assert set(week.deeds({"cup"})) == {Deed(MONDAY, "cup")}
    assert set(week.days) == {MONDAY, MONDAY + timedelta(days=6)}


@pytest.mark.parametrize("one", ALL, ids=lambda one: f"{one.counts}-{one.within}")
@given(others=st.sets(a_deed, max_size=40), deed=a_deed, goal=st.integers(1, 3))
def test_it_is_what_judging_everything_twice_says(one: Badge, others: set[Deed], deed: Deed, goal: int) -> None:
    others -= {deed}
    choices = [Choice(date(2026, 7, 1), goal)]
    found = history({*others, deed}, choices)
    new = earned_by(deed, [one], found, GROUPS, CALENDAR)
    if reaches_goal(deed, found, CALENDAR):
        new += rows_earned_by(deed, [one], found, TODAY)
    assert bool(new) is (earned(one, {*others, deed}, choices) and not earned(one, others, choices))


@pytest.mark.parametrize(
    ("done", "down", "reached"),
    [
        ((0, 1, 2), (), True),
        ((0, 2), (1,), True),
        ((0, 2), (), False),
        ((0, 1, 2, 3), (), False),  # it was reached before
        ((0, 1, 2), (2,), False),  # the day counted already
    ],
)
def test_a_goal_is_reached_with_the_last_day_that_it_needed(
    done: tuple[int, ...], down: tuple[int, ...], reached: bool
) -> None:
    days = [MONDAY + timedelta(days=number) for number in done]
    outages = [MONDAY + timedelta(days=number) for number in down]
    found = history([Deed(day, "walk") for day in days], outages=outages)
    assert reaches_goal(Deed(MONDAY + timedelta(days=2), "walk"), found, CALENDAR) is reached


def test_a_second_action_of_a_day_reaches_nothing() -> None:
    deeds = [Deed(MONDAY + timedelta(days=number), "walk") for number in range(3)]
    assert not reaches_goal(Deed(MONDAY, "cup"), history([*deeds, Deed(MONDAY, "cup")]), CALENDAR)


def test_a_row_had_long_ago_is_not_new() -> None:
    days = [MONDAY + timedelta(days=number) for number in (0, 1, 2, 7, 8, 9, 28, 29, 30, 35, 36, 37)]
    found = history([Deed(day, "walk") for day in days])
    assert rows_earned_by(Deed(days[-1], "walk"), [badge(badges.ROW, 2)], found, TODAY) == []
    assert rows_earned_by(Deed(days[5], "walk"), [badge(badges.ROW, 2)], history_until(days[5], days), TODAY) != []


def history_until(day: date, days: Collection[date]) -> History:
    """What there was on that day."""
    return history([Deed(one, "walk") for one in days if one <= day])
