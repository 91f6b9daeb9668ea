"""An auditor's CSV file, read strictly: what is not plainly a number, or empty where it must not be, is refused."""

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


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file below its line of names: for each its line, and as many cells as there are names."""

    file: str
    names: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]

    def texts(self, name: str) -> list[str]:
        """The cells of a column, without the spaces around them.

        Raises:
            DataFileError: no such column, or two.
        """
        place = self._place(name)
        return [cells[place] for _, cells in self.rows]

    def labels(self, name: str) -> list[str]:
        """The same, none of them empty.

        Raises:
            DataFileError: as `texts`, or an empty cell.
        """
        found = self.texts(name)
        if "" in found:
            raise self.refuse(found.index(""), f"'{name}' is empty.")
        return found

    def numbers(self, name: str) -> Column:
        """A column in which every cell is a number.

        Raises:
            DataFileError: as `texts`, or a cell that is no number.
        """
        cells = zip(self.rows, self.texts(name), strict=True)
        numbers = tuple(_number(self.file, line, name, cell) for (line, _), cell in cells)
        return Column(self.file, name, numbers, tuple(line for line, _ in self.rows))

    def answers(self, name: str) -> list[float | None]:
        """Numbers, and None where a cell is empty: nobody answered there.

        Raises:
            DataFileError: as `numbers`, and where every cell is empty.
        """
        cells = zip(self.rows, self.texts(name), strict=True)
        found = [_number(self.file, line, name, cell) if cell else None for (line, _), cell in cells]
        if all(number is None for number in found):
            raise DataFileError(f"{self.file}: '{name}' is empty in all rows.")
        return found

    def is_of_numbers(self, name: str) -> bool:
        """Whether `answers` would read the column.

        Raises:
            DataFileError: as `texts`.
        """
        cells = [cell for cell in self.texts(name) if cell]
        return bool(cells) and all(_NUMBER.fullmatch(cell) for cell in cells)

    def refuse(self, row: int, why: str) -> DataFileError:
        """The error for a row, with its line."""
        return DataFileError(f"{self.file}:{self.rows[row][0]}: {why}")

    def _place(self, name: str) -> int:
        if self.names.count(name) == 1:
            return self.names.index(name)
        what = f"two columns are named '{name}'" if name in self.names else f"there is no column '{name}'"
        raise DataFileError(f"{self.file}:1: {what}; the columns are: {', '.join(self.names)}.")


def read_table(path: Path) -> Table:
    """A UTF-8 file with a line of names on top; empty lines are passed over.

    Raises:
        DataFileError: no such file, other letters than UTF-8, no rows, or a row of another width than its names.
    """
    rows = [(line, tuple(cell.strip() for cell in cells)) for line, cells in _rows(path, _text(path))]
    if not rows:
        raise DataFileError(f"{path.name}: the file is empty; its first line should name the columns.")
    (_, names), *body = rows
    if not body:
        raise DataFileError(f"{path.name}: there are no rows below the names of the columns.")
    _check_width(path, len(names), body)
    return Table(path.name, names, tuple(body))


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


def _check_width(path: Path, width: int, body: Sequence[tuple[int, Sequence[str]]]) -> None:
    for line, cells in body:
        if len(cells) != width:
            raise DataFileError(f"{path.name}:{line}: {len(cells)} cells, but {width} columns.")


def _number(file: str, line: int, name: str, cell: str) -> float:
    found = float(cell) if _NUMBER.fullmatch(cell) else None
    if found is None or not isfinite(found):
        raise DataFileError(f"{file}:{line}: '{name}' is “{cell[:40]}”, which is not a number.")
    return found
