"""When a recurring job is due."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.scheduling.schedules import Every, Unit

CITY = ZoneInfo("Asia/Shanghai")
UNITS: tuple[Unit, ...] = ("hour", "day", "week", "month")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY)


@pytest.mark.parametrize(
    ("schedule", "now", "key"),
    [
        (Every("hour"), "2026-11-22T20:31", "2026-11-22T20"),
        (Every("day"), "2026-11-22T00:00", "2026-11-22"),
        (Every("day", timedelta(hours=3)), "2026-11-22T02:59:59", "2026-11-21"),
        (Every("day", timedelta(hours=3)), "2026-11-22T03:00", "2026-11-22"),
        (Every("week", timedelta(days=1)), "2026-11-23T23:59", "2026-W47"),
        (Every("week", timedelta(days=1)), "2026-11-24T00:00", "2026-W48"),
        (Every("week"), "2027-01-03T12:00", "2026-W53"),
        (Every("month", timedelta(days=2)), "2026-12-02T23:59", "2026-11"),
        (Every("month"), "2026-12-31T23:59", "2026-12"),
    ],
)
def test_the_latest_due_period(schedule: Every, now: str, key: str) -> None:
    assert schedule.period_key(at(now)) == key


@pytest.mark.parametrize(
    ("schedule", "now", "due"),
    [
        (Every("hour"), "2026-11-22T20:31", "2026-11-22T21:00"),
        (Every("day", timedelta(hours=3)), "2026-11-22T02:59", "2026-11-22T03:00"),
        (Every("day", timedelta(hours=3)), "2026-11-22T03:00", "2026-11-23T03:00"),
        (Every("week"), "2026-11-22T12:00", "2026-11-23T00:00"),
        (Every("month", timedelta(hours=4)), "2026-12-01T03:59", "2026-12-01T04:00"),
        (Every("month"), "2026-02-15T12:00", "2026-03-01T00:00"),
        (Every("month"), "2026-12-15T12:00", "2027-01-01T00:00"),
    ],
)
def test_the_next_time(schedule: Every, now: str, due: str) -> None:
    assert schedule.next_due(at(now)) == at(due)


@given(
    unit=st.sampled_from(UNITS),
    after_min=st.integers(0, 59),
    now=st.datetimes(at("2000-01-01").replace(tzinfo=None), at("2100-01-01").replace(tzinfo=None)),
)
def test_a_period_lasts_exactly_until_the_next_one_is_due(unit: Unit, after_min: int, now: datetime) -> None:
    schedule, now = Every(unit, timedelta(minutes=after_min)), now.replace(tzinfo=CITY)
    due = schedule.next_due(now)
    assert due > now
    assert schedule.period_key(due - timedelta(microseconds=1)) == schedule.period_key(now)
    assert schedule.period_key(due) != schedule.period_key(now)
