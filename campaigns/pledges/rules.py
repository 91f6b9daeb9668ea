"""When a pledge is asked about, and how a week's uses become entries of single days. Pure.

A week is asked about from its last day on, a month of a device (a lamp) once it has passed. A device begins with the
first whole month: the month in which the lamp was changed earns nothing, so nobody earns for days on which the old lamp
still burned.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from civic.calendar import CityCalendar, Period
from footprint.ledger.rules import ANSWER_DAYS

ASKED_DAYS = 7
"""Days after a period's end in which homes are asked about it; it can be answered for longer, see `open_until`."""
SECOND_CALL_DAYS = 3
"""In so many last ones of those days whoever has not answered is asked once more."""
SHOWN_PERIODS = 12
ANOTHER_HOME_AFTER = timedelta(days=365)
"""Who pledged the same in another home less than that ago must say that these are other things."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a pledge is asked about: 'week' or 'month', from the day it was made."""

    kind: str
    made_on: date

    def period(self, calendar: CityCalendar, day: date) -> Period:
        """The period that holds `day`."""
        return calendar.month(day) if self.kind == "month" else calendar.week(day)

    def counts(self, period: Period) -> bool:
        """Whether the pledge covers the period: a month from its first day on, a week from any day on."""
        return self.made_on <= (period.start if self.kind == "month" else period.end)

    def periods(self, calendar: CityCalendar, until: date, most: int = SHOWN_PERIODS) -> list[Period]:
        """The periods that can be asked about by `until` and that the pledge covers, newest first."""
        found: list[Period] = []
        period = self.period(calendar, until)
        if asked_from(period) > until:
            period = self.period(calendar, period.start - timedelta(days=1))
        while len(found) < most and self.counts(period):
            found.append(period)
            period = self.period(calendar, period.start - timedelta(days=1))
        return found

    def next_asked(self, calendar: CityCalendar, today: date) -> date:
        """The day on which the next period is asked about that the pledge covers."""
        period = self.period(calendar, today)
        while asked_from(period) <= today or not self.counts(period):
            period = self.period(calendar, period.end + timedelta(days=1))
        return asked_from(period)


def unanswered(
    rhythm: Rhythm, calendar: CityCalendar, answered: Collection[str], known_on: date, today: date
) -> list[Period]:
    """The periods that are asked about today and have no answer yet, of which somebody can tell who has had an account
    since `known_on`; `answered` are keys."""
    return [
        period
        for period in rhythm.periods(calendar, today)
        if is_asked(period, today) and period.key not in answered and known_on <= period.end
    ]


def asked_from(period: Period) -> date:
    """The first day on which a period can be answered: a month has passed then, of a week it may be the last day."""
    return period.end + timedelta(days=1) if period.kind == "month" else period.end


def open_until(period: Period) -> date:
    """The last day on which a period can be answered: as long as the ledger takes each day on which it was kept, the
    first day of a week, the last of a month."""
    first_kept = period.end if period.kind == "month" else period.start
    return first_kept + timedelta(days=ANSWER_DAYS)


def is_open(period: Period, today: date) -> bool:
    """Whether the period can be answered today."""
    return asked_from(period) <= today <= open_until(period)


def is_asked(period: Period, today: date) -> bool:
    """Whether homes are asked about the period today: right after it, so that nobody is followed for weeks."""
    return asked_from(period) <= today <= period.end + timedelta(days=ASKED_DAYS)


def call(period: Period, today: date) -> int | None:
    """Which message is due: 0 from the day after the period on, 1 in the last days; None before and afterwards."""
    if not period.end < today <= period.end + timedelta(days=ASKED_DAYS):
        return None
    return int(today > period.end + timedelta(days=ASKED_DAYS - SECOND_CALL_DAYS))


def pledge_of(source: str) -> int | None:
    """The pledge that an entry's source names: 7 for 'campaign:3:pledge:7'."""
    number = source.rpartition(":pledge:")[2]
    return int(number) if ":pledge:" in source and number.isdecimal() else None


def days_to_record(period: Period, rhythm: Rhythm, today: date) -> list[date]:
    """The days on which the period's uses were kept: its own, since the pledge, whenever the answer comes."""
    if rhythm.kind == "month":
        return [period.end]
    first = max(period.start, rhythm.made_on)
    return [first + timedelta(days=age) for age in range((min(period.end, today) - first).days + 1)]


def spread(quantity: int, days: Sequence[date]) -> dict[date, int]:
    """Whole uses spread over the days as evenly as they go, earlier days first; days without a use are left out."""
    base, extra = divmod(quantity, len(days))
    shares = {day: base + (1 if place < extra else 0) for place, day in enumerate(days)}
    return {day: share for day, share in shares.items() if share}


def left_to_record(said_milli: int, logged_milli: int) -> int:
    """What an answer adds to what the household has logged by itself in that period; a use counts once."""
    return max(0, said_milli - logged_milli)
