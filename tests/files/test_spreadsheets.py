"""Tables that a spreadsheet opens: what people typed stays text, numbers stay numbers."""

import csv
import io
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import load_workbook

from civic.documents.spreadsheets import Cell, to_csv, to_xlsx

FORMULAS = ["=1+1", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "=cmd|' /C calc'!A0", "\uff1d1+1", "\uff20SUM(A1)"]


def read_csv(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("typed", FORMULAS)
def test_nothing_typed_is_calculated(typed: str) -> None:
    assert read_csv(to_csv(["who"], [[typed]]))[1][0].startswith("'")
    cell = load_workbook(io.BytesIO(to_xlsx("list", ["who"], [[typed]]))).active["A2"]  # type: ignore[index]
    assert cell.data_type == "s"
    assert str(cell.value).strip() == typed.strip()


def test_numbers_and_days_stay_what_they_are() -> None:
    row: list[Cell] = [-3, 2.5, date(2026, 11, 22), datetime(2026, 11, 22, 8, 30, tzinfo=UTC), None, "end"]
    assert read_csv(to_csv(["a"], [row]))[1] == ["-3", "2.5", "2026-11-22", "2026-11-22 08:30:00", "", "end"]
    sheet = load_workbook(io.BytesIO(to_xlsx("list", ["a"], [row]))).active
    values = [cell.value for cell in next(sheet.iter_rows(min_row=2))]  # type: ignore[union-attr]
    assert [str(value) for value in values] == [
        "-3",
        "2.5",
        "2026-11-22 00:00:00",
        "2026-11-22 08:30:00",
        "None",
        "end",
    ]


def test_columns_are_as_wide_as_what_stands_in_them() -> None:
    """A Chinese character takes the room of two; a long text does not push the rest off the screen."""
    rows: list[list[Cell]] = [["\u53c2\u52a0\u8005" * 5, 7, "x" * 500], ["short", None, ""]]
    columns = load_workbook(io.BytesIO(to_xlsx("list", ["who", "n", "text"], rows))).active.column_dimensions  # type: ignore[union-attr]
    assert [columns[letter].width for letter in "ABC"] == [32, 10, 48]


@example([["\uffff", "\x00"]], "\ufffe")
@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=5), st.text(max_size=60))
def test_any_text_makes_a_readable_table(rows: list[list[str]], name: str) -> None:
    clean = [[cell.encode("utf-8", "replace").decode() for cell in row] for row in rows]
    content = to_xlsx(name.encode("utf-8", "replace").decode(), ["a", "b"], clean)
    assert load_workbook(io.BytesIO(content)).active.max_row == 1 + len(rows)  # type: ignore[union-attr]
    to_csv(["a", "b"], clean)
