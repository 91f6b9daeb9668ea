"""One reader of numbers: what is meant, what is refused, and never an accident in between."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.errors import Invalid
from civic.numbers import as_number, is_number, read_quantity, read_thousandths, read_whole, row_number
from tests.numbers import ODD, PLAIN


@pytest.mark.parametrize("typed", PLAIN, ids=ascii)
def test_what_is_meant(typed: str) -> None:
    assert read_thousandths(typed) == PLAIN[typed]


@pytest.mark.parametrize("typed", ODD, ids=lambda typed: ascii(typed[:30]))
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(Invalid):
        read_thousandths(typed)


@pytest.mark.parametrize("typed", ["", " ", "0", "0.0", "0.0001", "٠", *ODD], ids=lambda typed: ascii(typed[:30]))
def test_what_is_no_quantity(typed: str) -> None:
    with pytest.raises(Invalid):
        read_quantity(typed)


@pytest.mark.parametrize("typed", ["12km", "１２ ｋｍ", "12 公里", "12 KM"])
def test_a_unit_may_follow(typed: str) -> None:
    assert read_quantity(typed, ("km", "公里")) == 12000
    with pytest.raises(Invalid):
        read_quantity(typed, ("kg",))


def test_whole_numbers_have_their_bounds() -> None:
    assert [read_whole(typed, least=0, most=5) for typed in ("0", "5", "３", "4.0")] == [0, 5, 3, 4]
    for typed in ("6", "2.5", "-1", "", *ODD):
        with pytest.raises(Invalid, match="whole number"):
            read_whole(typed, least=0, most=5)


@pytest.mark.parametrize(("typed", "is_one"), [("-3.5", True), ("−3", True), ("3", True), ("--3", False), ("", False)])
def test_an_open_question_takes_less_than_nothing(typed: str, is_one: bool) -> None:
    assert is_number(typed) is is_one


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.0", "１", "9" * 19, "x", "1_0"])
def test_what_is_no_number_of_a_row(typed: str) -> None:
    assert row_number(typed) is None


@given(st.integers(min_value=0, max_value=10**12 - 1))
def test_every_number_is_read_as_it_is_written(milli: int) -> None:
    assert read_thousandths(f"{milli // 1000}.{milli % 1000:03}") == milli
    assert read_thousandths(f"{milli // 1000:,}.{milli % 1000:03}") == milli


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(typed: str) -> None:
    try:
        assert 0 <= read_thousandths(typed) < 10**12
    except Invalid:
        return


@pytest.mark.parametrize(("typed", "number"), [("3", 3), ("2.5", 2.5), ("-4", -4), ("1,200", 1200), ("three", None)])
def test_an_answer_as_a_number(typed: str, number: float | None) -> None:
    assert as_number(typed) == number
