"""Tables that a survey's firm or an office sends: CSV in the encodings of this country, XLSX and XLS. Pure.

Runs in a bounded process. The first line of the table names its columns.
"""

import csv
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any, NamedTuple

from python_calamine import CalamineError, CalamineSheet, PasswordError, SheetTypeEnum, SheetVisibleEnum, load_workbook

from civic.bounded.answers import WorkerAnswer
from civic.errors import Invalid

FIELD = "file"
BYTES_MAX = 5 * 2**20
ROWS_MAX = 20_000
COLUMNS_MAX = 150
CELL_MAX = 200
_OLD_WORKBOOK = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_BYTE_ORDERS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ENCODINGS = ("utf-8", "gb18030")
_SEPARATORS = (",", ";", "\t")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u200b\ufeff\ud800-\udfff]+")
_WITHOUT_RESULT = re.compile(rb"<f\b[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>|</c>)")

Line = tuple[int, list[str]]
"""A row as people count it in the file, and its cells as text."""


class RawTable(NamedTuple):
    """Names of columns, and below them rows of as many cells; `numbers` are the rows as the file counts them."""

    names: list[str]
    numbers: list[int]
    rows: list[list[str]]


def check_envelope(data: bytes) -> None:
    """Refuses what cannot be a table, before it is looked into.

    Raises:
        Invalid: on `file`, no file or too large a one.
    """
    if not data:
        raise Invalid("Please choose a file.", field=FIELD)
    if len(data) > BYTES_MAX:
        raise Invalid("This file is too large: at most %(most)s MB.", field=FIELD, most=BYTES_MAX // 2**20)


def answer_to(data: bytes) -> WorkerAnswer:
    """In the bounded process: the table of a file, to be handed over.

    Raises:
        Invalid: on `file`, whatever keeps it from being a table.
    """
    return WorkerAnswer(read_table(data)._asdict())


def read_table(data: bytes) -> RawTable:
    """The table of a file, cells as text without the spaces around them; empty rows are passed over.

    Raises:
        Invalid: on `file`, whatever keeps it from being a table.
    """
    check_envelope(data)
    lines = _workbook(data) if data.startswith((_OLD_WORKBOOK, _ZIP)) else _csv(data)
    return _table(line for line in lines if any(line[1]))


def _table(lines: Iterator[Line]) -> RawTable:
    _, names = next(lines, (0, []))
    names = _without_end(names)
    _check_names(names)
    numbers, rows = [], []
    for number, cells in lines:
        numbers.append(number)
        rows.append(_fitted(number, cells, len(names)))
        if len(rows) > ROWS_MAX:
            raise Invalid("This file has too many rows: at most %(most)s are read.", field=FIELD, most=ROWS_MAX)
    if not rows:
        raise Invalid("There are no rows below the names of the columns.", field=FIELD)
    return RawTable(names, numbers, rows)


def _check_names(names: Sequence[str]) -> None:
    if not names:
        raise Invalid("This file is empty.", field=FIELD)
    if len(names) > COLUMNS_MAX:
        raise Invalid("This file has too many columns: at most %(most)s are read.", field=FIELD, most=COLUMNS_MAX)
    if "" in names:
        place = names.index("") + 1
        raise Invalid("Column %(place)s has no name in the first row. Please give it one.", field=FIELD, place=place)
    name, times = Counter(names).most_common(1)[0]
    if times > 1:
        raise Invalid("Two columns are named “%(name)s”. Please give each a name of its own.", field=FIELD, name=name)


def _fitted(number: int, cells: list[str], width: int) -> list[str]:
    """A row as wide as the names."""
    kept = _without_end(cells)
    if len(kept) > width:
        raise Invalid(
            "Row %(row)s has more cells than there are names of columns in the first row.", field=FIELD, row=number
        )
    for cell in kept:
        if len(cell) > CELL_MAX:
            raise Invalid("Row %(row)s has a cell with far too long a text.", field=FIELD, row=number)
    return kept + [""] * (width - len(kept))


def _without_end(cells: list[str]) -> list[str]:
    last = max((place for place, cell in enumerate(cells) if cell), default=-1)
    return cells[: last + 1]


def _clean(cell: str) -> str:
    return _UNPRINTABLE.sub(" ", cell).strip()


# CSV


def _csv(data: bytes) -> Iterator[Line]:
    text = _decoded(data)
    reader = csv.reader(StringIO(text, newline=""), delimiter=_separator(text))
    try:
        for cells in reader:
            yield reader.line_num, [_clean(cell) for cell in cells]
    except csv.Error as error:
        raise Invalid("Row %(row)s cannot be read as CSV.", field=FIELD, row=reader.line_num) from error


def _decoded(data: bytes) -> str:
    marked = next((encoding for mark, encoding in _BYTE_ORDERS.items() if data.startswith(mark)), None)
    for encoding in (marked,) if marked else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Invalid(
        "This is not a table that can be read here. Please send CSV (UTF-8 or GBK), XLSX or XLS.", field=FIELD
    )


def _separator(text: str) -> str:
    """What splits the first line into the most cells."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(_SEPARATORS, key=lambda separator: len(next(csv.reader([first], delimiter=separator), [])))


# Workbooks


def _workbook(data: bytes) -> Iterator[Line]:
    try:
        with load_workbook(BytesIO(data)) as book:
            sheets = (book.get_sheet_by_name(name) for name in _shown(book.sheets_metadata))
            sheet = next((one for one in sheets if one.height), None)
            if sheet is None:
                raise Invalid("This file is empty.", field=FIELD)
            _check_merged(sheet)
            _check_formulas(data)
            yield from _lines(sheet)
    except PasswordError as locked:
        raise Invalid("This file is protected by a password. Please save it without one.", field=FIELD) from locked
    except (CalamineError, zipfile.BadZipFile) as broken:
        raise Invalid("This workbook is damaged. Please save it once more and send it again.", field=FIELD) from broken


def _shown(sheets: Iterable[Any]) -> Iterator[str]:
    for sheet in sheets:
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible:
            yield sheet.name


def _check_merged(sheet: CalamineSheet) -> None:
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        cells = f"{_letters(left)}{top + 1}:{_letters(right)}{bottom + 1}"
        raise Invalid(
            "The cells %(cells)s are merged, so nothing tells which rows and columns they belong to. Please split all "
            "merged cells, and leave only the names of the columns above the answers.",
            field=FIELD,
            cells=cells,
        )


def _letters(column: int) -> str:
    return (_letters(column // 26 - 1) if column >= 26 else "") + chr(ord("A") + column % 26)


def _check_formulas(data: bytes) -> None:
    """A formula is read by the result that is stored beside it; without one it would look like an empty cell."""
    if not data.startswith(_ZIP):
        return
    with zipfile.ZipFile(BytesIO(data)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet") and _WITHOUT_RESULT.search(parts.read(name)):
                raise Invalid(
                    "There are formulas in this file without a stored result. Please open it in a program for tables, "
                    "save it and send it again.",
                    field=FIELD,
                )


def _lines(sheet: CalamineSheet) -> Iterator[Line]:
    for number, cells in enumerate(sheet.iter_rows(), 1):
        yield number, [_clean(_text(cell)) for cell in cells]


_WRITTEN: dict[type, Callable[[Any], str]] = {
    bool: lambda cell: "1" if cell else "0",
    float: lambda cell: str(int(cell)) if cell.is_integer() else repr(cell),
    datetime: lambda cell: cell.isoformat(" "),
    date: date.isoformat,
    time: time.isoformat,
    timedelta: str,
}


def _text(cell: Any) -> str:
    return _WRITTEN.get(type(cell), str)(cell)
