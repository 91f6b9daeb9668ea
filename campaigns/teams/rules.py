"""What teams set themselves together and how far they have come, pure. Days and different actions count, never how much
of anything; nobody is compared with anybody."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import NamedTuple

PERSON_DAYS, EVERYONE, KINDS, DATES = "person_days", "everyone", "kinds", "dates"
MEASURES = (PERSON_DAYS, EVERYONE, KINDS, DATES)
FEWEST, MOST = 3, 200
"""Members with whom a challenge can begin, and the most who ever count for it. Of two, each would read the other's days
off the sum; a larger team's parts set themselves challenges of their own."""
WEEKS_MAX = 6
CODE_LENGTH = 10
JOINS_WITHIN_DAYS = 3
"""So many days, the first included, another team can set out beside a challenge: both count the same days."""
SHOWN_AFTER = timedelta(days=14)
"""So long a challenge that is over stands on the team's page."""
PAST_SHOWN = 10
SETTLED_AFTER = timedelta(days=30)
"""So long after its last day a challenge is open: entries are told up to seven days late, and one that was held then is
decided within another fourteen."""


class MemberDays(NamedTuple):
    """What a member did in the week that begins on `monday`: the days of each action as bits, 1 for Monday. What was
    before `since` does not count."""

    resident_id: int
    monday: date
    days_by_action: Mapping[str, int]
    since: date


@dataclass(frozen=True, slots=True)
class Goal:
    """What a team wants to reach from the first to the last day. `target`: days with something done, added up over the
    members; for EVERYONE days of each member; for KINDS different actions; for DATES days on which anybody did
    something."""

    measure: str
    target: int
    first_day: date
    last_day: date

    def bits(self, week: MemberDays) -> int:
        """The days of a week that count."""
        first = max(0, (max(self.first_day, week.since) - week.monday).days)
        last = min(_SUNDAY, (self.last_day - week.monday).days)
        return (2 << last) - (1 << first) if first <= last else 0


_SUNDAY = 6


class Progress(NamedTuple):
    """So much of what is wanted is done; more than all of it counts as all."""

    done: int
    wanted: int

    @property
    def is_reached(self) -> bool:
        return self.done >= self.wanted


def progress(goal: Goal, members: int, weeks: Iterable[MemberDays]) -> Progress:
    """How far a team has come, in whatever order and however often its weeks are told.

    Args:
        members: who were in the team when it set out. Whoever came later adds to what is done, and leaves what is
            wanted as it is.
    """
    wanted = members if goal.measure == EVERYONE else goal.target
    return Progress(min(_COUNTS[goal.measure](goal, weeks), wanted), wanted)


def reached_on(goal: Goal, members: int, weeks: Sequence[MemberDays]) -> date | None:
    """The first day by which what is wanted was done; None where it is not. What is done never becomes less by later
    days."""
    days = range((goal.last_day - goal.first_day).days + 1)

    def is_reached(after: int) -> bool:
        until = replace(goal, last_day=goal.first_day + timedelta(days=after))
        return progress(until, members, weeks).is_reached

    found = bisect_left(days, True, key=is_reached)
    return goal.first_day + timedelta(days=found) if found < len(days) else None


def took_part(goal: Goal, weeks: Iterable[MemberDays]) -> set[int]:
    """The residents who did something that counts."""
    return {resident_id for (resident_id, _), bits in _days(goal, weeks).items() if bits}


def days_of(goal: Goal, resident_id: int, weeks: Iterable[MemberDays]) -> int:
    """On how many days of the span one of them did something."""
    return _person_days(goal, [week for week in weeks if week.resident_id == resident_id])


def _days(goal: Goal, weeks: Iterable[MemberDays]) -> dict[tuple[int, date], int]:
    """The days on which each member did something, by week, as bits."""
    found: dict[tuple[int, date], int] = {}
    for week in weeks:
        key, counted = (week.resident_id, week.monday), goal.bits(week)
        found[key] = found.get(key, 0) | reduce(or_, week.days_by_action.values(), 0) & counted
    return found


def _person_days(goal: Goal, weeks: Iterable[MemberDays]) -> int:
    return sum(bits.bit_count() for bits in _days(goal, weeks).values())


def _everyone(goal: Goal, weeks: Iterable[MemberDays]) -> int:
    days: Counter[int] = Counter()
    for (resident_id, _), bits in _days(goal, weeks).items():
        days[resident_id] += bits.bit_count()
    return sum(number >= goal.target for number in days.values())


def _kinds(goal: Goal, weeks: Iterable[MemberDays]) -> int:
    return len({action for week in weeks for action, bits in week.days_by_action.items() if bits & goal.bits(week)})


def _dates(goal: Goal, weeks: Iterable[MemberDays]) -> int:
    dates: dict[date, int] = {}
    for (_, monday), bits in _days(goal, weeks).items():
        dates[monday] = dates.get(monday, 0) | bits
    return sum(bits.bit_count() for bits in dates.values())


_COUNTS: Mapping[str, Callable[[Goal, Iterable[MemberDays]], int]] = {
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
