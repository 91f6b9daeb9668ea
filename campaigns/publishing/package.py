"""What is derived from a stored release: JSON, the data package, the dictionary, the method. Pure.

`datapackage.json` follows the Data Package standard 2.0 (datapackage.org/standard/data-package).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from campaigns.publishing import tidy
from campaigns.publishing.queries import PublishedRelease, ReleaseHead
from campaigns.publishing.tidy import HIDDEN, Column, Role, Schema, Shown, TableText, Value
from civic.city.text import Text
from civic.errors import msgid

_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_SCHEMA_PROFILE = "https://datapackage.org/profiles/2.0/tableschema.json"


def table_json(table: TableText) -> str:
    """The rows as JSON: hidden and empty figures are null, decimals keep their digits."""
    rows = [{key: _plain(value) for key, value in row.items()} for row in table.rows]
    return json.dumps(rows, ensure_ascii=False, indent=1)


def _plain(value: Value) -> Any:
    return float(value) if isinstance(value, Decimal) else value


def file_name(release: ReleaseHead, key: str) -> str:
    """Of a table, as the package names it: "month-2026-10-participation.csv"."""
    return f"{release.key}-{key}.csv"


def data_package(release: PublishedRelease, title: Text, licence: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The descriptor of a release with all of its tables; `licence` has name, title and path, as the city chose."""
    head = release.head
    return {
        "$schema": _PROFILE,
        "name": head.key,
        "title": title.in_("en"),
        "titles": dict(title.by_language),
        "version": f"{head.revision}",
        "created": head.published_at.isoformat(),
        **({"licenses": [dict(licence)]} if licence else {}),
        "packVersion": head.pack_version,
        "codeVersion": head.code_version,
        "uptoEntry": head.upto_entry_id,
        "inputs": {"entries": head.inputs, "hash": f"sha256:{head.inputs_sha256}"},
        "notices": [{"told": one.told_at.isoformat(), **one.words.by_language} for one in release.notices],
        "resources": [_resource(head, table) for table in release.tables.values()],
    }


def _resource(head: ReleaseHead, table: TableText) -> dict[str, Any]:
    return {
        "name": table.schema.key,
        "path": file_name(head, table.schema.key),
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\n", "header": True},
        "title": table.schema.title.in_("en"),
        "titles": dict(table.schema.title.by_language),
        "descriptions": dict(table.schema.description.by_language),
        "bytes": table.size,
        "hash": f"sha256:{table.sha256}",
        "schema": table_schema(table.schema),
    }


def table_schema(schema: Schema) -> dict[str, Any]:
    """Of one table, by the Table Schema standard 2.0."""
    return {
        "$schema": _SCHEMA_PROFILE,
        "fields": [_field(schema, column) for column in schema.columns],
        "missingValues": ["", HIDDEN],
        "primaryKey": [column.key for column in schema.columns if is_name(column)],
    }


def is_name(column: Column) -> bool:
    """Whether a column says what a row is about."""
    return column.role == Role.DIMENSION and column.type == tidy.Kind.STRING and column.key not in ("status", "source")


def _field(schema: Schema, column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {
        "name": column.key,
        "type": str(column.type),
        "title": column.title.in_("en"),
        "titles": dict(column.title.by_language),
        "descriptions": dict(column.description.by_language),
    }
    if column.unit:
        found["unit"] = column.unit
    if column.minimum is not None:
        found["constraints"] = {"minimum": column.minimum}
    if column.role == Role.STATUS:
        found["constraints"] = {"enum": [str(one) for one in Shown]}
    if column.key in schema.words:
        found["labels"] = {value: dict(words.by_language) for value, words in schema.words[column.key].items()}
    return found


def dictionary(tables: Sequence[TableText], languages: Sequence[str]) -> str:
    """The data dictionary as CSV: a line for each column of each table."""
    heads = ("title", "description")
    columns = tuple(
        tidy.Column(key, tidy.Kind.STRING, Text({}), Role.DIMENSION)
        for key in ("table", "column", "type", "unit", *(f"{head}_{code}" for head in heads for code in languages))
    )
    return tidy.write(Schema("dictionary", Text({}), columns), _entries(tables, languages)).csv


def _entries(tables: Sequence[TableText], languages: Sequence[str]) -> Iterator[Mapping[str, Value]]:
    for table in tables:
        for column in table.schema.columns:
            yield {
                "table": table.schema.key,
                "column": column.key,
                "type": str(column.type),
                "unit": column.unit,
                **{f"title_{code}": column.title.in_(code) for code in languages},
                **{f"description_{code}": column.description.in_(code) for code in languages},
            }


METHOD = (
    msgid(
        "A month holds what happened on its days and was recorded until the release was built, no earlier than the "
        "ninth day of the next month. What was undone, or held and not decided, is left out; held entries are counted."
    ),
    msgid(
        "A person counts in one district, with everything they did: the one of most of their entries of the month or, "
        "of two equal ones, that of the latest entry. So nobody is in two districts, and districts add up to the city."
    ),
    msgid(
        "Kilograms are computed from documented factors, low and high with the bounds of the factors; entries that "
        "share a factor err together, so bounds add up. Points are not kilograms."
    ),
    msgid(
        "No figure is about fewer than 10 people, and in none has one person more than half. Others are hidden where a "
        "hidden figure could be worked out from them and everything ever published. All hidden figures, zeros among "
        "them, have the same sign. The same rows are hidden for people, entries, points and kilograms."
    ),
    msgid("Rates are of 30 people or more, per 1,000 residents; the numbers of residents have a table of their own."),
    msgid(
        "Participation and quiz are about people who use this app. They chose to take part and are not a sample of "
        "residents."
    ),
    msgid("A correction is a new revision beside the old one. What was published stays."),
    msgid("Everybody who has the ledger can make the release again: tongxing release verify."),
)
"""The method in sentences."""
