"""Typed reading of one record of a pack: a TOML table or a line of a CSV file.

A reader never stops at the first fault. It notes a `Problem` with file and line and answers with a neutral value,
so that one run names everything there is to mend.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any

from civic.city.lines import Lines, Path
from civic.city.problems import Problem
from civic.city.text import NO_TEXT, Text

_IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,31}")


class Record:
    """What tables and rows have in common: named values, a place, the shared list of problems."""

    def __init__(self, file: str, languages: tuple[str, ...], problems: list[Problem]) -> None:
        self.file = file
        self.languages = languages
        self.problems = problems

    def line(self, key: str = "") -> int:
        """The line (from 1) on which `key`, or the record itself, stands."""
        raise NotImplementedError

    def raw(self, key: str) -> object:
        """The value as the file has it; None where it is absent or empty."""
        raise NotImplementedError

    def problem(self, key: str, what: str, cure: str) -> None:
        """Notes a fault of `key` ("" for the record)."""
        self.problems.append(Problem(self.file, self.line(key), what, cure))

    def string(self, key: str, default: str | None = None) -> str:
        """Words on one line. Required unless `default` is given."""
        value = self._required(key, default)
        if isinstance(value, str):
            return value.strip()
        if value is not None:
            self.problem(key, f"'{key}' is not a text.", 'Put it between double quotes ("…").')
        return default or ""

    def choice(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        """One of the `allowed` words."""
        value = self.string(key, default)
        if value and value not in allowed:
            known = ", ".join(sorted(allowed))
            self.problem(key, f"'{key}' is '{value}', which is not known here.", f"Use one of: {known}.")
        return value

    def fraction(self, key: str, default: Fraction | None = None) -> Fraction:
        """An exact number. Required unless `default` is given."""
        value = self._required(key, default)
        number = _exact(value)
        if number is None and value is not None:
            self.problem(key, f"'{key}' is '{value}', which is not a number.", "Write it like 0.1674.")
        return number if number is not None else default or Fraction(0)

    def integer(self, key: str, default: int | None = None) -> int:
        """A whole number. Required unless `default` is given."""
        number = self.fraction(key, None if default is None else Fraction(default))
        if number.denominator != 1:
            self.problem(key, f"'{key}' is {float(number)}, which is not a whole number.", "Write it without a point.")
        return int(number)

    def day(self, key: str) -> date | None:
        """A date like 2023-01-01; None where it is absent."""
        value = self.raw(key)
        if value is None or type(value) is date:
            return value
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.problem(key, f"'{key}' is '{value}', which is not a day.", "Write it like 2023-01-01.")
            return None

    def _required(self, key: str, default: object) -> object:
        value = self.raw(key)
        if value is None and default is None:
            self.problem(key, f"'{key}' is missing.", f"Give a value for '{key}'.")
        return value

    def _text(self, key: str, found: Mapping[str, str], required: bool) -> Text:
        if not found and not required:
            return NO_TEXT
        for language in self.languages:
            if not found.get(language):
                cure = f"Write it in '{language}'; a pack speaks all its languages everywhere."
                self.problem(key, f"'{key}' has no words in '{language}'.", cure)
        return Text({language: found.get(language, "") for language in self.languages})


class Table(Record):
    """A table of a TOML file. `close()` reports the keys that nobody asked for."""

    def __init__(
        self,
        file: str,
        data: Mapping[str, Any],
        lines: Lines,
        path: Path,
        languages: tuple[str, ...],
        problems: list[Problem],
    ) -> None:
        super().__init__(file, languages, problems)
        self._data = data
        self._lines = lines
        self._path = path
        self._asked: set[str] = set()

    def line(self, key: str = "") -> int:
        return self._lines.of((*self._path, key) if key else self._path)

    def raw(self, key: str) -> object:
        self._asked.add(key)
        return self._data.get(key)

    def names(self) -> list[str]:
        """The names of its entries in the order of the file."""
        return list(self._data)

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self.raw(key)
        if isinstance(value, bool):
            return value
        if value is not None:
            self.problem(key, f"'{key}' is neither true nor false.", "Write true or false.")
        return default

    def strings(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts. Required unless `default` is given."""
        value = self._required(key, default)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        if value is not None:
            self.problem(key, f"'{key}' is not a list of texts.", 'Write it like ["a", "b"].')
        return default or ()

    def fractions(self, key: str, default: tuple[Fraction, ...] = ()) -> tuple[Fraction, ...]:
        """A list of exact numbers."""
        value = self.raw(key)
        if value is None:
            return default
        numbers = [_exact(item) for item in value] if isinstance(value, list) else [None]
        if None in numbers:
            self.problem(key, f"'{key}' is not a list of numbers.", "Write it like [1, 2.5].")
        return tuple(number for number in numbers if number is not None)

    def text(self, key: str, required: bool = True) -> Text:
        """Words in every language, written `key = { zh = "…", en = "…" }`."""
        value = self.raw(key)
        found = value if isinstance(value, dict) else {}
        if value is not None and found is not value:
            self.problem(key, f"'{key}' is not a text in languages.", 'Write it like { zh = "…", en = "…" }.')
            return NO_TEXT
        for language in sorted(set(found) - set(self.languages)):
            cure = "Add the language to city.toml or remove these words."
            self.problem(key, f"'{key}' speaks '{language}', which is not a language of the pack.", cure)
        return self._text(key, {name: str(words).strip() for name, words in found.items()}, required)

    def table(self, key: str) -> "Table | None":
        """The table under `key`, or None."""
        value = self.raw(key)
        if isinstance(value, dict):
            return self._inside(value, key)
        if value is not None:
            self.problem(key, f"'{key}' is not a table.", f"Write [{key}] with its keys below.")
        return None

    def tables(self, key: str) -> list["Table"]:
        """The tables of an array `[[key]]`; empty where there is none."""
        value = self.raw(key)
        items = value if isinstance(value, list) else []
        if (value is not None and items is not value) or not all(isinstance(item, dict) for item in items):
            self.problem(key, f"'{key}' is not a list of tables.", f"Write [[{key}]] before each of them.")
            return []
        return [self._inside(item, key, index) for index, item in enumerate(items)]

    def close(self) -> None:
        """Notes every key that no reader asked for: a misspelt key would otherwise be ignored."""
        for key in self._data:
            if key not in self._asked:
                known = ", ".join(sorted(self._asked))
                self.problem(key, f"'{key}' is not a key known here.", f"Remove it or use one of: {known}.")

    def _inside(self, data: Mapping[str, Any], *steps: str | int) -> "Table":
        return Table(self.file, data, self._lines, (*self._path, *steps), self.languages, self.problems)


