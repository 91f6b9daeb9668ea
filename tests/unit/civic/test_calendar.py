"""Days and hours of a city whose clocks go forward and back."""

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
