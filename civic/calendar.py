"""The city's calendar: which day an instant belongs to, and which periods a day belongs to. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from civic.errors import Invalid

ALL_TIME = "all"
_KEY = re.compile(r"20\d\d-(W\d\d|\d\d|[a-z][a-z0-9_]*)", re.ASCII)


SEASON = "season:"
"""How the keys of seasons begin."""


def is_season(key: str) -> bool:
    """Whether a period's key is a season's."""
    return key.startswith(SEASON)


def address_of(key: str) -> str:
    """A period's key as addresses have it: "2026-autumn" for "season:2026-autumn"."""
    return key.partition(":")[2]


class SeasonStart(Protocol):
    """What the calendar needs of a season rule of the pack."""

    @property
    def id(self) -> str: ...
    @property
    def start_month(self) -> int: ...
    @property
    def start_day(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Period:
    """A run of whole days, `start` to `end` inclusive; `key` names it in the database."""

    kind: str
    key: str
    start: date
    end: date


def utc_now() -> datetime:
    """This instant, aware."""
    return datetime.now(UTC)


SKEW = timedelta(minutes=5)
"""By how much clocks of two servers may differ. What was noted further ahead was noted by a clock that was wrong."""


def is_ahead(instant: datetime, now: datetime) -> bool:
    """Whether a clock that was wrong noted the instant."""
    return instant > now + SKEW


def monday_of(day: date) -> date:
    """The first day of its week."""
    return day - timedelta(days=day.weekday())


def is_lately(instant: datetime, now: datetime, span: timedelta) -> bool:
    """Whether something happened within that time until now; what a wrong clock noted did not."""
    return instant > now - span and not is_ahead(instant, now)


class CityCalendar:
    """Days, weeks (Monday first, ISO 8601), months and seasons of one city."""

    def __init__(self, timezone: str, seasons: Sequence[SeasonStart]) -> None:
        self._zone = ZoneInfo(timezone)
        self._seasons = tuple(sorted(seasons, key=lambda season: (season.start_month, season.start_day)))
        self._of = {"week": self.week, "month": self.month, "season": self.season}

    def local(self, instant: datetime) -> datetime:
        """The instant as the city's clocks show it."""
        return instant.astimezone(self._zone)

    def instant(self, day: date, clock: time, *, field: str = "") -> datetime:
        """When the city's clocks show that time on that day, in UTC; the first time, where they show it twice.

        Raises:
            Invalid: on `field`, a time that the clocks skip on that day.
        """
        found = datetime.combine(day, clock, self._zone).astimezone(UTC)
        if self.local(found).replace(tzinfo=None) != datetime.combine(day, clock):
            raise Invalid(
                "On %(day)s the clocks go forward past %(clock)s. Please choose another time.",
                field=field,
                day=day,
                clock=f"{clock:%H:%M}",
            )
        return found

    def begin_of(self, day: date) -> datetime:
        """The instant at which a day of the city begins, in UTC."""
        return datetime.combine(day, time(), self._zone).astimezone(UTC)

    def end_of(self, day: date) -> datetime:
        """The instant at which a day of the city is over, in UTC."""
        return datetime.combine(day + timedelta(days=1), time(), self._zone).astimezone(UTC)

    def today(self, now: datetime | None = None) -> date:
        """The day it is in the city."""
        return self.local(now or utc_now()).date()

    def week(self, day: date) -> Period:
        year, week, _ = day.isocalendar()
        monday = monday_of(day)
        return Period("week", f"week:{year}-W{week:02d}", monday, monday + timedelta(days=6))

    def month(self, day: date) -> Period:
        first = day.replace(day=1)
        following = (first + timedelta(days=32)).replace(day=1)
        return Period("month", f"month:{day:%Y-%m}", first, following - timedelta(days=1))

    def season(self, day: date) -> Period:
        """The season that holds `day`; it carries the year in which it began."""
        starts = [
            (date(year, rule.start_month, rule.start_day), rule.id)
            for year in (day.year - 1, day.year, day.year + 1)
            for rule in self._seasons
        ]
        index = max(number for number, (start, _) in enumerate(starts) if start <= day)
        start, season_id = starts[index]
        return Period("season", f"{SEASON}{start.year}-{season_id}", start, starts[index + 1][0] - timedelta(days=1))

    def period(self, kind: str, day: date) -> Period | None:
        """The period of that kind around `day`; None for all time, which has no edges."""
        return self._of[kind](day) if kind != ALL_TIME else None

    def before(self, period: Period) -> Period:
        """The period of the same kind that ends where this one begins."""
        return self._of[period.kind](period.start - timedelta(days=1))

    def after(self, period: Period) -> Period:
        """The period of the same kind that begins where this one ends."""
        return self._of[period.kind](period.end + timedelta(days=1))

    def named(self, kind: str, key: str) -> Period | None:
        """The period of that kind by its key, as addresses have it: "2026-W46", "2026-10", "2026-autumn"; None where
        there is none of this century by that name."""
        day = self._first_day(kind, key) if _KEY.fullmatch(key) else None
        return self.period(kind, day) if day else None

    def _first_day(self, kind: str, key: str) -> date | None:
        year, rest = int(key[:4]), key[5:]
        try:
            if kind == "week" and rest[:1] == "W":
                return date.fromisocalendar(year, int(rest[1:]), 1)
            if kind == "month":
                return date(year, int(rest), 1)
        except ValueError:
            return None
        rules = (rule for rule in self._seasons if kind == "season" and rule.id == rest)
        return next((date(year, rule.start_month, rule.start_day) for rule in rules), None)
