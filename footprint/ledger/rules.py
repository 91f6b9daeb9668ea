"""Rules of the ledger, pure: which days count, what a limit leaves, who counts as a participant."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

from civic.calendar import CityCalendar, Period

BACKDATING_DAYS = 7

SELF_REPORTED, ORGANIZER_CONFIRMED, INSTRUMENT_CONFIRMED = 1, 2, 3
TIERS: Mapping[int, str] = {
    SELF_REPORTED: "self_reported",
    ORGANIZER_CONFIRMED: "organizer",
    INSTRUMENT_CONFIRMED: "instrument",
}


def earliest_day(today: date, joined_on: date) -> date:
    """The first day an entry may still be dated: a week back, never before the account existed."""
    return max(today - timedelta(days=BACKDATING_DAYS), min(joined_on, today))


def is_undoable(occurred_on: date, today: date) -> bool:
    """Whether a resident may still take an entry back: as long as one of that day could be logged."""
    return occurred_on >= today - timedelta(days=BACKDATING_DAYS)


@dataclass(frozen=True, slots=True)
class LimitUse:
    """How much of one limit is used up: both in thousandths of the action's unit."""

    max_milli: int
    used_milli: int

    @property
    def left_milli(self) -> int:
        return max(0, self.max_milli - self.used_milli)


def credited(quantity_milli: int, uses: Iterable[LimitUse]) -> int:
    """What counts of a quantity after all limits: the smallest remainder, never more than was said."""
    return min([quantity_milli, *(use.left_milli for use in uses)])


def points_of(points: int, credited_milli: int, points_today: int) -> int:
    """What an entry earns of its action's points: once per action and day, and only if something counts."""
    return points if credited_milli and not points_today else 0


def joined(living_before: int, sign: int) -> int:
    """Change in a count of distinct participants when a resident's living entries go from n to n + sign.

    `sign` is +1 for an entry and -1 for its undoing; somebody participates while n > 0.
    """
    return int(living_before + sign > 0) - int(living_before > 0)


@dataclass(frozen=True)
class Around:
    """The week and the month around a day, and the season's key."""

    week: Period
    month: Period
    season: str

    @cached_property
    def bounds(self) -> Mapping[str, str]:
        """First and last days as databases take them, by name; `from_day` to `to_day` holds both periods."""
        return {
            "week_start": self.week.start.isoformat(),
            "week_end": self.week.end.isoformat(),
            "month_start": self.month.start.isoformat(),
            "month_end": self.month.end.isoformat(),
            "from_day": min(self.week.start, self.month.start).isoformat(),
            "to_day": max(self.week.end, self.month.end).isoformat(),
        }


@lru_cache(1024)
def around(calendar: CityCalendar, day: date) -> Around:
    """The periods around a day; nearly all entries are of the same few days."""
    return Around(calendar.week(day), calendar.month(day), calendar.season(day).key)


def turns(held: Sequence[Collection[Hashable]]) -> list[list[int]]:
    """Sorts into turns what holds things: within a turn nothing is held twice.

    Args:
        held: what each holds.

    Returns:
        Numbers into `held` by turn, ascending; of two that hold the same, the earlier has the earlier turn.
    """
    found: list[list[int]] = []
    free_from: dict[Hashable, int] = {}
    for number, things in enumerate(held):
        turn = max((free_from.get(thing, 0) for thing in things), default=0)
        if turn == len(found):
            found.append([])
        found[turn].append(number)
        free_from.update(dict.fromkeys(things, turn + 1))
    return found
