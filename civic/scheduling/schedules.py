"""When a recurring job is due. Pure, in the city's wall-clock time.

A schedule cuts time into hours, days, weeks or months. The run that belongs to a period is due `after` the period's
start and has a key that names the period, so that a job that was missed can be told from one that ran.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

Unit = Literal["hour", "day", "week", "month"]
_KEYS = {"hour": "%Y-%m-%dT%H", "day": "%Y-%m-%d", "week": "%G-W%V", "month": "%Y-%m"}
_LONGEST = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(7), "month": timedelta(31)}


@dataclass(frozen=True, slots=True)
class Every:
    """Once every `unit`, `after` its start: `Every("day", timedelta(hours=3))` is at three each night."""

    unit: Unit
    after: timedelta = timedelta()

    def period_key(self, now: datetime) -> str:
        """The latest period whose run is due at `now`."""
        return self._start(now - self.after).strftime(_KEYS[self.unit])

    def next_due(self, now: datetime) -> datetime:
        """The first instant after `now` at which another period becomes due."""
        following = self._start(now - self.after) + _LONGEST[self.unit]
        return self._start(following) + self.after

    def _start(self, moment: datetime) -> datetime:
        """The start of the period that holds `moment`."""
        hour = moment.replace(minute=0, second=0, microsecond=0)
        if self.unit == "hour":
            return hour
        midnight = hour.replace(hour=0)
        if self.unit == "week":
            return midnight - timedelta(days=midnight.weekday())
        return midnight.replace(day=1) if self.unit == "month" else midnight
