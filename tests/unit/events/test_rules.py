"""Dates that recur, the waiting list, the door's hours, codes that change, results that name nobody."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.events import rules
from campaigns.events.rules import Door
from civic.calendar import CityCalendar
from civic.codes import read_code, spoken
from civic.errors import Invalid

NOW = datetime(2026, 11, 23, 1, 0, 5, tzinfo=UTC)
INSTANTS = st.integers(1_767_225_600, 2_208_988_800).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))
NUMBERS = st.integers(1, 2**40)


def test_every_week_until_its_last_day() -> None:
    found = rules.dates(date(2026, 11, 2), rules.WEEKLY, date(2026, 11, 16))
    assert found == [date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)]


def test_a_month_without_that_day_has_its_last_one() -> None:
    found = rules.dates(date(2027, 12, 31), rules.MONTHLY, date(2028, 3, 31))
    assert found == [date(2027, 12, 31), date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]


@pytest.mark.parametrize("until", [date(2026, 11, 1), date(2030, 1, 1)])
def test_dates_that_end_before_they_begin_or_never(until: date) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.dates(date(2026, 11, 2), rules.WEEKLY, until)
    assert refusal.value.field == "until"


@given(
    capacity=st.none() | st.integers(1, 12),
    registered=st.integers(0, 12),
    sizes=st.lists(st.integers(1, 6), max_size=8),
)
def test_nobody_overtakes_and_nobody_is_too_many(capacity: int | None, registered: int, sizes: list[int]) -> None:
    queue = list(enumerate(sizes))
    moved = rules.moving_up(capacity, registered, queue)
    able = [one for one in queue if capacity is None or one[1] <= capacity]
    assert moved == able[: len(moved)]
    total = registered + sum(people for _, people in moved)
    assert not moved or capacity is None or total <= capacity
    if len(moved) < len(able) and capacity is not None:
        assert total + able[len(moved)][1] > capacity


def test_the_door_opens_an_hour_before_and_closes_with_the_day() -> None:
    zone = ZoneInfo("Asia/Shanghai")
    starts = datetime(2026, 11, 23, 9, 0, tzinfo=zone)
    calendar, now = CityCalendar("Asia/Shanghai", []), datetime(2026, 11, 23, 23, 0, tzinfo=zone)
    door = Door.of(calendar, starts, starts + timedelta(hours=2))
    assert door.refusal(starts - timedelta(minutes=61), now) == rules.EARLY
    assert door.refusal(starts - timedelta(minutes=60), now) is None
    assert door.refusal(datetime(2026, 11, 23, 23, 59, tzinfo=zone), now) is None
    assert door.refusal(datetime(2026, 11, 24, 0, 0, tzinfo=zone), now) == rules.LATE
    assert door.refusal(starts - timedelta(days=1), now) == rules.OTHER_DAY
    assert door.refusal(starts, now + timedelta(days=60)) is None
    assert door.refusal(starts, now + timedelta(days=61)) == rules.CLOSED_LIST


LONG_DAYS = [("America/New_York", date(2027, 11, 7)), ("Australia/Lord_Howe", date(2027, 4, 4))]
"""Days on which the clocks go back at two."""


@pytest.mark.parametrize(("zone", "day"), LONG_DAYS)
@pytest.mark.parametrize("clock", [time(1, 30), time(2), time(2, 30)])
def test_the_door_opens_an_hour_before_when_clocks_go_back(zone: str, day: date, clock: time) -> None:
    calendar = CityCalendar(zone, [])
    starts = calendar.instant(day, clock)
    door = Door.of(calendar, starts, starts + timedelta(hours=2))
    assert door.opens == starts - timedelta(hours=1)
    minute = timedelta(minutes=1)
    assert door.refusal(door.opens - minute, starts) == rules.EARLY
    assert [door.refusal(door.opens + number * minute, starts) for number in range(61)] == [None] * 61
    assert door.refusal(door.closes - minute, door.closes) is None
    assert door.refusal(door.closes, door.closes) == rules.LATE
    assert calendar.local(door.closes).replace(tzinfo=None) == datetime.combine(day + timedelta(days=1), time())


@given(number=NUMBERS, now=INSTANTS)
def test_a_code_says_its_number_within_its_minute(number: int, now: datetime) -> None:
    codes = rules.resident_code("secret")
    code = codes.at(number, now)
    assert read_code(spoken(code).lower()) == code, "it can be read out and typed"
    assert codes.read(code, now) == rules.CodeReading(number, True)
    assert codes.read(code, now + timedelta(seconds=codes.step_s + codes.grace_s)) == rules.CodeReading(number, False)
    assert rules.screen_code("secret").read(code, now).number != number
    assert rules.resident_code("another").read(code, now).number != number


def test_whoever_knows_their_own_number_does_not_read_those_of_others() -> None:
    codes = rules.resident_code("secret")
    values = []
    for number in range(1, 21):
        letters = [rules.ALPHABET.index(letter) for letter in codes.at(number, NOW)]
        value = sum(place * len(rules.ALPHABET) ** power for power, place in enumerate(reversed(letters)))
        values.append((value >> 35) ^ number)
    assert len(set(values)) == len(values), "every code has a veil of its own"


@given(number=st.integers(1, 2**24 - 1), now=INSTANTS)
def test_a_signature_takes_too_long_to_guess(number: int, now: datetime) -> None:
    """Ten guesses a minute, of 35 bits: thousands of years."""
    code = rules.resident_code("secret").at(number, now)
    assert len(code) == 12
    assert rules.resident_code("secret").read(f"{code[:-1]}{'2' if code[-1] != '2' else '3'}", now).number is None


@given(resident=NUMBERS, event=NUMBERS, age_s=st.integers(0, 600))
def test_a_ticket_is_its_holders_and_ends(resident: int, event: int, age_s: int) -> None:
    held = rules.ticket("secret", resident, event, NOW)
    later = NOW + timedelta(seconds=age_s)
    assert rules.read_ticket("secret", resident, held, later) == rules.CodeReading(event, age_s <= rules.TICKET_S)
    for forged in (held[:-1], f"1{held}", held.replace("-", "-1", 1), held.upper() + "Z", ""):
        assert rules.read_ticket("secret", resident, forged, later).number is None
    assert rules.read_ticket("secret", resident + 1, held, later).number is None
    assert rules.read_ticket("another", resident, held, later).number is None


def test_the_screen_takes_the_present_code_and_the_one_before() -> None:
    codes = rules.screen_code("secret")
    begin = datetime.fromtimestamp(NOW.timestamp() // 30 * 30, UTC)
    code = codes.at(7, begin)
    fresh = [codes.read(code, begin + timedelta(seconds=seconds)).is_fresh for seconds in (0, 29, 30, 59, 60)]
    assert fresh == [True, True, True, True, False]


@given(letters=st.text(rules.ALPHABET, min_size=12, max_size=12), now=INSTANTS)
def test_a_code_made_up_does_not_count(letters: str, now: datetime) -> None:
    """One in many thousand millions would, and then for somebody at random."""
    found = rules.resident_code("secret").read(letters, now)
    assert not found.is_fresh or found.number != 7


def test_results_of_ten_answers() -> None:
    counted = [(level, f"words {level}") for level in (1, 2, 3, 4, 5)] * 2
    assert rules.results([]) is None
    ten = rules.results(counted)
    assert ten is not None
    assert (ten.counts, ten.mean, ten.total) == ((2, 2, 2, 2, 2), 3.0, 10)
    assert len(ten.answers) == 10
    silent = rules.results([*[(4, "nine wrote")] * 9, (4, "")])
    assert silent is not None
    assert silent.answers == ()


def test_a_month_is_read_and_walked_through() -> None:
    today = date(2026, 11, 27)
    assert rules.read_month("2027-02", today) == date(2027, 2, 1)
    assert [rules.read_month(one, today) for one in ("", "2027-2", "2027-13", "1900-01")] == [date(2026, 11, 1)] * 4
    assert rules.month_beside(date(2026, 12, 1), 1) == date(2027, 1, 1)
    assert rules.month_beside(date(2026, 1, 1), -1) == date(2025, 12, 1)


def test_weeks_of_a_month_begin_on_mondays_and_hold_every_day_once() -> None:
    weeks = rules.weeks_of(date(2026, 2, 1))
    assert {len(week) for week in weeks} == {7}
    days = [day for week in weeks for day in week if day]
    assert days == [date(2026, 2, number) for number in range(1, 29)]
    assert all(day is None or day.weekday() == place for week in weeks for place, day in enumerate(week))
