"""A family challenge, pure: which days a week has, which tasks are done, who stands where."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from civic.errors import msgid

MOST_WEEKS = 12
ENTERED_DAYS = 7
"""As long as the ledger takes entries of a day."""
_WEEK = timedelta(days=7)


class Task(Protocol):
    """What the rules need of a task."""

    @property
    def id(self) -> int: ...
    @property
    def week(self) -> int: ...
    @property
    def action(self) -> str | None: ...
    @property
    def target_milli(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Week:
    """The days of a week of the challenge, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def week_span(starts_on: date, ends_on: date, week: int) -> Week:
    """The days of the challenge's `week` (from 1); the last one may be shorter."""
    first = starts_on + (week - 1) * _WEEK
    return Week(first, min(first + _WEEK - timedelta(days=1), ends_on))


def settled_on(ends_on: date) -> date:
    """The last day on which what a family did until the end can still be entered or ticked; then the result stays."""
    return ends_on + timedelta(days=ENTERED_DAYS)


def why_no_tick(week: Week, ends_on: date, joined_on: date, today: date) -> str | None:
    """Why a task of that week cannot be ticked; None where it can."""
    if today < week.first:
        return msgid("The week of this task has not begun.")
    if week.last < joined_on:
        return msgid("This week was over before your family joined.")
    return msgid("The challenge is over and its result stands.") if today > settled_on(ends_on) else None


def week_of(starts_on: date, day: date) -> int:
    """The week of the challenge in which a day lies; below 1 before it starts."""
    return (day - starts_on).days // 7 + 1


def weeks(starts_on: date, ends_on: date) -> int:
    """How many weeks the challenge has."""
    return min(MOST_WEEKS, week_of(starts_on, ends_on))


Uses = Mapping[tuple[str, date], int]
"""What a household was credited: (action, day) → thousandths of the action's unit."""


def reached_milli(task: Task, uses: Uses, span: Week) -> int:
    """What the household was credited for the task's action in its week."""
    return sum(milli for (action, day), milli in uses.items() if action == task.action and day in span)


def done(tasks: Iterable[Task], uses: Uses, ticked: Iterable[int], starts_on: date, ends_on: date) -> set[int]:
    """The tasks that a family has done: those it ticked, and those whose target the ledger shows."""
    ticks = set(ticked)
    return {
        task.id
        for task in tasks
        if (
            task.id in ticks
            if task.action is None
            else _is_reached(task, uses, week_span(starts_on, ends_on, task.week))
        )
    }


def _is_reached(task: Task, uses: Uses, span: Week) -> bool:
    return reached_milli(task, uses, span) >= max(1, task.target_milli)


def places(scores: Sequence[int]) -> list[int]:
    """The place of each score, highest first; equals share a place and the next one is skipped."""
    above = {score: sum(other > score for other in scores) for score in set(scores)}
    return [above[score] + 1 for score in scores]
