"""Weeks of a challenge, tasks that the ledger decides, places with ties."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.families.rules import ENTERED_DAYS, done, places, week_of, week_span, weeks, why_no_tick

START, END = date(2026, 11, 4), date(2026, 11, 29)


@dataclass(frozen=True)
class Task:
    id: int
    week: int
    action: str | None = "vegetarian_meal"
    target_milli: int = 3000


def on(day: date, milli: int, action: str = "vegetarian_meal") -> dict[tuple[str, date], int]:
    return {(action, day): milli}


@given(st.integers(0, 25))
def test_every_day_of_the_challenge_lies_in_its_week(age: int) -> None:
    day = START + timedelta(days=age)
    assert day in week_span(START, END, week_of(START, day))
    assert 1 <= week_of(START, day) <= weeks(START, END) == 4


def test_the_last_week_ends_with_the_challenge() -> None:
    assert week_span(START, END, 4).last == END


def test_the_ledger_decides_within_the_week() -> None:
    tasks = [Task(1, 1), Task(2, 2)]
    assert done(tasks, {**on(START, 2000), **on(START + timedelta(days=6), 1000)}, [], START, END) == {1}
    assert done(tasks, {**on(START, 2000), **on(START + timedelta(days=7), 1000)}, [], START, END) == set()
    assert done(tasks, on(START + timedelta(days=7), 3000), [], START, END) == {2}
    assert done(tasks, on(START, 3000, "cup"), [], START, END) == set()


def test_a_tick_counts_only_where_the_ledger_cannot_see() -> None:
    assert done([Task(1, 1, action=None), Task(2, 1)], {}, [1, 2], START, END) == {1}


@pytest.mark.parametrize(
    ("joined", "today", "said"),
    [
        (START, START - timedelta(days=1), "has not begun"),
        (START + timedelta(days=7), START + timedelta(days=7), "was over before"),
        (START, END + timedelta(days=ENTERED_DAYS + 1), "its result stands"),
        (START + timedelta(days=6), START, None),
        (START, END + timedelta(days=ENTERED_DAYS), None),
    ],
)
def test_what_hinders_a_tick_has_a_name(joined: date, today: date, said: str | None) -> None:
    hindrance = why_no_tick(week_span(START, END, 1), END, joined, today)
    assert hindrance is None if said is None else said in (hindrance or "")


def test_nothing_done_fulfils_no_target_of_nothing() -> None:
    assert done([Task(1, 1, target_milli=0)], {}, [], START, END) == set()


@given(st.lists(st.integers(0, 5), max_size=8))
def test_equals_share_a_place(scores: list[int]) -> None:
    given_places = places(scores)
    for score, place in zip(scores, given_places, strict=True):
        assert place == 1 + sum(other > score for other in scores)
