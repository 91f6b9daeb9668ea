"""When a pledge is asked about, and on which days its uses count."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.pledges.rules import (
    ASKED_DAYS,
    Rhythm,
    asked_from,
    call,
    days_to_record,
    is_asked,
    is_open,
    left_to_record,
    open_until,
    spread,
    unanswered,
)
from civic.calendar import CityCalendar
from footprint.ledger.rules import check_day

CALENDAR = CityCalendar("Asia/Shanghai", ())
days = st.dates(date(2024, 1, 1), date(2030, 12, 31))
kinds = st.sampled_from(["week", "month"])


def keys(kind: str, made_on: date, today: date) -> list[str]:
    return [period.key for period in Rhythm(kind, made_on).periods(CALENDAR, today)]


def test_a_week_is_asked_about_from_its_sunday_on() -> None:
    wednesday, saturday, sunday = date(2026, 11, 18), date(2026, 11, 21), date(2026, 11, 22)
    assert keys("week", wednesday, saturday) == []
    assert keys("week", wednesday, sunday) == ["week:2026-W47"]


def test_a_lamp_begins_with_the_first_whole_month() -> None:
    assert keys("month", date(2026, 10, 2), date(2026, 11, 30)) == []
    assert keys("month", date(2026, 10, 2), date(2026, 12, 1)) == ["month:2026-11"]
    assert keys("month", date(2026, 10, 1), date(2026, 12, 1)) == ["month:2026-11", "month:2026-10"]


@pytest.mark.parametrize(("later", "open_"), [(-1, False), (0, True), (54, True), (55, False)])
def test_a_week_can_be_answered_until_its_monday_is_sixty_days_ago(later: int, open_: bool) -> None:
    week = CALENDAR.week(date(2026, 11, 18))
    assert is_open(week, date(2026, 11, 22) + timedelta(days=later)) is open_
    assert open_until(week) == date(2027, 1, 15)


@pytest.mark.parametrize(("later", "open_"), [(0, False), (1, True), (60, True), (61, False)])
def test_a_month_can_be_answered_once_it_has_passed_for_sixty_days(later: int, open_: bool) -> None:
    month = CALENDAR.month(date(2026, 11, 18))
    assert is_open(month, date(2026, 11, 30) + timedelta(days=later)) is open_
    assert open_until(month) == date(2027, 1, 29)


@given(kinds, days, st.integers(-3, 70))
def test_nobody_is_asked_for_longer_than_a_week(kind: str, made_on: date, later: int) -> None:
    rhythm = Rhythm(kind, made_on)
    period = rhythm.period(CALENDAR, made_on + timedelta(days=31))
    today = period.end + timedelta(days=later)
    assert is_asked(period, today) <= is_open(period, today)
    assert (period in unanswered(rhythm, CALENDAR, (), made_on, today)) is is_asked(period, today)
    assert (call(period, today) is not None) is (1 <= later <= ASKED_DAYS)


@given(kinds, days, st.integers(0, 60))
def test_the_next_question_is_ahead_and_covered(kind: str, made_on: date, age: int) -> None:
    rhythm, today = Rhythm(kind, made_on), made_on + timedelta(days=age)
    asked_on = rhythm.next_asked(CALENDAR, today)
    period = rhythm.period(CALENDAR, asked_on - timedelta(days=kind == "month"))
    assert asked_on > today
    assert asked_from(period) == asked_on
    assert rhythm.counts(period)


@given(kinds, days, st.integers(0, 400))
def test_whatever_can_be_answered_can_also_be_entered(kind: str, made_on: date, age: int) -> None:
    rhythm, today = Rhythm(kind, made_on), made_on + timedelta(days=age)
    for period in rhythm.periods(CALENDAR, today):
        if is_open(period, today):
            entered = days_to_record(period, rhythm, today)
            assert entered
            assert entered[-1] == min(period.end, today)
            assert kind == "month" or entered[0] == max(period.start, made_on), "on all days on which it was kept"
            assert all(day >= made_on for day in entered)
            for day in entered:
                check_day(day, today, made_on, "campaign:1:pledge:1")


@given(st.integers(0, 100), st.integers(1, 8))
def test_uses_are_spread_evenly_and_none_is_lost(uses: int, length: int) -> None:
    span = [date(2026, 11, 16) + timedelta(days=age) for age in range(length)]
    shares = spread(uses, span)
    assert sum(shares.values()) == uses
    assert all(share > 0 for share in shares.values())
    assert max(shares.values(), default=0) - min((shares.get(day, 0) for day in span), default=0) <= 1


@given(st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_was_logged_already_is_not_recorded_again(said: int, logged: int) -> None:
    left = left_to_record(said, logged)
    assert left >= 0
    assert left + logged >= said
    assert left == 0 or left + logged == said
