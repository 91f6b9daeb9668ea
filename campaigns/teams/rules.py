"""What teams set themselves together and how far they have come, pure. Days and different actions count, never how much
of anything; nobody is compared with anybody."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

PERSON_DAYS, EVERYONE, KINDS, DATES = "person_days", "everyone", "kinds", "dates"
MEASURES = (PERSON_DAYS, EVERYONE, KINDS, DATES)
FEWEST, MOST = 3, 500
"""Members with whom a challenge can begin. Of two, each would read the other's days off the sum; a larger team's parts
set themselves challenges of their own."""
WEEKS_MAX = 6
CODE_LENGTH = 10
JOINS_WITHIN_DAYS = 3
"""So many days, the first included, another team can set out beside a challenge: both count the same days."""
SHOWN_AFTER = timedelta(days=14)
"""So long a challenge that is over stands on the team's page."""
PAST_SHOWN = 10


class Deed(NamedTuple):
    """A member did something on a day."""

    resident_id: int
    day: date
    action: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What a team wants to reach from the first to the last day. `target`: days with something done, added up over the
    members; for EVERYONE days of each member; for KINDS different actions; for DATES days on which anybody did
    something."""

    measure: str
    target: int
    first_day: date
    last_day: date

    def holds(self, day: date) -> bool:
        """Whether what was done on that day counts."""
        return self.first_day <= day <= self.last_day


class Progress(NamedTuple):
    """So much of what is wanted is done; more than all of it counts as all."""

    done: int
    wanted: int

    @property
    def is_reached(self) -> bool:
        return self.done >= self.wanted


def progress(goal: Goal, members: int, deeds: Iterable[Deed]) -> Progress:
    """How far a team has come by its deeds, in whatever order and however often they are told.

    Args:
        members: who were in the team when it set out. Whoever came later adds to what is done, and leaves what is
            wanted as it is.
    """
    counted = {deed for deed in deeds if goal.holds(deed.day)}
    wanted = members if goal.measure == EVERYONE else goal.target
    return Progress(min(_COUNTS[goal.measure](counted, goal.target), wanted), wanted)


def days_of(goal: Goal, resident_id: int, deeds: Iterable[Deed]) -> int:
    """On how many days of the span one of them did something."""
    return len({deed.day for deed in deeds if deed.resident_id == resident_id and goal.holds(deed.day)})


def _days_of_each(deeds: Collection[Deed]) -> dict[int, set[date]]:
    days: dict[int, set[date]] = {}
    for deed in deeds:
        days.setdefault(deed.resident_id, set()).add(deed.day)
    return days


def _person_days(deeds: Collection[Deed], _target: int) -> int:
    return sum(map(len, _days_of_each(deeds).values()))


def _everyone(deeds: Collection[Deed], target: int) -> int:
    return sum(len(days) >= target for days in _days_of_each(deeds).values())


def _kinds(deeds: Collection[Deed], _target: int) -> int:
    return len({deed.action for deed in deeds})


def _dates(deeds: Collection[Deed], _target: int) -> int:
    return len({deed.day for deed in deeds})


_COUNTS: Mapping[str, Callable[[Collection[Deed], int], int]] = {
    PERSON_DAYS: _person_days,
    EVERYONE: _everyone,
    KINDS: _kinds,
    DATES: _dates,
}


def suggested(measure: str, target: int, weeks: int, members: int) -> int:
    """The target of a challenge by its template's: that is for each week, for PERSON_DAYS for each member too, for
    KINDS for all of the weeks."""
    factors = {PERSON_DAYS: weeks * members, EVERYONE: weeks, KINDS: 1, DATES: weeks}
    return target * factors[measure]


def for_members(target: int, of: int, members: int) -> int:
    """A target that was set for `of` members, for another number of them: rounded down, the kinder way, but never to
    nothing."""
    return max(1, target * members // max(1, of))


def most(measure: str, weeks: int, members: int, actions: int) -> int:
    """The largest target that can be reached at all."""
    return {PERSON_DAYS: 7 * weeks * members, EVERYONE: 7 * weeks, KINDS: actions, DATES: 7 * weeks}[measure]


def last_day(first_day: date, weeks: int) -> date:
    """The last day of whole weeks from a day on."""
    return first_day + timedelta(days=7 * weeks - 1)


def days_left(last: date, today: date) -> int:
    """How many days are left, today included; 0 once it is over."""
    return max(0, (last - today).days + 1)


def may_join_beside(first_day: date, last: date, today: date) -> bool:
    """Whether another team can still set out beside a challenge."""
    return first_day <= today <= min(last, first_day + timedelta(days=JOINS_WITHIN_DAYS - 1))
