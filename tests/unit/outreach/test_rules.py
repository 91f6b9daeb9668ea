"""Lines of a paper list, as people write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.outreach.rules import CARD_LENGTH, LINES_MAX, check_day, may_certify, read_lines
from civic.codes import new_code, spoken
from civic.errors import Invalid
from civic.numbers import read_quantity

CODE = "23456789AB"
DAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("typed", "milli"),
    [
        (CODE, 1000),
        (f"{CODE} 3", 3000),
        (f"{spoken(CODE)} 2.5", 2500),
        (f"{CODE.lower()},4", 4000),
        ("２３４５ ６７８９ ａｂ　５", 5000),
        (f"\n\n{CODE}、6\n", 6000),
    ],
)
def test_a_line_is_understood(typed: str, milli: int) -> None:
    (line,) = read_lines(typed, 1000, read_quantity)
    assert (line.code, line.quantity_milli) == (CODE, milli)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("hello", 1), (f"{CODE}\n{CODE[:-1]}", 2), (f"{CODE} many", 1), (f"{CODE} -3", 1), (f"{CODE}\n\n{CODE} 2", 1)],
)
def test_what_is_wrong_names_its_line(typed: str, number: int) -> None:
    with pytest.raises(Invalid) as refused:
        read_lines(typed, 1000, read_quantity)
    assert refused.value.field == "lines"
    assert refused.value.values["number"] == number


def test_nothing_and_too_much_are_refused() -> None:
    for typed in ("", " \n \n", "\n".join(new_code(CARD_LENGTH) for _ in range(LINES_MAX + 1))):
        with pytest.raises(Invalid):
            read_lines(typed, 1000, read_quantity)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(typed: str) -> None:
    try:
        lines = read_lines(typed, 1000, read_quantity)
    except Invalid:
        return
    assert all(len(line.code) == CARD_LENGTH and line.quantity_milli > 0 for line in lines)


@pytest.mark.parametrize("day", [date(2026, 11, 23), date(2026, 10, 31)])
def test_a_day_outside_cannot_be(day: date) -> None:
    with pytest.raises(Invalid):
        check_day(day, date(2026, 11, 1), date(2026, 11, 30), DAY)


def test_certificates_begin_with_the_last_day() -> None:
    assert not may_certify(DAY, date(2026, 11, 21))
    assert may_certify(DAY, DAY)
