"""The hottest statements, compiled once and sent transaction to the driver, without SQLAlchemy's work per call."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Select, bindparam, column, func
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeEngine

from civic.errors import RolledBack, TryAgain, Unanswered

_SQLITE_PASSING = frozenset({5, 6, 14})
"""SQLITE_BUSY, SQLITE_LOCKED, SQLITE_CANTOPEN."""
_POSTGRESQL_PASSING = ("08", "57P", "40001", "40P01", "55P03", "57014", "53300")
"""Connections, a server that shuts down, serialization, deadlock, locks, time-outs, too many connections."""


def may_pass(error: BaseException | None) -> bool:
    """Whether a driver's error says that the database is locked or away, so that the same may succeed later.

    A column that is missing and a full disk are operational errors to the drivers as well, and no time heals them.
    """
    code = getattr(error, "sqlite_errorcode", None)
    if code is not None:
        return code & 0xFF in _SQLITE_PASSING
    state = getattr(error, "sqlstate", None)
    return state is None or state.startswith(_POSTGRESQL_PASSING)


_POSTGRESQL_GONE = ("08", "57P")
_POSTGRESQL_ROLLED_BACK = ("40001", "40P01")
"""Serialization failures, and one of those who waited for each other in a circle."""


def busy(error: BaseException | None = None) -> TryAgain:
    """What is raised for an error that may pass."""
    taken_back = getattr(error, "sqlstate", None) in _POSTGRESQL_ROLLED_BACK
    return RolledBack() if taken_back else TryAgain()


def commit_failed(error: BaseException | None) -> TryAgain:
    """What is raised for an error of a COMMIT that may pass.

    A connection that was lost meanwhile leaves it open whether the transaction is there, and so does a server that
    was told to go while it waited for its standby.
    """
    if getattr(error, "sqlite_errorcode", None) is not None:
        return busy(error)
    state = getattr(error, "sqlstate", None)
    return Unanswered() if state is None or state.startswith(_POSTGRESQL_GONE) else busy(error)


class CompiledQuery:
    """A statement of every page or every entry: compiled once per database and sent transaction to the driver.

    It does without SQLAlchemy's work per call: a fifth of the time. Only for
    statements whose parameters and columns are numbers, text or days that the drivers take as they are.
    """

    def __init__(self, statement: Any) -> None:
        self._statement: Select[Any] = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {}

    def for_driver(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The SQL text and its parameters in the driver's style."""
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=_by_position(dialect))
            self._compiled[dialect.name] = (str(compiled), tuple(compiled.positiontup or ()), dict(compiled.params))
        text, names, defaults = self._compiled[dialect.name]
        given = [values[name] if name in values else defaults[name] for name in names]
        return text, given if dialect.name == "postgresql" else [_plain(value) for value in given]


def _by_position(dialect: Dialect) -> Any:
    """The dialect as `cursor_of` wants its parameters: by position."""
    kind: Any = type(dialect)
    return kind(paramstyle="numeric_dollar") if dialect.name == "postgresql" else dialect


def cursor_of(dialect: Dialect, connection: PoolProxiedConnection) -> Any:
    """A cursor for `CompiledQuery`.

    On PostgreSQL it sends a statement as it is: psycopg's usual one looks for parameters in every long one anew.
    """
    if dialect.name != "postgresql":
        return connection.cursor()
    driver: Any = dialect.dbapi
    return driver.RawCursor(connection.driver_connection)


class DriverTransaction:
    """A write transaction through the driver. A lost or locked database raises `TryAgain`."""

    def __init__(self, dialect: Dialect, cursor: Any) -> None:
        self.dialect = dialect
        self._cursor = cursor

    @classmethod
    def of(cls, session: Session) -> "DriverTransaction":
        """A write session's own transaction; what the session still holds back is sent first."""
        session.flush()
        connection = session.connection()
        return cls(connection.dialect, cursor_of(connection.dialect, connection.connection))

    def begin_immediate(self) -> None:
        """Asks SQLite for the lock now, where it is waited for, and not at the first write."""
        with self._lost_means_try_again():
            self._cursor.execute("BEGIN IMMEDIATE")

    def commit(self, connection: PoolProxiedConnection) -> None:
        """Ends the transaction.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
            Unanswered: the database was lost meanwhile, and nobody knows.
        """
        assert self.dialect.dbapi is not None
        try:
            connection.commit()
        except self.dialect.dbapi.OperationalError as error:
            connection.invalidate()
            if not may_pass(error):
                raise
            raise commit_failed(error) from error

    def one(self, query: CompiledQuery, values: Mapping[str, Any]) -> Any:
        """The first row of the statement, as a plain tuple; None when it gives none."""
        with self._lost_means_try_again():
            self._cursor.execute(*query.for_driver(self.dialect, values))
            return self._cursor.fetchone()

    def all(self, query: CompiledQuery, values: Mapping[str, Any]) -> list[Any]:
        """All rows of the statement, as plain tuples."""
        with self._lost_means_try_again():
            self._cursor.execute(*query.for_driver(self.dialect, values))
            return list(self._cursor.fetchall())

    def many(self, query: CompiledQuery, rows: Sequence[Mapping[str, Any]]) -> None:
        """The statement once for each row of values, in their order; it gives no rows."""
        statements = [query.for_driver(self.dialect, values) for values in rows]
        with self._lost_means_try_again():
            self._cursor.executemany(statements[0][0], [values for _, values in statements])

    @contextmanager
    def _lost_means_try_again(self) -> Iterator[None]:
        assert self.dialect.dbapi is not None
        try:
            yield
        except self.dialect.dbapi.OperationalError as error:
            if not may_pass(error):
                raise
            raise busy(error) from error


def given_rows(name: str, columns: Mapping[str, TypeEngine[Any]]) -> Any:
    """A table of rows that a PostgreSQL statement is given: in one parameter of that name, made by `as_rows`.

    So a statement about many things has the same text however many they are, and the server plans it once.
    """
    given = func.json_to_recordset(bindparam(name, type_=JSON()))
    typed = given.table_valued(*(column(column_name, type_) for column_name, type_ in columns.items()))
    return typed.render_derived(name, with_types=True)


def as_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows by column name, for a statement with `given_rows`."""
    return _rows_as_text(rows)


_rows_as_text = json.JSONEncoder(default=str).encode


def instant(value: datetime | str) -> datetime:
    """An instant as a driver hands it over, or as JSON, made aware: text without an offset is UTC."""
    if isinstance(value, str):
        read = datetime.fromisoformat(value)
        return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
    return value


def day(value: date | str) -> date:
    """A day as a driver hands it over: SQLite keeps text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    """Instants and days as SQLite keeps them."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
