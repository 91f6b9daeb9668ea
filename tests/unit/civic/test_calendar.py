"""Days and hours of a city whose clocks go forward and back."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.calendar import CityCalendar
from civic.errors import Invalid

ZONES = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu"]
SKIPPED = [
    ("America/New_York", date(2027, 3, 14), time(2, 30)),
    ("Australia/Lord_Howe", date(2027, 10, 3), time(2, 15)),
    ("America/Santiago", date(2027, 9, 5), time(0, 30)),
]


@pytest.mark.parametrize(("zone", "day", "clock"), SKIPPED)
def test_a_time_that_the_clocks_skip_is_none(zone: str, day: date, clock: time) -> None:
    calendar = CityCalendar(zone, [])
    with pytest.raises(Invalid) as refusal:
        calendar.instant(day, clock, field="begins")
    assert refusal.value.field == "begins"
    assert f"{clock:%H:%M}" in str(refusal.value)
    assert calendar.instant(day + timedelta(days=1), clock)


def test_of_two_times_that_look_alike_the_first_counts() -> None:
    found = CityCalendar("America/New_York", []).instant(date(2027, 11, 7), time(1, 30))
    assert found == datetime(2027, 11, 7, 5, 30, tzinfo=UTC)


@given(zone=st.sampled_from(ZONES), seconds=st.integers(1_767_225_600, 2_208_988_800))
def test_what_the_clocks_show_is_found_again(zone: str, seconds: int) -> None:
    calendar = CityCalendar(zone, [])
    at = datetime.fromtimestamp(seconds // 60 * 60, UTC)
    local = calendar.local(at)
    found = calendar.instant(local.date(), local.time())
    assert calendar.local(found).replace(tzinfo=None) == local.replace(tzinfo=None)
    assert at - found in (timedelta(), timedelta(hours=1), timedelta(minutes=30))
    assert calendar.today(calendar.end_of(local.date())) == local.date() + timedelta(days=1)
    assert calendar.today(calendar.end_of(local.date()) - timedelta(seconds=1)) == local.date()


@dataclass(frozen=True)
class _Rule:
    id: str
    start_month: int
    start_day: int


SEASONS = CityCalendar("Asia/Shanghai", [_Rule("summer", 6, 1), _Rule("winter", 12, 1)])


@given(st.dates(date(2000, 1, 10), date(2099, 11, 30)), st.sampled_from(["week", "month", "season"]))
def test_a_period_is_found_again_by_its_name(day: date, kind: str) -> None:
    period = SEASONS.period(kind, day)
    assert period is not None
    if not period.key.startswith(f"{kind}:1999"):
        assert SEASONS.named(kind, period.key.partition(":")[2]) == period


@given(st.dates(date(2000, 1, 10), date(2099, 11, 30)), st.sampled_from(["week", "month", "season"]))
def test_periods_follow_one_another_without_a_gap(day: date, kind: str) -> None:
    period = SEASONS.period(kind, day)
    assert period is not None
    before, after = SEASONS.before(period), SEASONS.after(period)
    assert (before.kind, before.end) == (kind, period.start - timedelta(days=1))
    assert (after.kind, after.start) == (kind, period.end + timedelta(days=1))
    assert SEASONS.before(after) == SEASONS.after(before) == period


def test_the_first_week_of_a_year_may_begin_in_the_one_before() -> None:
    week = SEASONS.named("week", "2026-W01")
    assert week is not None and week.start == date(2025, 12, 29)
    assert SEASONS.named("week", "2026-W53") is not None
    assert SEASONS.named("week", "2025-W53") is None


@pytest.mark.parametrize("kind", ["week", "month", "season"])
@pytest.mark.parametrize(
    "key",
    ["", "x", "2026", "2026-13", "2026-00", "2026-W00", "2026-W54", "2026-W1", "2026-spring", "1999-01", "9999-01",
     "2026-1", "２０２６-10", "2026-10\n", "2026-10-01", "week:2026-W01", "2026-' or 1=1", "-2026-10"],
)  # fmt: skip
def test_what_names_no_period_finds_none(kind: str, key: str) -> None:
    assert SEASONS.named(kind, key) is None


def test_a_key_names_a_period_of_its_own_kind_only() -> None:
    assert SEASONS.named("month", "2026-W10") is SEASONS.named("week", "2026-10") is None
    assert SEASONS.named("season", "2026-10") is SEASONS.named("all", "2026-10") is None
