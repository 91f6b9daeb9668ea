"""Tables for a spreadsheet, CSV and XLSX: no cell that somebody typed can become a formula."""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain, islice
from typing import Any
from unicodedata import east_asian_width, normalize

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Cell = str | int | float | date | datetime | None
Row = Sequence[Cell]
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""Also in full width, as they are typed here: spreadsheets in Chinese may read them alike."""
_SHEET_NAME_MAX = 31
_MEASURED_ROWS = 200
"""Columns are as wide as what stands in so many rows; a table of any length is never held whole."""
_NARROWEST, _WIDEST = 8, 48
_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML 1.0 file can hold; openpyxl's own list forgets U+FFFE, U+FFFF and halves of pairs."""
_NOT_IN_A_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))


def to_csv(header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The table as CSV in UTF-8, with the byte order mark by which spreadsheets know it; numbers stay numbers."""
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow([_disarmed(name) for name in header])
    for row in rows:
        writer.writerow([_disarmed(cell) if isinstance(cell, str) else _plain(cell) for cell in row])
    return "\ufeff".encode() + made.getvalue().encode()


def to_xlsx(name: str, header: Sequence[str], rows: Iterable[Row]) -> bytes:
    """The table as a workbook with one sheet; texts are stored as texts, whatever they begin with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_NOT_IN_XML.sub("", name.translate(_NOT_IN_A_NAME)).strip()[:_SHEET_NAME_MAX] or "1")
    sheet.freeze_panes = "A2"
    rest = iter(rows)
    first = list(islice(rest, _MEASURED_ROWS))
    for place, width in enumerate(_widths(header, first), start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.append([_cell(sheet, title, bold=True) for title in header])
    for row in chain(first, rest):
        sheet.append([_cell(sheet, cell) for cell in row])
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _widths(header: Sequence[str], rows: Sequence[Row]) -> list[int]:
    """Of each column, in the width of a digit; a Chinese character takes two."""
    columns = zip(*(_padded(row, len(header)) for row in (header, *rows)), strict=True)
    return [min(max(_NARROWEST, *map(_width, cells)) + 2, _WIDEST) for cells in columns]


def _padded(row: Row, length: int) -> list[Cell]:
    return [*row, *([None] * (length - len(row)))][:length]


def _width(value: Cell) -> int:
    if value is None:
        return 0
    longest = max(str(_plain(value)).splitlines() or [""], key=len)
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in longest[:_WIDEST])


def _cell(sheet: WriteOnlyWorksheet, value: Cell, *, bold: bool = False) -> Any:
    text = isinstance(value, str)
    plain = _NOT_IN_XML.sub("", value) if isinstance(value, str) else _plain(value)
    cell = WriteOnlyCell(sheet, plain)  # type: ignore[arg-type]  # the stubs forget days
    if text:
        cell.data_type = "s"  # openpyxl takes "=…" for a formula otherwise
    if bold:
        cell.font = Font(bold=True)
    return cell


def _disarmed(text: str) -> str:
    """A text that a spreadsheet would calculate gets a quote in front; the reader sees that it is a text."""
    return "'" + text if normalize("NFKC", text[:1]).startswith(_FORMULA_STARTS) else text


def _plain(value: Cell) -> Cell:
    """Instants without their time zone, which the caller has chosen: XLSX knows none."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value
