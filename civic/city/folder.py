"""The files of a pack, their version, and where each thing in them stands."""

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from civic.city.lines import Lines
from civic.city.problems import PackError, Problem
from civic.city.records import Row, Table

_VERSION_DIGITS = 12
_SUFFIXES = {".toml", ".csv"}


class PackFolder:
    """The texts of a pack by file name, from a folder or from a stored snapshot.

    `problems` collects what its readers find; `refuse()` raises it. A TOML number with a point is a `Decimal`,
    so that 0.1 stays a tenth.
    """

    def __init__(self, texts: Mapping[str, str], languages: tuple[str, ...] = ()) -> None:
        self.texts = dict(sorted(texts.items()))
        self.languages = languages
        self.problems: list[Problem] = []

    @classmethod
    def read(cls, path: Path, languages: tuple[str, ...] = ()) -> "PackFolder":
        """Every .toml and .csv file directly in `path`. Raises PackError when there is none or one is not UTF-8."""
        if not path.is_dir():
            raise PackError([Problem(str(path), 0, "This folder does not exist.", "Name the folder of a pack.")])
        files = sorted(file for file in path.iterdir() if file.suffix in _SUFFIXES and file.is_file())
        return cls({file.name: _utf8(file) for file in files}, languages)

    def version(self, names: Iterable[str] = ()) -> str:
        """Twelve hexadecimal digits of the SHA-256 of the languages and the named files (all, if none is named)."""
        digest = hashlib.sha256(",".join(self.languages).encode())
        for name in sorted(names) or self.texts:
            content = self.texts.get(name, "").encode()
            digest.update(f"\n{name} {len(content)}\n".encode() + content)
        return digest.hexdigest()[:_VERSION_DIGITS]

    def toml(self, name: str) -> Table:
        """The file as a table. A missing or broken file is a problem and reads as empty."""
        data: dict[str, Any] = {}
        text = self._text(name)
        try:
            data = tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            self._broken(name, str(error))
        return Table(name, data, Lines(text), (), self.languages, self.problems)

    def csv(self, name: str, columns: Iterable[str], optional: Iterable[str] = ()) -> list[Row]:
        """The lines of a CSV file, whose header must have `columns` in any order, and may have the `optional` ones."""
        text = self._text(name)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader, [])
            rows = [(reader.line_num, cells) for cells in reader if cells]
        except csv.Error as error:
            self._broken(name, str(error))
            return []
        extra = set(optional)
        if text and not self._right_columns(name, header, set(columns) | (extra & set(header))):
            return []
        absent = sorted(extra - set(header))
        return [self._row(name, line, header, cells, absent) for line, cells in rows]

    def refuse(self) -> None:
        """Raises PackError when any reader found a problem."""
        if self.problems:
            raise PackError(self.problems)

    def _text(self, name: str) -> str:
        if name not in self.texts:
            self.problems.append(Problem(name, 0, "The file is missing.", "Take it from another pack and adapt it."))
        return self.texts.get(name, "")

    def _broken(self, name: str, why: str) -> None:
        self.problems.append(Problem(name, 0, f"The file cannot be read: {why}.", "Mend the place that is named."))

    def _right_columns(self, name: str, header: list[str], wanted: set[str]) -> bool:
        for column in sorted(wanted - set(header)):
            self.problems.append(Problem(name, 1, f"The column '{column}' is missing.", "Add it to the first line."))
        for column in sorted(set(header) - wanted):
            self.problems.append(Problem(name, 1, f"The column '{column}' is unknown.", "Remove it or mend its name."))
        return set(header) == wanted

    def _row(self, name: str, line: int, header: list[str], cells: list[str], absent: list[str]) -> Row:
        if len(cells) != len(header):
            what = f"The line has {len(cells)} cells, the header {len(header)}."
            self.problems.append(Problem(name, line, what, 'Put text with commas between double quotes ("…").'))
        padded = [*cells, *[""] * len(header)]
        known = {**dict.fromkeys(absent, ""), **dict(zip(header, padded, strict=False))}
        return Row(name, known, line, self.languages, self.problems)


def _utf8(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise PackError([Problem(file.name, 0, "The file is not UTF-8.", "Save it as UTF-8.")]) from error
