"""Proves a release: made again from the ledger up to its last entry, it is the same, line by line.

Entries that came later, an undo or an erasure among them, change none of it: the ledger only grows, and keeps numbers
where it kept people.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from campaigns.publishing import building, month_tables, queries, rules
from campaigns.publishing.making import RELEASE_KINDS, RELEASE_TABLES, Denominator, Making
from campaigns.publishing.models import Release
from campaigns.publishing.tidy import Role, Shown, TableText, digest
from civic.calendar import Period
from civic.disclosure.live import MINIMUM
from civic.disclosure.tables import TOTAL
from civic.services import Services
from footprint.ledger import months

_TEXT = "sha256"


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a release is not what the ledger gives: `line` names the row by what it is about, "" for the whole."""

    release: str
    table: str
    line: str
    column: str
    published: str
    recomputed: str

    def __str__(self) -> str:
        where = " ".join(part for part in (self.release, self.table, self.line, self.column) if part)
        return f"{where}: published {self.published}, recomputed {self.recomputed}"


def check(services: Services) -> Iterator[str]:
    """Every release, as a part of proving the ledger."""
    with months.one_look(services.database) as session:
        for release in queries.kept(session):
            yield from map(str, verify(services, session, release))


def verify(services: Services, session: Session, release: Release) -> Iterator[Difference]:
    """What differs; nothing does where everything is as it was."""
    key = rules.release_key(release.kind, release.period, release.revision)
    stored = queries.tables(session, release.id)
    for name, table in stored.items():
        if digest(table.csv) != table.sha256:
            yield Difference(key, name, "", _TEXT, table.sha256, digest(table.csv))
    making = _making(services, session, release, stored)
    if making is None:
        yield Difference(key, "", "", "version of the pack", release.pack_version, "not there")
        return
    yield from _inputs(key, making, release)
    yield from _tables(key, making, release, stored)


def span_of(services: Services, release: Release) -> months.Span:
    """What of the ledger a release rests on.

    Raises:
        ValueError: its kind or period is none that this program knows.
    """
    period = _period(services, release)
    if period is None:
        raise ValueError(f"release {release.id} is of no known period")
    return months.Span(period.start, period.end, release.upto_entry_id)


def published_groups(session: Session, release: Release) -> list[str]:
    """The groups of actions whose figures for the city a release shows."""
    table = queries.tables(session, release.id)["groups"]
    rows = [row for row in table.rows if row["district"] == TOTAL and row["status"] == Shown.PUBLISHED]
    return [str(row["group"]) for row in rows if row["group"] != TOTAL]


def _period(services: Services, release: Release) -> Period | None:
    kind = next((one for one in services.registry.all(RELEASE_KINDS) if one.key == release.kind), None)
    return kind.period(services, release.period) if kind else None


def _making(services: Services, session: Session, release: Release, stored: Mapping[str, TableText]) -> Making | None:
    period = _period(services, release)
    if period is None or not months.groups(session, release.pack_version):
        return None
    begins = building.prefix(release.kind, release.period, release.revision)
    return Making(
        services,
        session,
        period,
        begins,
        release.built_at,
        release.upto_entry_id,
        release.pack_version,
        _denominators(stored),
    )


def _denominators(stored: Mapping[str, TableText]) -> dict[str, Denominator]:
    """As the release used them."""
    table = stored.get("denominators")
    return {str(row["district"]): _denominator(row) for row in (table.rows if table else ())}


def _denominator(row: Mapping[str, Any]) -> Denominator:
    return Denominator(row["residents"], row["low"], row["high"], row["status"] or "", row["source"] or "")


def _inputs(key: str, making: Making, release: Release) -> Iterator[Difference]:
    number, sha256 = months.digest(making.session, month_tables.span(making))
    if number != release.inputs:
        yield Difference(key, "inputs", "", "entries", str(release.inputs), str(number))
    if sha256 != release.inputs_sha256:
        yield Difference(key, "inputs", "", _TEXT, release.inputs_sha256, sha256)


def _tables(key: str, making: Making, release: Release, stored: Mapping[str, TableText]) -> Iterator[Difference]:
    cells = {tuple(row.name): row for row in queries.cells(making.session, release.id)}  # an older program had fewer
    shown = frozenset(name for name, row in cells.items() if row.shown)
    for maker in making.services.registry.all(RELEASE_TABLES):
        if maker.kind != release.kind or not maker.recomputes or maker.key not in stored:
            continue
        draft = maker.make(making)
        if draft is not None:
            draft = replace(draft, lines=[line for line in draft.lines if line.cell is None or line.cell in cells])
            yield from _lines(key, stored[maker.key], building.text_of(draft, shown))
            few = [name for name in draft.cells if name in shown and draft.cells[name].people < MINIMUM]
            yield from (Difference(key, maker.key, " ".join(name[2:]), "people", "shown", "too few") for name in few)


def _lines(key: str, published: TableText, again: TableText) -> Iterator[Difference]:
    if published.csv == again.csv:
        return
    before, now = _rows(published), _rows(again)
    for line in {**before, **now}:
        old, new = before.get(line, {}), now.get(line, {})
        for column in {**old, **new}:
            if old.get(column) != new.get(column):
                yield Difference(
                    key, published.schema.key, line, column, old.get(column, "nothing"), new.get(column, "nothing")
                )


def _rows(table: TableText) -> dict[str, dict[str, str]]:
    """The lines by what they are about."""
    named = [column.key for column in table.schema.columns if column.role == Role.DIMENSION and column.type == "string"]
    return {" ".join(row[key] for key in named): row for row in csv.DictReader(io.StringIO(table.csv))}
