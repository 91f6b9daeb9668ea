"""Weeks in a row on which somebody acted as often as they chose. Pure; days of the city's calendar only.

A week is reached when its days with a deed, together with the days on which the service was down, are as many as the
goal. Every fourth reached week brings a week of rest, of which two are kept; a week that was not reached takes one by
itself, and the row goes on. Without one, a new row begins. Nothing is stored: what is told late, or taken back, counts
as if it had always been so.
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from civic.calendar import monday_of
from civic.errors import Invalid

DEFAULT_DAYS = 3
"""The goal of who has chosen none."""
REST_EVERY = 4
RESTS_MOST = 2
WEEK = timedelta(days=7)
REACHED, RESTED, OPEN, MISSED = "reached", "rested", "open", "missed"


@dataclass(frozen=True, slots=True)
class Choice:
    """A goal of so many days a week, chosen on a day: it holds from the week after."""

    chosen_on: date
    days: int


@dataclass(frozen=True, slots=True)
class Week:
    """A week from its Monday on: which days count, what the goal was, what became of it, how long the row then was."""

    monday: date
    days: tuple[date, ...]
    goal: int
    state: str
    row: int
    rests: int
    """Weeks of rest kept after it."""

    @property
    def reached_on(self) -> date | None:
        """The day on which the goal was reached."""
        return self.days[self.goal - 1] if self.state == REACHED else None


def check_goal(days: int) -> int:
    """A goal that a week can hold.

    Raises:
        Invalid: on field `days`, less than one or more than seven.
    """
    if not 1 <= days <= WEEK.days:
        raise Invalid("Please give a whole number from %(least)s to %(most)s.", field="days", least=1, most=WEEK.days)
    return days


def goal_of(monday: date, choices: Sequence[Choice]) -> int:
    """The goal of a week: the newest that was chosen before it began. `choices` are in the order in which they were
    made."""
    return next((choice.days for choice in reversed(choices) if choice.chosen_on < monday), DEFAULT_DAYS)


def weeks(
    days: Collection[date], outages: Collection[date], choices: Sequence[Choice], today: date
) -> tuple[Week, ...]:
    """Every week from the first with a deed to this one; none while there is no deed.

    Args:
        days: those with a deed, in any order.
        outages: those on which the service was down; they count in weeks from the first deed's on.
    """
    return tuple(_weeks(days, outages, choices, today)) if days else ()


def this_week(found: Sequence[Week], choices: Sequence[Choice], today: date) -> Week:
    """The last of somebody's weeks, as `weeks` gives them; an empty one while there is no deed."""
    monday = monday_of(today)
    return found[-1] if found else Week(monday, (), goal_of(monday, choices), OPEN, row=0, rests=0)


def _weeks(days: Collection[date], outages: Collection[date], choices: Sequence[Choice], today: date) -> Iterator[Week]:
    by_monday: dict[date, list[date]] = {}
    for day in sorted({*days, *outages}):
        by_monday.setdefault(monday_of(day), []).append(day)
    row, reached, rests = 0, 0, 0
    for monday, goal in _goals(monday_of(min(days)), choices, today):
        counted = tuple(by_monday.get(monday, ()))
        state = _state(len(counted) >= goal, is_over=monday + WEEK <= today, rests=rests)
        if state == REACHED:
            row, reached = row + 1, reached + 1
            rests = min(RESTS_MOST, rests + (reached % REST_EVERY == 0))
        elif state == RESTED:
            rests -= 1
        elif state == MISSED:
            row = 0
        yield Week(monday, counted, goal, state, row, rests)


def _goals(monday: date, choices: Sequence[Choice], today: date) -> Iterator[tuple[date, int]]:
    """Each week from one on and its goal, as `goal_of` says; choices and weeks are walked through once."""
    goal, ahead = DEFAULT_DAYS, deque(choices)
    while monday <= today:
        while ahead and ahead[0].chosen_on < monday:
            goal = ahead.popleft().days
        yield monday, goal
        monday += WEEK


def _state(is_reached: bool, *, is_over: bool, rests: int) -> str:
    if is_reached:
        return REACHED
    if not is_over:
        return OPEN
    return RESTED if rests else MISSED


def reached_in_a_row(found: Sequence[Week], number: int) -> date | None:
    """The day on which a row first was that long; None where none ever was."""
    return next((week.reached_on for week in found if week.row >= number and week.state == REACHED), None)


def suggested_goal(days: Collection[date], today: date) -> int | None:
    """The days of an ordinary week: the middle one of the last eight that are over, from the first deed on; None for
    whoever has not had two of them."""
    if not days:
        return None
    this_week = monday_of(today)
    counts = []
    for back in range(1, 9):
        monday = this_week - back * WEEK
        if monday >= monday_of(min(days)):
            counts.append(sum(monday <= day < monday + WEEK for day in days))
    return max(1, sorted(counts)[len(counts) // 2]) if len(counts) >= 2 else None
