"""Rules of the ledger, pure: which days count, what a limit leaves, who counts as a participant."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from typing import NamedTuple

from civic.calendar import ALL_TIME, CityCalendar, Period
from civic.errors import Invalid
from footprint.actions.action import Limit

BACKDATING_DAYS = 7
"""Days back that a resident's own entry may be dated."""
ANSWER_DAYS = 60
"""The same of what somebody was asked or decided: answers to pledges, months of a device, appeals, late attendance, a
moderator's yes."""
CHANGEABLE_DAYS = ANSWER_DAYS + BACKDATING_DAYS + 2
"""Days back that an entry may concern that is made or undone today, whatever the time zone."""
OWN = "self"
"""The source of what residents log by themselves."""

SELF_REPORTED, ORGANIZER_CONFIRMED, INSTRUMENT_CONFIRMED, ON_PAPER = 1, 2, 3, 4
TIERS: Mapping[int, str] = {
    SELF_REPORTED: "self_reported",
    ON_PAPER: "paper",
    ORGANIZER_CONFIRMED: "organizer",
    INSTRUMENT_CONFIRMED: "instrument",
}
"""Evidence tiers, weakest first. Their numbers stand in the ledger, so a later one took the next number."""
PAPER_SOURCE = ":sheet:"
"""Part of the source of all that comes from a paper list."""


CORRECTION = ":correction:"
"""Part of the source of what says another quantity than the entry whose place it takes: who found it stands apart."""


def corrected_source(source: str, number: int) -> str:
    """The source of a correction: that of what was logged, with the correction's number."""
    return f"{source.partition(CORRECTION)[0]}{CORRECTION}{number}"


def is_correction(source: str, replaced: str) -> bool:
    """Whether what takes the place of an entry corrects it, by the sources of both."""
    return CORRECTION in source and source != replaced


def evidence_tier(tier: int, source: str) -> int:
    """How well an entry is evidenced. Entries from paper were once kept as confirmed by an organizer, who had only
    copied the list: their source tells them."""
    return ON_PAPER if tier == ORGANIZER_CONFIRMED and PAPER_SOURCE in source else tier


def may_be_of(tier: int, evidence: Collection[str]) -> bool:
    """Whether an action that takes such evidence takes that of a tier; paper where an organizer may stand for it."""
    return (TIERS[ORGANIZER_CONFIRMED] if tier == ON_PAPER else TIERS[tier]) in evidence


def backdating_days(source: str) -> int:
    """How many days back an entry from that source may be dated."""
    return BACKDATING_DAYS if source == OWN else ANSWER_DAYS


def earliest_day(today: date, joined_on: date, source: str = OWN) -> date:
    """The first day an entry may still be dated, never before the account existed."""
    return max(today - timedelta(days=backdating_days(source)), min(joined_on, today))


def check_day(day: date, today: date, joined_on: date, source: str = OWN) -> None:
    """Refuses days ahead, days too far back, and days before the account existed.

    Raises:
        Invalid: on field `occurred_on`.
    """
    if day > today:
        raise Invalid("This day is still ahead. Choose today or a day before.", field="occurred_on")
    if day < earliest_day(today, joined_on, source):
        if day < joined_on:
            raise Invalid("You joined on a later day; entries start then.", field="occurred_on")
        days = backdating_days(source)
        raise Invalid("Entries can be at most %(days)s days old.", field="occurred_on", days=days)


def undoable_until(occurred_on: date, recorded_on: date) -> date:
    """The last day on which an entry may be taken back: as long as one of that day could be logged, and what was
    recorded later than that for a week after it was recorded."""
    week = timedelta(days=BACKDATING_DAYS)
    return (recorded_on if recorded_on > occurred_on + week else occurred_on) + week


def is_undoable(occurred_on: date, recorded_on: date, today: date) -> bool:
    """Whether a resident may still take an entry back."""
    return today <= undoable_until(occurred_on, recorded_on)


# Limits


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


def points_of(points: int, counted_milli: int, points_today: int) -> int:
    """What an entry earns of its action's points: once per action and day, and only if something counts. What is
    above a year's limit counts here: it saves no more kilograms, but taking part goes on."""
    return points if counted_milli and not points_today else 0


