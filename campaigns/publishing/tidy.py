"""A table of a release as text: canonical CSV, and what its columns mean. Pure.

The same rows always make the same bytes: UTF-8, lines end with LF, a comma between fields, quotes only where needed,
whole numbers without separators, decimals with as many digits as they have.
"""

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from typing import Any

from civic.city.text import NO_TEXT, Text

HIDDEN = ":"
"""The one sign for every figure that is not shown, whatever the reason."""
STATUS = "status"

Value = str | int | Decimal | None
"""What a field holds; None where the figure is hidden or there is none."""


class Kind(StrEnum):
    """The types of the Data Package standard that tables use."""

    STRING = "string"
    INTEGER = "integer"
    NUMBER = "number"


class Role(StrEnum):
    """What a column is for. `DIMENSION` says what a row is about, `MEASURE` is hidden with its row."""

    DIMENSION = "dimension"
    MEASURE = "measure"
    STATUS = "status"


class Shown(StrEnum):
    """The values of the status column."""

    PUBLISHED = "published"
    WITHHELD = "withheld"


@dataclass(frozen=True, slots=True)
class Column:
    """A column. `unit` is "" for names and plain counts; `minimum` the least value that is ever published."""

    key: str
    type: Kind
    title: Text
    role: Role = Role.MEASURE
    unit: str = ""
    description: Text = NO_TEXT
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Schema:
    """What a table is called and what its columns mean, in all languages of the city. `words` names what stands in
    dimensions: by column, by value."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    description: Text = NO_TEXT
    words: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)

    def label(self, column: str, value: str) -> Text:
        """A value of a dimension in words; itself where it has none."""
        return self.words.get(column, {}).get(value) or Text({"": value})


@dataclass(frozen=True, slots=True)
class TableText:
    """A table as it is stored and handed out."""

    schema: Schema
    csv: str
    sha256: str

    @property
    def rows(self) -> tuple[Mapping[str, Value], ...]:
        """By the keys of the columns, typed; None for what is hidden or empty."""
        return tuple(_typed(self.schema, row) for row in csv.DictReader(io.StringIO(self.csv)))

    @property
    def size(self) -> int:
        """Bytes of the CSV."""
        return len(self.csv.encode())


def digest(words: str) -> str:
    """SHA-256 of a text as hexadecimal digits."""
    return sha256(words.encode()).hexdigest()


def write(schema: Schema, rows: Iterable[Mapping[str, Value]]) -> TableText:
    """The rows as text. A measure that is None stands as the one sign for what is hidden."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.key for column in schema.columns])
    for row in rows:
        writer.writerow([_field(column, row.get(column.key)) for column in schema.columns])
    return TableText(schema, out.getvalue(), digest(out.getvalue()))


def _field(column: Column, value: Value) -> str:
    if value is None:
        return HIDDEN if column.role == Role.MEASURE else ""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def _typed(schema: Schema, row: Mapping[str, str]) -> Mapping[str, Value]:
    return {column.key: _value(column, row[column.key]) for column in schema.columns}


def _value(column: Column, words: str) -> Value:
    if words == "" or (words == HIDDEN and column.role == Role.MEASURE):
        return None
    if column.type == Kind.INTEGER:
        return int(words)
    return Decimal(words) if column.type == Kind.NUMBER else words


# What the columns mean, as JSON


def schema_text(schema: Schema) -> str:
    """Canonical JSON of a schema."""
    return json.dumps(_plain(asdict(schema)), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def read_schema(words: str) -> Schema:
    """The schema that `schema_text` wrote."""
    given = json.loads(words)
    columns = tuple(_column(one) for one in given["columns"])
    named = {column: {value: Text(text) for value, text in of.items()} for column, of in given["words"].items()}
    return Schema(given["key"], Text(given["title"]), columns, Text(given["description"]), named)


def _column(given: Mapping[str, Any]) -> Column:
    return Column(
        key=given["key"],
        type=Kind(given["type"]),
        title=Text(given["title"]),
        role=Role(given["role"]),
        unit=given["unit"],
        description=Text(given["description"]),
        minimum=given["minimum"],
    )


def _plain(thing: Any) -> Any:
    """Texts as their words by language."""
    if isinstance(thing, Mapping):
        inner = thing.get("by_language") if len(thing) == 1 else None
        return dict(inner) if inner is not None else {key: _plain(value) for key, value in thing.items()}
    return [_plain(one) for one in thing] if isinstance(thing, Sequence) and not isinstance(thing, str) else thing
