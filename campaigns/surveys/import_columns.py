"""What the columns of a table are taken for, and what stands in their cells: guessed, then corrected by staff. Pure.

`table_words.txt` holds the headings and words that files use, a kind in each line.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from campaigns.surveys.table_files import RawTable

IGNORE = ""
"""The role of a column that is not read."""
NUMBER, STRATUM, CLUSTER, WEIGHT = "number", "stratum", "cluster", "weight"
SEX, AGE, DISTRICT = "sex", "age", "district"
QUESTION = "q:"
"""The role of a question's column is this and its key."""
NOTHING_SAID = "0"
"""What a cell is coded as where it means no answer."""
UNKNOWN = ""
"""What a cell is coded as that nobody has made sense of."""
MOST_CODED = 24
"""A column of more different words than these is not one of answers."""
_IN_FULL = re.compile(r"^(\d{1,2})[\s.\u3001:)\-]+\S")
_FIRST = re.compile(r"[\s.\u3001:()]")
_SEPARATORS = re.compile(r"[,;|/\u3001\s]+")
"""The ideographic comma lists in Chinese as a comma does elsewhere."""
_LINES = Path(__file__).with_name("table_words.txt").read_text("utf-8").splitlines()
WORDS = {name: tuple(words.strip().split(", ")) for name, _, words in (line.partition(":") for line in _LINES)}


@dataclass(frozen=True, slots=True)
class Meaning:
    """A value that is kept, and the words by which files say it."""

    value: str
    words: Sequence[str]


@dataclass(frozen=True, slots=True)
class Target:
    """What a column may be read as. `names` are headings that say so, `meanings` what its cells can be, empty where any
    number or text can; `takes_many` where a cell may hold several."""

    role: str
    names: Sequence[str]
    meanings: Sequence[Meaning] = ()
    takes_many: bool = False

    @property
    def is_coded(self) -> bool:
        return bool(self.meanings)


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """For each column its role; and by role, what the words in its cells are kept as."""

    roles: Sequence[str]
    codes: Mapping[str, Mapping[str, str]]

    def column(self, role: str) -> int | None:
        """Where the column of a role stands."""
        return self.roles.index(role) if role in self.roles else None


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """Words as they are compared: full-width letters and signs, capitals and spaces make no difference."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] in "LN")


# Guessing


def guess(table: RawTable, targets: Sequence[Target], silent: Collection[str]) -> ColumnMap:
    """What the columns seem to be; each role once. `silent` are words for no answer."""
    roles = guess_roles(table, targets)
    by_role = {target.role: target for target in targets}
    codes = {role: guess_codes(cells_of(table, place, by_role[role]), by_role[role], silent)
             for place, role in enumerate(roles) if role and by_role[role].is_coded}  # fmt: skip
    return ColumnMap(roles, codes)


def guess_roles(table: RawTable, targets: Sequence[Target]) -> list[str]:
    """By the headings, and where these tell nothing by what stands below."""
    roles = [IGNORE] * len(table.names)
    left = list(targets)
    for fits in (_is_named, _begins_with, _has_its_words):
        for place, name in enumerate(table.names):
            found = next((target for target in left if fits(target, name, table, place)), None)
            if found and not roles[place]:
                roles[place] = found.role
                left.remove(found)
    return roles


def _is_named(target: Target, name: str, table: RawTable, place: int) -> bool:
    return plain(name) in {plain(one) for one in target.names}


def _begins_with(target: Target, name: str, table: RawTable, place: int) -> bool:
    """ "Q3. How often …" is Q3."""
    first = _FIRST.split(unicodedata.normalize("NFKC", name), maxsplit=1)[0]
    return plain(first) in {plain(one) for one in target.names}


def _has_its_words(target: Target, name: str, table: RawTable, place: int) -> bool:
    """Not of answers, which many questions have in common."""
    if not target.is_coded or target.role.startswith(QUESTION):
        return False
    words = {plain(word) for meaning in target.meanings for word in meaning.words if not word.isdigit()}
    cells = {plain(row[place]) for row in table.rows if row[place]}
    return bool(cells) and cells <= words


def guess_codes(cells: Iterable[str], target: Target, silent: Collection[str]) -> dict[str, str]:
    """What each of some words seems to mean; UNKNOWN for those that say nothing."""
    known = {plain(word): meaning.value for meaning in reversed(target.meanings) for word in meaning.words}
    nothing = {plain(word) for word in silent}
    return {cell: _meant(cell, known, nothing) for cell in cells}


def _meant(cell: str, known: Mapping[str, str], nothing: Collection[str]) -> str:
    """By the whole cell, else by the number in front of its words, else by the words behind it."""
    if plain(cell) in known:
        return known[plain(cell)]
    if plain(cell) in nothing:
        return NOTHING_SAID
    numbered = _IN_FULL.match(unicodedata.normalize("NFKC", cell))
    return known.get(numbered[1], UNKNOWN) if numbered else UNKNOWN


# Cells


def cells_of(table: RawTable, place: int, target: Target) -> list[str]:
    """The different words in a column, the most frequent first, at most MOST_CODED."""
    counted = Counter(part for row in table.rows for part in parts(row[place], target) if part)
    return [cell for cell, _ in counted.most_common(MOST_CODED)]


def parts(cell: str, target: Target) -> Iterator[str]:
    """The words of a cell: one, or of a question with several answers each of them."""
    if not target.takes_many or any(plain(cell) == plain(word) for one in target.meanings for word in one.words):
        return iter([cell])
    return iter(_SEPARATORS.split(unicodedata.normalize("NFKC", cell)))
