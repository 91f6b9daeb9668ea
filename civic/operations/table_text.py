"""Tables as text, the same text from either database: one row a line, columns divided by tabs.

It is what PostgreSQL's COPY reads and writes (``\\N`` for nothing, backslash escapes), with instants in UTC to the
microsecond and truth as 1 or 0. Rows come in the order of their primary key, so equal tables are equal texts.
PostgreSQL makes and takes it as a stream of bytes; on SQLite the lines are made by SQL and taken by `executemany`.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    String,
    Table,
    func,
    select,
    text,
)

_CHUNK_ROWS = 20_000
_CHUNK_BYTES = 1 << 20
_NOTHING = r"\N"
_UNESCAPED = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
_ESCAPES_IN_SQLITE = ((r"'\'", r"'\\'"), ("char(9)", r"'\t'"), ("char(10)", r"'\n'"), ("char(13)", r"'\r'"))


class UnknownColumnType(Exception):
    """A column of a type that this text has no form for."""


class WrongValue(Exception):
    """Text of a row that its column cannot hold."""


def write_rows(connection: Connection, table: Table) -> Iterator[bytes]:
    """The rows of the table in pieces of about a megabyte; a piece ends where a line ends.

    Raises:
        UnknownColumnType: see above.
    """
    if connection.dialect.name == "postgresql":
        return _write_postgresql(connection, table)
    return _write_sqlite(connection, table)


def read_rows(connection: Connection, table: Table, columns: list[str], pieces: Iterable[bytes]) -> None:
    """Inserts the rows of the text, whose columns come in the order of `columns`.

    Raises:
        WrongValue: a line with other columns, or letters where a number stands.
        DBAPIError: what the database itself refuses.
    """
    if connection.dialect.name == "postgresql":
        _read_postgresql(connection, table, columns, pieces)
    else:
        _read_sqlite(connection, table, columns, pieces)


def _quoted(connection: Connection, *names: str) -> str:
    return ", ".join(map(connection.dialect.identifier_preparer.quote_identifier, names))


def _is(column: Column[Any], *kinds: type) -> bool:
    return isinstance(column.type, kinds)


def _driver(connection: Connection) -> Any:
    """The driver's own connection, in the same transaction."""
    return connection.connection.driver_connection


def _write_postgresql(connection: Connection, table: Table) -> Iterator[bytes]:
    columns = ", ".join(_postgresql_text(connection, column) for column in table.columns)
    order = ", ".join(
        _quoted(connection, column.name) + (' COLLATE "C"' if _is(column, String) else "")
        for column in table.primary_key
    )
    connection.execute(text("SET LOCAL timezone = 'UTC'"))
    select = f"SELECT {columns} FROM {_quoted(connection, table.name)} ORDER BY {order}"  # noqa: S608 — quoted names
    with _driver(connection).cursor().copy(f"COPY ({select}) TO STDOUT (ENCODING 'UTF8')") as rows:
        piece = bytearray()
        for row in rows:
            piece += row
            if len(piece) >= _CHUNK_BYTES:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece)


def _postgresql_text(connection: Connection, column: Column[Any]) -> str:
    name = _quoted(connection, column.name)
    if _is(column, Boolean):
        return f"{name}::int"
    if _is(column, DateTime):
        return f"to_char({name}, 'YYYY-MM-DD HH24:MI:SS.US')"
    if _is(column, Integer, String, Date, LargeBinary):
        return name
    raise UnknownColumnType(f"{column.table.name}.{column.name}: {column.type}")


def _write_sqlite(connection: Connection, table: Table) -> Iterator[bytes]:
    line = " || char(9) || ".join(
        f"coalesce({_sqlite_text(connection, column)}, '{_NOTHING}')" for column in table.columns
    )
    order = _quoted(connection, *(column.name for column in table.primary_key))
    select = f"SELECT {line} FROM {_quoted(connection, table.name)} ORDER BY {order}"  # noqa: S608 — quoted names
    rows = _driver(connection).execute(select)
    while lines := [row[0] for row in rows.fetchmany(_CHUNK_ROWS)]:
        yield ("\n".join(lines) + "\n").encode()


