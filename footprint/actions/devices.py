"""Months of a device that replaced another (a lamp): which count, from when, and until when. Pure.

A month is earned after it has passed, from the first whole month after the device was named, and no longer than the
crediting period of the pack.
"""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def counts_from(named_on: date) -> date:
    """The first day of the first whole month."""
    return named_on if named_on.day == 1 else month_end(named_on) + timedelta(days=1)


def counts_until(first: date, years: int) -> date:
    """The last day of the crediting period of a device that counts from `first`."""
    return month_end(first.replace(year=first.year + years) - timedelta(days=1))


def is_credited(first: date, years: int, day: date) -> bool:
    """Whether `day` is the last day of a month that counts, whether or not it has passed."""
    return day == month_end(day) and first <= day <= counts_until(first, years)


def months_to_confirm(today: date, earliest: date) -> Iterator[date]:
    """The last days of the months that have passed and of which something can still be told, newest first."""
    day = today.replace(day=1) - timedelta(days=1)
    while day >= earliest:
        yield day
        day = day.replace(day=1) - timedelta(days=1)
