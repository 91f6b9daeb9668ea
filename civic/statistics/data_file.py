"""Columns of numbers from an auditor's CSV file, read strictly: what is not plainly a number is refused."""

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

_NUMBER = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?", re.ASCII)


class DataFileError(Exception):
    """A file that cannot be used; the message names file and line, and says what would do."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file, top to bottom, with the lines on which the numbers stand."""

    file: str
    name: str
    numbers: tuple[float, ...]
    lines: tuple[int, ...]

    def refuse(self, row: int, why: str) -> DataFileError:
        """The error for the number of a row."""
        return DataFileError(f"{self.file}:{self.lines[row]}: '{self.name}' is {self.numbers[row]:g}, {why}.")


def read_columns(path: Path, names: Sequence[str]) -> list[Column]:
    """The columns of these names, of a UTF-8 file with a line of names on top; empty lines are passed over.

    Raises:
        DataFileError: no such file or column, other letters than UTF-8, no rows, or a cell that is no number.
    """
    rows = list(_rows(path, _text(path)))
    if not rows:
        raise DataFileError(f"{path.name}: the file is empty; its first line should name the columns.")
    (_, header), *body = rows
    places = [_place(path, [name.strip() for name in header], name) for name in names]
    if not body:
        raise DataFileError(f"{path.name}: there are no rows below the names of the columns.")
    _check_width(path, len(header), body)
    lines = tuple(line for line, _ in body)
    return [
        Column(path.name, name, tuple(_number(path, line, name, cells[place]) for line, cells in body), lines)
        for name, place in zip(names, places, strict=True)
    ]


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataFileError(f"{path.name}: not UTF-8, perhaps GBK; save it as “CSV UTF-8”.") from error
    except OSError as error:
        raise DataFileError(f"{path.name}: cannot be read: {error.strerror}.") from error


def _rows(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(text.splitlines(keepends=True), strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        raise DataFileError(f"{path.name}:{reader.line_num}: not CSV: {error}.") from error


def _place(path: Path, header: Sequence[str], name: str) -> int:
    if header.count(name) != 1:
        what = f"there is no column '{name}'" if name not in header else f"two columns are named '{name}'"
        raise DataFileError(f"{path.name}:1: {what}; the columns are: {', '.join(header)}.")
    return header.index(name)


def _check_width(path: Path, width: int, body: Sequence[tuple[int, Sequence[str]]]) -> None:
    for line, cells in body:
        if len(cells) != width:
            raise DataFileError(f"{path.name}:{line}: {len(cells)} cells, but {width} columns.")


def _number(path: Path, line: int, name: str, cell: str) -> float:
    found = float(cell) if _NUMBER.fullmatch(cell.strip()) else None
    if found is None or not isfinite(found):
        raise DataFileError(f"{path.name}:{line}: '{name}' is “{cell.strip()[:40]}”, which is not a number.")
    return found
