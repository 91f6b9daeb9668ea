"""Rows for whatever tables there are, with everything in them that has ever hurt somebody."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext

from civic.database.engine import Database

ROWS = 7
_NASTY = (
    "",
    "\\N",
    "a\tb\nc\rd",
    "C:\\new\\table",
    "灯、篮、杯 🚲",
    "'; DROP TABLE entry; --",
    "\u202eעברית\u202c %s :x",
)


def fill(database: Database) -> dict[str, int]:
    """Puts `ROWS` rows into every table that the database has; how many each has then."""
    with database.engine.begin() as connection:
        found = _schema(connection)
        tables = [table for table in found.sorted_tables if table.name != "alembic_version"]
        if "account" in found.tables:
            connection.execute(found.tables["account"].delete())  # of the one that every test begins with
        for table in tables:
            connection.execute(sa.insert(table), [_row(table, number) for number in range(1, ROWS + 1)])
    return {table.name: ROWS for table in tables}


def everything(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, in an order that does not depend on the database."""
    with database.engine.connect() as connection:
        found = _schema(connection)
        return {
            table.name: sorted((tuple(map(_plain, row)) for row in connection.execute(table.select())), key=repr)
            for table in found.sorted_tables
        }


_SCHEMAS: dict[tuple[str, str | None], sa.MetaData] = {}


def _schema(connection: sa.Connection) -> sa.MetaData:
    """What the database's tables are; read once for each revision: it takes longer than most tests."""
    revision = MigrationContext.configure(connection).get_current_revision()
    key = connection.dialect.name, revision
    if key not in _SCHEMAS or revision is None:
        _SCHEMAS[key] = sa.MetaData()
        _SCHEMAS[key].reflect(connection)
    return _SCHEMAS[key]


def _row(table: sa.Table, number: int) -> dict[str, Any]:
    return {column.name: _value(column, number) for column in table.columns}


def _value(column: sa.Column[Any], number: int) -> Any:
    if column.foreign_keys:
        parent = next(iter(column.foreign_keys)).column
        itself = parent.table is column.table
        return None if itself and number == 1 else _value(parent, number - 1 if itself else number)
    if column.nullable and number == 2:
        return None
    if isinstance(column.type, sa.Boolean):
        return number % 2 == 0
    if isinstance(column.type, sa.Float):
        return number + 0.5
    if isinstance(column.type, sa.Integer):
        return number
    if isinstance(column.type, sa.DateTime):
        instant = datetime(2026, 2, 28, 23, 59, 59, 120_000, tzinfo=UTC) + timedelta(microseconds=number)
        return instant if column.type.timezone else instant.replace(tzinfo=None)
    if isinstance(column.type, sa.Date):
        return date(2026, 2, 28) + timedelta(number)
    if isinstance(column.type, sa.LargeBinary):
        return bytes(itertools.islice(itertools.cycle((0, 9, 10, 92, 255)), number))
    assert isinstance(column.type, sa.String), f"teach tests/db/rows.py about {column.type!r}"
    return (_NASTY[number - 1] + str(number) if column.primary_key or column.unique else _NASTY[number - 1])[
        : column.type.length
    ]


def _plain(value: Any) -> Any:
    return value.astimezone(UTC).replace(tzinfo=None) if isinstance(value, datetime) and value.tzinfo else value
