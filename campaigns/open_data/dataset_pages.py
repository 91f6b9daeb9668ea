"""What the pages of open data show, in the reader's language."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for

from campaigns.open_data import board_tables, catalogue, queries, views
from campaigns.publishing.package import METHOD
from campaigns.publishing.queries import PublishedRelease, ReleaseHead
from campaigns.publishing.tidy import Column, Kind, Schema, TableText
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services
from civic.web.templating import in_language
from footprint.boards.queries import MEASURES, district_board
from footprint.boards.views import PERIODS

_TYPES = {
    Kind.STRING: msgid("text"),
    Kind.INTEGER: msgid("whole number"),
    Kind.NUMBER: msgid("number"),
}


def terms() -> dict[str, str]:
    """On which terms everybody may use it, and who answers for it."""
    chosen = services().city.open_data
    return {
        "licence": chosen.licence.id,
        "licence_title": chosen.licence.title,
        "licence_url": chosen.licence.url,
        "publisher": in_language(chosen.publisher),
    }


def curl(address: str, file: bool = False) -> str:
    """How to ask from a command line; the file is kept under its own name."""
    return f"curl {'-OJ ' if file else ''}'{address}'"


def releases(heads: Sequence[ReleaseHead]) -> list[dict[str, Any]]:
    """The releases, the latest period first."""
    return [_head(head, heads) for head in heads]


def _head(head: ReleaseHead, heads: Sequence[ReleaseHead]) -> dict[str, Any]:
    newest = queries.newest_of(heads, head)
    return {
        "key": head.key,
        "kind": head.kind,
        "name": catalogue.release_name(head),
        "published_on": services().calendar.local(head.published_at).date(),
        "newer": "" if newest.revision == head.revision else newest.key,
    }


def release(one: PublishedRelease, heads: Sequence[ReleaseHead]) -> dict[str, Any]:
    """A release with its tables, and how to cite it."""
    head, calendar = one.head, services().calendar
    shown = _head(head, heads)
    return {
        **shown,
        "revision": head.revision,
        "inputs": head.inputs,
        "upto": head.upto_entry_id,
        "inputs_sha256": head.inputs_sha256,
        "pack_version": head.pack_version,
        "code_version": head.code_version,
        "notices": [
            {"words": in_language(said.words), "day": calendar.local(said.told_at).date()} for said in one.notices
        ],
        "citation": _citation(head, shown["published_on"].isoformat()),
        "tables": [_table(head, table) for table in one.tables.values()],
        "package": {"datapackage.json": url_for("api.datapackage", key=head.key)},
        "method": [gettext(sentence) for sentence in METHOD],
    }


def _citation(head: ReleaseHead, day: str) -> str:
    return gettext(
        "%(publisher)s (%(year)s): %(title)s, published on %(day)s. %(licence)s. %(address)s",
        publisher=in_language(services().city.open_data.publisher),
        year=day[:4],
        title=in_language(views.release_title(head)),
        day=day,
        licence=services().city.open_data.licence.id,
        address=catalogue.page_of(head),
    )


def _table(head: ReleaseHead, table: TableText) -> dict[str, Any]:
    schema = table.schema
    return {
        **_columns(schema),
        "rows": len(table.rows),
        "size": table.size,
        "sha256": table.sha256,
        "files": {
            "CSV": url_for("api.table_file", key=head.key, name=schema.key),
            "JSON": url_for("api.table", key=head.key, name=schema.key),
        },
        "curl": curl(views.absolute("api.table_file", key=head.key, name=schema.key), file=True),
    }


def _columns(schema: Schema) -> dict[str, Any]:
    return {
        "key": schema.key,
        "title": in_language(schema.title),
        "about": in_language(schema.description),
        "columns": [_column(column) for column in schema.columns],
    }


def _column(column: Column) -> dict[str, Any]:
    return {
        "key": column.key,
        "title": in_language(column.title),
        "about": in_language(column.description),
        "facts": list(_facts(column)),
    }


def _facts(column: Column) -> Iterator[str]:
    yield gettext(_TYPES[column.type])
    if column.unit:
        yield column.unit
    if column.minimum is not None:
        yield gettext("never below %(least)s", least=locale.number(column.minimum))


def boards() -> list[dict[str, str]]:
    """All boards there are."""
    return [
        {"key": key, "title": gettext(title), "about": gettext(about)}
        for key, (title, about) in catalogue.boards().items()
    ]


def board(key: str) -> dict[str, Any]:
    """A board as a dataset: its columns are the same whatever stands in it."""
    city, kind = services().city, views.group_kinds().get(key)
    if kind is None:
        empty = board_tables.of_districts(district_board(city, (), "per_1000"), views.words, city.languages)
    else:
        empty = board_tables.of_groups(kind, (), views.words, city.languages)
    return {
        **_columns(empty.schema),
        "page": url_for("boards.districts") if kind is None else url_for("group_boards.board", board=key),
        "files": {"CSV": url_for("api.board_file", board=key), "JSON": url_for("api.board", board=key)},
        "curl": curl(views.absolute("api.board_file", board=key, period="month"), file=True),
        "parameters": list(_parameters(list(kind.page.sizes) if kind else [])),
    }


def _parameters(sizes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What says which board, and what it may be."""
    yield "period", ", ".join(PERIODS)
    yield "key", gettext("a period that is over, like 2026-W46, 2026-10 or 2026-autumn")
    yield "measure", ", ".join(MEASURES)
    if sizes:
        yield "size", ", ".join(sizes)
