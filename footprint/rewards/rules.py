"""A week or a month in review: which one is asked for, what to try next, when to tell of it. Pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from civic.calendar import CityCalendar, Period
from civic.errors import NotFound
from footprint.rewards import streaks
from footprint.rewards.badges import Deed

MORNING_HOUR, EVENING_HOUR = 9, 20
"""Messages about weeks come between them, by the city's clocks."""
REVIEW_DAYS = 2
"""A review is told on the first days after its week or month; who is away then finds it on the page."""
OPEN_WEEK_FROM = 3
"""From Thursday on, an open week may be spoken of."""
_FIRST_YEAR = 2000
_KEYS = {"week": re.compile(r"(\d{4})-W(\d{2})", re.ASCII), "month": re.compile(r"(\d{4})-(\d{2})", re.ASCII)}


def read_period(calendar: CityCalendar, kind: str, key: str, today: date) -> Period:
    """The week ("2026-W47") or month ("2026-11") of that key.

    Raises:
        NotFound: there is no such one, or it has not begun.
    """
    found = _KEYS[kind].fullmatch(key)
    year, number = map(int, found.groups()) if found else (0, 0)
    try:
        first = date.fromisocalendar(year, number, 1) if kind == "week" else date(year, number, 1)
    except ValueError as error:
        raise NotFound() from error
    if year < _FIRST_YEAR or first > today:
        raise NotFound()
    return calendar.week(first) if kind == "week" else calendar.month(first)


def before(calendar: CityCalendar, period: Period) -> Period:
    """The week or month before."""
    of = calendar.week if period.kind == "week" else calendar.month
    return of(period.start - timedelta(days=1))


def after(calendar: CityCalendar, period: Period) -> Period:
    """The week or month after."""
    of = calendar.week if period.kind == "week" else calendar.month
    return of(period.end + timedelta(days=1))


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


def is_time_to_tell(local: datetime) -> bool:
    """Whether the city's clocks show an hour at which one may hear of one's week."""
    return MORNING_HOUR <= local.hour < EVENING_HOUR


def reviewed(calendar: CityCalendar, today: date) -> list[Period]:
    """The weeks and months that ended in the last days."""
    this = (calendar.week(today), calendar.month(today))
    return [before(calendar, period) for period in this if (today - period.start).days < REVIEW_DAYS]


def days_to_tell_of(days: Collection[date], outages: Collection[date], goal: int, today: date) -> int:
    """How many more days reach the goal of this week, on the one day on which that is to be told: just as many are
    left, and the week before was reached. Otherwise 0."""
    monday = streaks.monday_of(today)
    if today.weekday() < OPEN_WEEK_FROM or _count(days, outages, monday - streaks.WEEK) < goal:
        return 0
    more = goal - _count(days, outages, monday)
    left = (monday + streaks.WEEK - today).days - (today in days or today in outages)
    return more if 0 < more == left else 0


def _count(days: Collection[date], outages: Collection[date], monday: date) -> int:
    return sum(monday <= day < monday + streaks.WEEK for day in {*days, *outages})
