"""A week or a month in review: what was new in it, what to try next, when to tell of it. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from civic.calendar import CityCalendar, Period, monday_of
from footprint.rewards import streaks
from footprint.rewards.badges import Deed

REVIEW_DAYS = 2
"""A review is told on the first days after its week or month; who is away then finds it on the page."""
OPEN_WEEK_FROM = 3
"""From Thursday on, an open week may be spoken of."""


def first_times(deeds: Iterable[Deed], period: Period) -> list[str]:
    """Actions that were done for the first time in the period, in the order of their days."""
    first: dict[str, date] = {}
    for deed in deeds:
        first[deed.action] = min(first.get(deed.action, deed.day), deed.day)
    new = [(day, action) for action, day in first.items() if period.start <= day <= period.end]
    return [action for _, action in sorted(new)]


@dataclass(frozen=True, slots=True)
class Idea:
    """An action to do next, and whether it was done before."""

    action: str
    is_known: bool


def idea(
    deeds: Collection[Deed], period: Period, groups: Mapping[str, str], offered: Sequence[str], today: date
) -> Idea | None:
    """One thing for the next days, from a group of habits that the period had nothing of: what was done before rather
    than what is new, the newest first, then the most popular.

    Args:
        groups: the group of each action.
        offered: actions that count at this time of the year, the most popular first.
    """
    had = {groups.get(deed.action) for deed in deeds if period.start <= deed.day <= period.end}
    open_ = [action for action in offered if groups.get(action) not in had]
    last = {deed.action: deed.day for deed in sorted(deeds, key=lambda deed: deed.day) if deed.day <= today}
    known = sorted((action for action in open_ if action in last), key=lambda action: last[action], reverse=True)
    chosen = [*known, *open_][:1]
    return Idea(chosen[0], chosen[0] in last) if chosen else None


# Messages


def reviewed(calendar: CityCalendar, today: date) -> list[Period]:
    """The weeks and months that ended in the last days."""
    this = (calendar.week(today), calendar.month(today))
    return [calendar.before(period) for period in this if (today - period.start).days < REVIEW_DAYS]


def may_tell_of_open_week(today: date) -> bool:
    """Whether the week is far enough on."""
    return today.weekday() >= OPEN_WEEK_FROM


def days_to_tell_of(days: Collection[date], outages: Collection[date], goal: int, goal_before: int, today: date) -> int:
    """How many more days reach the goal of this week, on the one day on which that is to be told: just as many are
    left, and the week before reached the goal that it had. Otherwise 0."""
    monday = monday_of(today)
    if _count(days, outages, monday - streaks.WEEK) < goal_before:
        return 0
    more = goal - _count(days, outages, monday)
    left = (monday + streaks.WEEK - today).days - (today in days or today in outages)
    return more if 0 < more == left else 0


def _count(days: Collection[date], outages: Collection[date], monday: date) -> int:
    return sum(monday <= day < monday + streaks.WEEK for day in {*days, *outages})