def _sqlite_text(connection: Connection, column: Column[Any]) -> str:
    name = _quoted(connection, column.name)
    if _is(column, String):
        for raw, escaped in _ESCAPES_IN_SQLITE:
            name = f"replace({name}, {raw}, {escaped})"
        return name
    if _is(column, LargeBinary):
        return rf"CASE WHEN {name} IS NOT NULL THEN '\\x' || lower(hex({name})) END"  # hex(NULL) is ''
    if _is(column, Boolean, DateTime, Integer, Date):
        return name
    raise UnknownColumnType(f"{column.table.name}.{column.name}: {column.type}")


def _read_postgresql(connection: Connection, table: Table, columns: list[str], pieces: Iterable[bytes]) -> None:
    connection.execute(text("SET LOCAL timezone = 'UTC'"))
    target = f"{_quoted(connection, table.name)} ({_quoted(connection, *columns)})"
    with _driver(connection).cursor().copy(f"COPY {target} FROM STDIN (ENCODING 'UTF8')") as copy:
        for piece in pieces:
            copy.write(piece)
    for column in table.primary_key:
        if _is(column, Integer):
            _continue_numbering(connection, table, column)


def _continue_numbering(connection: Connection, table: Table, column: Column[Any]) -> None:
    """The next number of the column's sequence, if it has one, is the one after the greatest."""
    quoted = _quoted(connection, table.name)
    sequence = connection.scalar(text("SELECT pg_get_serial_sequence(:t, :c)"), {"t": quoted, "c": column.name})
    if sequence:
        greatest = f"SELECT coalesce(max({_quoted(connection, column.name)}), 0) + 1 FROM {quoted}"  # noqa: S608
        connection.execute(text(f"SELECT setval(:sequence, ({greatest}), false)"), {"sequence": sequence})


def _read_sqlite(connection: Connection, table: Table, columns: list[str], pieces: Iterable[bytes]) -> None:
    places = ", ".join("?" * len(columns))
    insert = f"INSERT INTO {_quoted(connection, table.name)} ({_quoted(connection, *columns)}) VALUES ({places})"  # noqa: S608
    binary = [place for place, name in enumerate(columns) if _is(table.columns[name], LargeBinary)]
    _driver(connection).executemany(insert, (_values(line, binary) for line in _lines(pieces)))
    _refuse_words_for_numbers(connection, table)


def _refuse_words_for_numbers(connection: Connection, table: Table) -> None:
    """SQLite keeps a word in a column of numbers without a complaint."""
    for column in table.columns:
        if _is(column, Integer, Boolean):
            words = select(func.count()).where(func.typeof(column).not_in(("integer", "null")))
            if connection.scalar(words):
                raise WrongValue(f"{table.name}.{column.name} holds something that is no whole number")


def _lines(pieces: Iterable[bytes]) -> Iterator[str]:
    rest = b""
    for piece in pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield line.decode()


def _values(line: str, binary: list[int]) -> list[str | bytes | None]:
    """The row of a line. SQLite turns digits into numbers where the column is one."""
    fields: list[str | bytes | None] = [None if field == _NOTHING else field for field in line.split("\t")]
    if line.count("\\") == fields.count(None):
        return fields  # nothing escaped: nearly every line
    fields = [field and _unescape(str(field)) for field in fields]
    for place in binary:
        field = fields[place]
        try:
            fields[place] = field and bytes.fromhex(str(field).removeprefix(r"\x"))
        except ValueError as error:
            raise WrongValue(f"not the digits of bytes: {error}") from error
    return fields


def _unescape(field: str) -> str:
    return re.sub(r"\\(.)", lambda match: _UNESCAPED.get(match[1], match[1]), field)
