"""The rows of a table as responses, by what its columns are taken for; what is not understood is told by row. Pure.

A file is imported as a whole or not at all: one problem anywhere keeps all of it out.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from campaigns.surveys import rules
from campaigns.surveys.import_columns import (
    AGE,
    CLUSTER,
    DISTRICT,
    IGNORE,
    NOTHING_SAID,
    NUMBER,
    QUESTION,
    SEX,
    STRATUM,
    UNKNOWN,
    WEIGHT,
    WORDS,
    ColumnMap,
    Target,
    parts,
    plain,
)
from campaigns.surveys.table_files import RawTable
from civic.errors import Invalid, msgid
from civic.numbers import read_quantity, read_whole

SHOWN = 200
"""So many problems are shown; all are counted."""
CLUSTER_MAX = 20
NUMBER_MAX = 999_999_999
AGE_HAS_NO_SENSE = msgid("This is neither an age in years nor one of the bands.")
NO_SUCH_ANSWER = msgid("Nobody has said yet what this means.")
NO_SUCH_STRATUM = msgid("This is not a stratum of the wave.")
NUMBER_TAKEN = msgid("There is a response with this number in the wave.")
NUMBER_TWICE = msgid("Row %(first)s has the same number.")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One person's answers; `answers` by the key of the question, as `SurveyAnswer.chosen` keeps them."""

    line: int
    answers: Mapping[str, str]
    number: int | None = None
    stratum: int | None = None
    cluster: str = ""
    weight: int | None = None
    """In thousandths."""
    sex: str = ""
    age: str = ""
    """The band."""
    district: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What cannot be read: where it stands, what stands there, and why that will not do (a msgid with its values)."""

    line: int
    column: str
    found: str
    message: str
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """The rows that were understood, the first problems, and how many problems there are."""

    rows: Sequence[ImportedRow]
    problems: Sequence[Problem]
    number_of_problems: int


@dataclass(frozen=True, slots=True)
class Wave:
    """What rows are held against: strata by number with their district, and numbers of responses that there are."""

    strata: Mapping[int, str]
    taken: Collection[int]


def check_columns(columns: ColumnMap, targets: Sequence[Target], wave: Wave) -> None:
    """Whether anything can be imported with this.

    Raises:
        Invalid: on `columns`, a role that two columns have, no question, or nothing that tells the stratum.
    """
    used = [role for role in columns.roles if role != IGNORE]
    twice = next((role for role in used if used.count(role) > 1), None)
    if twice is not None:
        places = [str(place) for place, role in enumerate(columns.roles, 1) if role == twice]
        raise Invalid("Columns %(places)s are taken for the same thing.", field="columns", places=", ".join(places))
    if not any(role.startswith(QUESTION) for role in used):
        raise Invalid("Please say which column has the answers to at least one question.", field="columns")
    if wave.strata and STRATUM not in used and not (DISTRICT in used and _one_each(wave)):
        raise Invalid("This wave has strata: please say which column tells them.", field="columns")


def _one_each(wave: Wave) -> bool:
    """Whether the district tells the stratum."""
    return len(set(wave.strata.values())) == len(wave.strata)


def read_rows(table: RawTable, columns: ColumnMap, targets: Sequence[Target], wave: Wave) -> Reading:
    """Every row, O(rows × columns). Questions without a column count as not answered."""
    reader = _Reader(table, columns, {target.role: target for target in targets}, wave)
    rows = [row for row in reader.rows() if row is not None]
    return Reading(rows, reader.problems, reader.number_of_problems)


class _Reader:
    """Goes down a table once and collects what is wrong."""

    def __init__(self, table: RawTable, columns: ColumnMap, targets: Mapping[str, Target], wave: Wave) -> None:
        self.problems: list[Problem] = []
        self.number_of_problems = 0
        self._table, self._wave = table, wave
        self._readers = [
            (place, role, _reader(targets[role], columns.codes.get(role, {})))
            for place, role in enumerate(columns.roles)
            if role != IGNORE
        ]
        self._questions = [role for role in targets if role.startswith(QUESTION)]
        self._by_district = {district: number for number, district in wave.strata.items()} if _one_each(wave) else {}
        self._met: dict[int, int] = {}

    def rows(self) -> Iterator[ImportedRow | None]:
        """Each row, None where something is wrong with it."""
        for line, cells in zip(self._table.numbers, self._table.rows, strict=True):
            before = self.number_of_problems
            row = self._row(
                line, {role: self._cell(line, place, cells[place], read) for place, role, read in self._readers}
            )
            yield row if self.number_of_problems == before else None

    def _cell(self, line: int, place: int, cell: str, read: Callable[[str], Any]) -> Any:
        try:
            return read(cell)
        except Invalid as problem:
            self._refuse(line, self._table.names[place], cell, problem.message, problem.values)
            return None

    def _refuse(
        self, line: int, column: str, found: str, message: str, values: Mapping[str, Any] | None = None
    ) -> None:
        self.number_of_problems += 1
        if len(self.problems) < SHOWN:
            self.problems.append(Problem(line, column, found, message, values or {}))

    def _row(self, line: int, found: Mapping[str, Any]) -> ImportedRow:
        self._check_number(line, found)
        return ImportedRow(
            line=line,
            answers={role.removeprefix(QUESTION): found.get(role) or "" for role in self._questions},
            number=found.get(NUMBER),
            stratum=self._stratum(line, found),
            cluster=found.get(CLUSTER) or "",
            weight=found.get(WEIGHT),
            sex=found.get(SEX) or "",
            age=found.get(AGE) or "",
            district=found.get(DISTRICT) or "",
        )

    def _check_number(self, line: int, found: Mapping[str, Any]) -> None:
        number = found.get(NUMBER)
        if number is None:
            return
        if number in self._wave.taken:
            self._refuse(line, self._named(NUMBER), str(number), NUMBER_TAKEN)
        elif number in self._met:
            first = self._met[number]
            self._refuse(line, self._named(NUMBER), str(number), NUMBER_TWICE, {"first": first})
        else:
            self._met[number] = line

    def _named(self, role: str) -> str:
        return next((self._table.names[place] for place, one, _ in self._readers if one == role), "")

    def _stratum(self, line: int, found: Mapping[str, Any]) -> int | None:
        if not self._wave.strata:
            return None
        if STRATUM in found:
            return int(found[STRATUM]) if found[STRATUM] else None
        district = found.get(DISTRICT)
        if district and district not in self._by_district:
            self._refuse(line, self._named(DISTRICT), district, NO_SUCH_STRATUM)
        elif district == "":
            self._refuse(line, self._named(DISTRICT), "", NO_SUCH_STRATUM)
        return self._by_district.get(district or "")


# Cells, each as it is kept; an empty one is nothing


def _reader(target: Target, codes: Mapping[str, str]) -> Callable[[str], Any]:
    if target.role.startswith(QUESTION):
        return lambda cell: _answer(cell, target, codes)
    if target.role == STRATUM:
        return lambda cell: _coded(cell, codes, NO_SUCH_STRATUM)
    if target.is_coded:
        return lambda cell: _coded(cell, codes) if cell else ""
    return {NUMBER: _number, CLUSTER: _cluster, WEIGHT: _weight, AGE: _age}[target.role]


def _coded(cell: str, codes: Mapping[str, str], message: str = NO_SUCH_ANSWER) -> str:
    code = codes.get(cell, UNKNOWN)
    if code == UNKNOWN:
        raise Invalid(message)
    return "" if code == NOTHING_SAID else code


def _answer(cell: str, target: Target, codes: Mapping[str, str]) -> str:
    chosen = [_coded(part, codes) for part in parts(cell, target) if part]
    return rules.chosen_text(int(one) for one in chosen if one)


def _number(cell: str) -> int | None:
    return read_whole(cell, least=1, most=NUMBER_MAX)


def _cluster(cell: str) -> str:
    if len(cell) > CLUSTER_MAX:
        raise Invalid("At most %(most)s characters, please; these are %(count)s.", most=CLUSTER_MAX, count=len(cell))
    return cell


def _weight(cell: str) -> int:
    return read_quantity(cell)


def _age(cell: str) -> str:
    """Years, or a band however it is written."""
    found = _NUMBERS.findall(unicodedata.normalize("NFKC", cell))
    words = plain(_NUMBERS.sub("", unicodedata.normalize("NFKC", cell)))
    if not cell:
        return ""
    if len(found) == 1 and "+" not in cell and words in ("", *map(plain, WORDS["years"])):
        return rules.age_band(int(found[0][:4]))
    is_open = "+" in cell or words in map(plain, WORDS["and over"])
    band = "-".join(found) if len(found) == 2 else f"{found[0]}+" if found and is_open else ""
    if band not in rules.AGE_BANDS:
        raise Invalid(AGE_HAS_NO_SENSE)
    return band