class Row(Record):
    """A line of a CSV file. An empty cell counts as absent."""

    def __init__(
        self,
        file: str,
        cells: Mapping[str, str],
        line: int,
        languages: tuple[str, ...],
        problems: list[Problem],
    ) -> None:
        super().__init__(file, languages, problems)
        self._cells = cells
        self._line = line

    def line(self, key: str = "") -> int:
        return self._line

    def raw(self, key: str) -> object:
        return self._cells[key].strip() or None

    def text(self, key: str, required: bool = True) -> Text:
        """Words in every language, in the columns `key_zh`, `key_en`, …"""
        cells = {language: self._cells[f"{key}_{language}"].strip() for language in self.languages}
        return self._text(key, {name: words for name, words in cells.items() if words}, required)


def text_columns(key: str, languages: Iterable[str]) -> list[str]:
    """The CSV columns that `Row.text(key)` reads."""
    return [f"{key}_{language}" for language in languages]


def _exact(value: object) -> Fraction | None:
    """A finite number as a fraction; None for anything else (true, "NaN", 1e308 with its endless tail)."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        return None
    try:
        number = Decimal(value)
    except InvalidOperation:
        return None
    is_sane = number.is_finite() and abs(number.adjusted()) < 30
    return Fraction(number) if is_sane else None


def identifier(record: Record, key: str) -> str:
    """A short name for machines: it stands in addresses and in the ledger."""
    value = record.string(key)
    if value and not _IDENTIFIER.fullmatch(value):
        cure = "Use small letters a-z, digits and _, a letter first, 32 at most."
        record.problem(key, f"'{key}' is '{value}', which cannot serve as an id.", cure)
    return value


def unique(record: Record, seen: set[str], value: str, what: str) -> None:
    """Notes a value that was given before; remembers it otherwise."""
    if value in seen:
        record.problem("", f"There are two {what} '{value}'.", "Give each its own.")
    seen.add(value)
