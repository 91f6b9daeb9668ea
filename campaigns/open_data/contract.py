"""What the API takes and gives, declared once: it checks what is asked, writes the answers, and makes the document."""

import re
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from campaigns.publishing.tidy import Column as TidyColumn
from campaigns.publishing.tidy import TableText
from campaigns.publishing.tidy import Value as TidyValue
from civic.city.open_data import Licence as ChosenLicence

MOST, MOST_ROWS, FARTHEST = 100, 10_000, 1_000_000
_WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)


def _plain(value: object) -> object:
    """Digits and nothing else: Python reads more as a number than an address should say."""
    if isinstance(value, str) and not _WHOLE.fullmatch(value):
        raise ValueError("no whole number")
    return value


Whole = Annotated[int, BeforeValidator(_plain)]
Words = dict[str, str]
"""By language."""


class _Said(BaseModel):
    """Nothing but what is declared is taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)


# What is asked


class Nothing(_Said):
    """No parameters."""


class Page(_Said):
    """Which part of a list."""

    limit: Whole = Field(default=20, ge=1, le=MOST, description="At most so many.")
    offset: Whole = Field(default=0, ge=0, le=FARTHEST, description="After so many.")


class ReleasesAsked(Page):
    """Which releases."""

    kind: str = Field(default="", max_length=16, pattern=r"^[a-z_]*$", description="Of one kind; empty for all.")


class Rows(_Said):
    """Which rows of a table."""

    limit: Whole = Field(default=1_000, ge=1, le=MOST_ROWS, description="At most so many rows.")
    offset: Whole = Field(default=0, ge=0, le=FARTHEST, description="After so many rows.")


class BoardFile(_Said):
    """Which board; what is left out is as on its page."""

    period: Literal["week", "month", "season", "all"] = Field(default="season", description="The kind of period.")
    key: str = Field(
        default="",
        max_length=40,
        pattern=r"^[a-zA-Z0-9_-]*$",
        description="A period that is over, such as 2026-W46, 2026-10 or 2026-autumn; empty is the present one.",
    )
    measure: Literal["per_1000", "participation"] = Field(default="per_1000", description="Ranked by what.")
    size: str = Field(
        default="", max_length=20, pattern=r"^[a-z]*$", description="Of groups of which size, where there are sizes."
    )


class BoardPage(BoardFile, Rows):
    """Which rows of which board."""


# What is answered


class Licence(_Said):
    """A licence by its SPDX identifier."""

    id: str
    title: str
    url: str

    @classmethod
    def of(cls, chosen: ChosenLicence) -> "Licence":
        return cls(id=chosen.id, title=chosen.title, url=chosen.url)


class ReleaseLine(_Said):
    """A release in a list."""

    key: str
    kind: str
    period: str
    revision: int
    published_at: str
    url: str
    superseded_by: str | None = Field(description="The key of the newest revision, where there is a newer one.")


class _List(_Said):
    total: int
    limit: int
    offset: int


class Releases(_List):
    """Releases, the latest period first."""

    items: list[ReleaseLine]


class Notice(_Said):
    """What the city says is wrong in a release."""

    words: Words
    told_at: str


class TableLine(_Said):
    """A table of a release, without its rows."""

    key: str
    title: Words
    description: Words
    bytes: int = Field(description="Of the CSV.")
    sha256: str = Field(description="Of the CSV.")
    json_url: str
    csv_url: str


class Release(ReleaseLine):
    """What a release is, where it comes from, and its tables."""

    built_at: str
    pack_version: str
    code_version: str
    upto_entry_id: int = Field(description="Entries of the ledger up to this number are in it.")
    inputs: int = Field(description="How many lines of the ledger it rests on.")
    inputs_sha256: str
    licence: Licence
    publisher: Words
    notices: list[Notice]
    datapackage_url: str
    tables: list[TableLine]


class Column(_Said):
    """A column of a table."""

    key: str
    type: Literal["string", "integer", "number"]
    role: Literal["dimension", "measure", "status"]
    title: Words
    description: Words
    unit: str
    minimum: int | None = Field(description="The least value that is ever published.")


Value = str | int | float | None


class Table(_List):
    """Some rows of a table; a measure that is null is not published, or there is none: see its row's status."""

    key: str
    title: Words
    description: Words
    sha256: str = Field(description="Of the CSV.")
    csv_url: str
    licence: Licence
    columns: list[Column]
    words: dict[str, dict[str, Words]] = Field(description="What the values of a column are called.")
    rows: list[dict[str, Value]]


class ReleaseTable(Table):
    """Some rows of a table of a release."""

    release: str


class BoardLine(_Said):
    """A board in a list."""

    key: str
    title: Words
    description: Words
    sizes: list[str] = Field(description="Groups of these sizes are compared with each other; empty for all together.")
    json_url: str
    csv_url: str


class Boards(_List):
    """All boards there are."""

    items: list[BoardLine]


class Period(_Said):
    """The period of a board; no days for all time."""

    kind: str
    key: str
    first_day: str | None
    last_day: str | None
    is_over: bool


class BoardTable(Table):
    """Some rows of a board."""

    period: Period
    measure: str
    size: str


class Source(_Said):
    """Where a metric was read, and how well that is known."""

    title: str
    publisher: str
    day: str | None
    link: str
    status: str


class Indicator(_Said):
    """What is measured, as the city defines it: of whom, how, and what it must not be taken for."""

    key: str
    name: Words
    formula: Words
    numerator: Words
    denominator: Words
    frame: str
    unit: str
    evidence: Words
    caveats: Words
    computation: str
    compared: str = Field(description="What may be compared with what.")
    reference: float | None = Field(description="What a source asks for; null for nothing.")
    sources: list[Source]


class Indicators(_List):
    """All metrics that the city defines."""

    items: list[Indicator]


class Problem(BaseModel):
    """Why not (RFC 9457), in the language that Accept-Language prefers."""

    type: str
    title: str
    status: int
    detail: str
    reference: str | None = Field(default=None, description="Names an accident in our log.")


def table_fields(table: TableText, page: Rows) -> dict[str, Any]:
    """What every table says, with its rows of that page."""
    schema, rows = table.schema, table.rows
    return {
        "total": len(rows),
        "limit": page.limit,
        "offset": page.offset,
        "key": schema.key,
        "title": dict(schema.title.by_language),
        "description": dict(schema.description.by_language),
        "sha256": table.sha256,
        "columns": [_column(column) for column in schema.columns],
        "words": {
            column: {value: dict(text.by_language) for value, text in of.items()} for column, of in schema.words.items()
        },
        "rows": [
            {key: _number(value) for key, value in row.items()} for row in rows[page.offset : page.offset + page.limit]
        ],
    }


def _column(column: TidyColumn) -> Column:
    return Column(
        key=column.key,
        type=column.type.value,
        role=column.role.value,
        title=dict(column.title.by_language),
        description=dict(column.description.by_language),
        unit=column.unit,
        minimum=column.minimum,
    )


def _number(value: TidyValue) -> Value:
    """JSON knows no decimals."""
    return value if isinstance(value, str | int) or value is None else float(value)