@dataclass(frozen=True, slots=True)
class Used:
    """What was credited for an action around a day, in thousandths of its unit: to the resident, and to the home."""

    day_milli: int
    month_milli: int
    year_milli: int
    home_day_milli: int
    home_month_milli: int
    home_year_milli: int

    def of(self, limit: Limit) -> LimitUse:
        """How much of a limit is used up, by the resident or by the household."""
        used_milli = {
            ("resident", "day"): self.day_milli,
            ("resident", "month"): self.month_milli,
            ("resident", "year"): self.year_milli,
            ("household", "day"): self.home_day_milli,
            ("household", "month"): self.home_month_milli,
            ("household", "year"): self.home_year_milli,
        }
        return LimitUse(limit.max_milli, used_milli[limit.scope, limit.period])

    def left_of(self, quantity_milli: int, limits: Iterable[Limit]) -> int:
        """What counts of a quantity after some limits."""
        return credited(quantity_milli, map(self.of, limits))


NOTHING_USED = Used(0, 0, 0, 0, 0, 0)


def shorter(limits: Iterable[Limit]) -> list[Limit]:
    """The limits without those of a year, which decide about points."""
    return [limit for limit in limits if limit.period != "year"]


# Periods

PERIODS = ("week", "month", "season", "all")
"""Kinds of periods that sums are kept by."""


@dataclass(frozen=True)
class Periods:
    """The week and the month around a day, and the key of its season."""

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

    def keys(self, season: str) -> Mapping[str, str]:
        """The keys of an entry's periods by kind; a late entry counts for another `season` than its day's."""
        return dict(zip(PERIODS, (self.week.key, self.month.key, season, ALL_TIME), strict=True))


@lru_cache(1024)
def periods(calendar: CityCalendar, day: date) -> Periods:
    """The periods around a day; nearly all entries are of the same few days."""
    return Periods(calendar.week(day), calendar.month(day), calendar.season(day).key)


# What stands before an entry


class Total(NamedTuple):
    """What a resident's entries of one period in one place add up to; an undone entry is none."""

    entries: int
    mid_mg: int


@dataclass(frozen=True, slots=True)
class Before:
    """What stood before an entry: the resident's totals in its district by kind of period, what limits have used up.

    `uses_milli` are all uses of the same option. `replayed_id` is an entry with the same key.
    """

    district: Mapping[str, Total]
    points_today: int
    used: Used
    uses_milli: int
    replayed_id: int | None


class Spread(NamedTuple):
    """How residents' totals of a period spread: how many residents, how many of them with a total that is not zero, the
    sum of the totals and that of the squares.

    Only residents with a living entry count. A total is taken in whole grams, so the squares are of whole grams too
    and adding and taking away is exact.
    """

    residents: int
    savers: int
    sum_g: int
    sum_of_squares_g2: int

    def minus(self, other: "Spread") -> "Spread":
        """What must be added to `other` to make this."""
        return Spread(
            self.residents - other.residents,
            self.savers - other.savers,
            self.sum_g - other.sum_g,
            self.sum_of_squares_g2 - other.sum_of_squares_g2,
        )


NO_SPREAD = Spread(0, 0, 0, 0)


def spread_of(total: Total) -> Spread:
    """What one resident's total is in the spread of its place and period."""
    if total.entries <= 0:
        return NO_SPREAD
    grams = whole_grams(total.mid_mg)
    return Spread(1, int(total.mid_mg != 0), grams, grams * grams)


def whole_grams(mg: int) -> int:
    """Milligrams as the nearest whole gram, halves away from zero: the opposite of a figure gives the opposite."""
    grams = (abs(mg) + 500) // 1000
    return grams if mg >= 0 else -grams


def independent_batches(touched: Sequence[Collection[Hashable]]) -> list[list[int]]:
    """Sorts into batches what touches things: within a batch nothing is touched twice.

    Args:
        touched: what each touches.

    Returns:
        Numbers into `touched` by batch, ascending; of two that touch the same, the earlier has the earlier batch.
    """
    found: list[list[int]] = []
    free_from: dict[Hashable, int] = {}
    for number, things in enumerate(touched):
        batch = max((free_from.get(thing, 0) for thing in things), default=0)
        if batch == len(found):
            found.append([])
        found[batch].append(number)
        free_from.update(dict.fromkeys(things, batch + 1))
    return found
