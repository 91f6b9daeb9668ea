"""Lines of a paper list, as people write them."""

import contextlib
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.outreach.rules import (
    CARD_LENGTH,
    LINES_MAX,
    check_amount,
    check_day,
    check_late,
    may_certify,
    read_lines,
)
from civic.codes import new_code, spoken
from civic.errors import Invalid
from civic.numbers import read_quantity
from footprint.actions.action import Limit
from tests.db.ledger.town import catalogue

CODE, OTHER = "23456789AB", "BA98765432"
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "milli"),
    [
        (f"{CODE} 3", 3000),
        (f"{spoken(CODE)} 2.5", 2500),
        (f"{CODE.lower()},4", 4000),
        ("２３４５ ６７８９ ａｂ　５", 5000),
        (f"\n\n{CODE}、6\n", 6000),
    ],
)
def test_a_line_is_understood(typed: str, milli: int) -> None:
    (line,) = read_lines(typed, read_quantity)
    assert (line.code, line.quantity_milli, line.problem) == (CODE, milli, None)


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("hello", [1]),
        (CODE, [1]),
        (f"{CODE} 1\n{CODE[:-1]}", [2]),
        (f"{CODE} many\nhello\n{OTHER} 1", [1, 2]),
        (f"{CODE} -3", [1]),
        (f"{CODE} 1\n\n{CODE.lower()} 2\n{OTHER} 2", [1, 3]),
    ],
)
def test_what_is_wrong_stands_beside_its_line(typed: str, numbers: list[int]) -> None:
    assert [line.number for line in read_lines(typed, read_quantity) if line.problem] == numbers


@pytest.mark.parametrize(
    ("period", "milli", "passes"), [("day", 5_000, True), ("day", 5_001, False), ("month", 500_000, False)]
)
def test_more_than_can_ever_count_is_no_quantity(period: str, milli: int, passes: bool) -> None:
    action = replace(catalogue().action("walk"), limits=(Limit("resident", period, 5_000),))
    with contextlib.nullcontext() if passes else pytest.raises(Invalid, match="At most"):
        check_amount(milli, action)


@pytest.mark.parametrize(("later", "passes"), [(0, True), (60, True), (61, False)])
def test_a_list_is_taken_as_long_as_the_ledger_takes_decisions(later: int, passes: bool) -> None:
    with contextlib.nullcontext() if passes else pytest.raises(Invalid, match="longer ago"):
        check_late(DAY, DAY + timedelta(days=later))


def test_nothing_and_too_much_are_refused() -> None:
    for typed in ("", " \n \n", "\n".join(new_code(CARD_LENGTH) for _ in range(LINES_MAX + 1))):
        with pytest.raises(Invalid):
            read_lines(typed, read_quantity)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(typed: str) -> None:
    try:
        lines = read_lines(typed, read_quantity)
    except Invalid:
        return
    assert all(line.problem or (len(line.code) == CARD_LENGTH and line.quantity_milli > 0) for line in lines)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 10, 31)])
def test_a_day_outside_cannot_be(day: date) -> None:
    with pytest.raises(Invalid):
        check_day(day, date(2026, 11, 1), date(2026, 11, 30), DAY)


def test_certificates_begin_with_the_last_day() -> None:
    assert not may_certify(DAY, date(2026, 11, 21))
    assert may_certify(DAY, DAY)
