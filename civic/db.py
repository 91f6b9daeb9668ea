"""The database: SQLite or PostgreSQL by URL, and the two ways to talk to it.

`read()` is a deferred transaction that never writes. `write()` commits when its block ends well and rolls back when
it does not. SQLite has one writer at a time and its own busy handler starves some of them for seconds, so writers
queue at a file lock first, then BEGIN IMMEDIATE; journal WAL and synchronous FULL, so what was acknowledged survives
a power cut.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import JSON, DateTime, Engine, MetaData, Select, bindparam, column, create_engine, event, func
from sqlalchemy.engine import Dialect, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.pool import PoolProxiedConnection
from sqlalchemy.types import TypeDecorator, TypeEngine

from civic.committer import Committer, WriteMany, each_in_turn
from civic.errors import TryAgain
from civic.turns import Turns

_PATIENCE_S = 10.0
_POOL_SIZE = 16


Item = TypeVar("Item")
Result = TypeVar("Result")


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. Naive values are a programming error."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a timezone")
        instant = value.astimezone(UTC)
        return instant if dialect.name == "postgresql" else instant.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value is not None and value.tzinfo else value and value.replace(tzinfo=UTC)


class Database:
    """An engine and its two kinds of transaction. What is locked is waited for `patience_s` seconds."""

    def __init__(self, url: str, *, pool_size: int = _POOL_SIZE, patience_s: float = _PATIENCE_S) -> None:
        self.url = url
        self._file = Path(make_url(url).database or "") if url.startswith("sqlite") else None
        patience_ms = round(1_000 * patience_s)
        self._committer = Committer(patience_s)
        self._turns: Callable[[], AbstractContextManager[None]] = nullcontext
        if self._file:
            self._turns = Turns(self._file.with_suffix(self._file.suffix + ".writer"), patience_s).turn
            self.engine = self._straight = _sqlite_engine(url, pool_size, patience_ms)
        else:
            self.engine = _postgresql_engine(url, pool_size, patience_ms)
            self._straight = _postgresql_engine(url, pool_size, patience_ms, isolation_level="AUTOCOMMIT")

    @property
    def dialect(self) -> str:
        """'sqlite' or 'postgresql'."""
        return self.engine.dialect.name

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for reading; whatever it may have changed is rolled back."""
        with _busy_means_try_again(), Session(self.engine, autoflush=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session that commits at the end of the block.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
        """
        with _busy_means_try_again(), self._turns(), Session(self.engine) as session:
            if self._file:
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            yield session
            session.commit()

    @contextmanager
    def write_straight(self) -> Iterator["Straight"]:
        """As `write`, without a session: for the hottest write, of which a session would be a tenth.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
        """
        with self._turns(), _driven(self.engine) as connection:
            straight = Straight(self.engine.dialect, connection.cursor())
            if self._file:
                straight.begin_immediate()
            yield straight
            connection.commit()

    def commit(self, work: Callable[[Session], Result]) -> Result:
        """Does a short write, perhaps in one transaction with those of other requests; see `civic.committer`.

        `work` may be called twice, the first time rolled back: it must touch nothing but the session.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
        """
        return self._committer.commit(work, each_in_turn, self.write)

    def commit_among(self, item: Item, write_many: WriteMany["Straight", Item, Result]) -> Result:
        """Writes one item together with those that other requests want written the same way.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
            DomainError: what `write_many` has to say against this item.
        """
        return self._committer.commit(item, write_many, self.write_straight)

    def rows(self, query: "Quick", values: Mapping[str, Any]) -> list[Any]:
        """The rows of a `Quick` statement, as plain tuples.

        Raises:
            TryAgain: the database is locked or away.
        """
        with _driven(self._straight) as connection:
            cursor = connection.cursor()
            cursor.execute(*query.spoken(self._straight.dialect, values))
            return list(cursor.fetchall())

    def dispose(self) -> None:
        """Closes every pooled connection."""
        self.engine.dispose()
        self._straight.dispose()


class Quick:
    """A statement of every page or every entry: compiled once per database and sent straight to the driver.

    It pays for none of SQLAlchemy's per-call work, a fifth of the time. Only for
    statements whose parameters and columns are numbers, text or days that the drivers take as they are.
    """

    def __init__(self, statement: Any) -> None:
        self._statement: Select[Any] = statement
        self._compiled: dict[str, tuple[str, tuple[str, ...] | None, dict[str, Any]]] = {}

    def spoken(self, dialect: Dialect, values: Mapping[str, Any]) -> tuple[str, Any]:
        """The SQL text and its parameters in the driver's style."""
        if dialect.name not in self._compiled:
            compiled = self._statement.compile(dialect=dialect)
            names = tuple(compiled.positiontup) if compiled.positiontup else None
            self._compiled[dialect.name] = (str(compiled), names, dict(compiled.params))
        text, names, defaults = self._compiled[dialect.name]
        if names is None:
            return text, {**defaults, **values}
        return text, [_plain(values[name] if name in values else defaults[name]) for name in names]


class Straight:
    """A write transaction spoken to through the driver. A lost or locked database raises `TryAgain`."""

    def __init__(self, dialect: Dialect, cursor: Any) -> None:
        self.dialect = dialect
        self._cursor = cursor

    @classmethod
    def of(cls, session: Session) -> "Straight":
        """A write session's own transaction; what the session still holds back is sent first."""
        session.flush()
        connection = session.connection()
        return cls(connection.dialect, connection.connection.cursor())

    def begin_immediate(self) -> None:
        """Asks SQLite for the lock now, where it is waited for, and not at the first write."""
        with self._lost_means_try_again():
            self._cursor.execute("BEGIN IMMEDIATE")

    def one(self, query: Quick, values: Mapping[str, Any]) -> Any:
        """The first row of the statement, as a plain tuple; None when it gives none."""
        with self._lost_means_try_again():
            self._cursor.execute(*query.spoken(self.dialect, values))
            return self._cursor.fetchone()

    def all(self, query: Quick, values: Mapping[str, Any]) -> list[Any]:
        """All rows of the statement, as plain tuples."""
        with self._lost_means_try_again():
            self._cursor.execute(*query.spoken(self.dialect, values))
            return list(self._cursor.fetchall())

    def many(self, query: Quick, rows: Sequence[Mapping[str, Any]]) -> None:
        """The statement once for each row of values, in their order; it gives no rows."""
        spoken = [query.spoken(self.dialect, values) for values in rows]
        with self._lost_means_try_again():
            self._cursor.executemany(spoken[0][0], [values for _, values in spoken])

    @contextmanager
    def _lost_means_try_again(self) -> Iterator[None]:
        assert self.dialect.dbapi is not None
        try:
            yield
        except self.dialect.dbapi.OperationalError as error:
            raise TryAgain("The server is very busy. Nothing was saved; please try again.") from error


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


@contextmanager
def _driven(engine: Engine) -> Iterator[PoolProxiedConnection]:
    """The driver's own connection, out of the pool; rolled back at the end unless it was committed."""
    connection = None
    try:
        connection = engine.raw_connection()
        yield connection
    except engine.dialect.dbapi.OperationalError as error:  # type: ignore[union-attr]
        if connection:
            connection.invalidate()
        raise TryAgain("The server is very busy. Nothing was saved; please try again.") from error
    finally:
        if connection:
            connection.close()


@contextmanager
def _busy_means_try_again() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise TryAgain("The server is very busy. Nothing was saved; please try again.") from error


def _sqlite_engine(url: str, pool_size: int, patience_ms: int) -> Engine:
    engine = create_engine(
        url,
        hide_parameters=True,  # what people wrote stays out of error messages, and so out of the logs
        pool_size=pool_size,
        max_overflow=pool_size,
        connect_args={"isolation_level": None, "check_same_thread": False},
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        for pragma in (
            f"busy_timeout={patience_ms}",
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "temp_store=MEMORY",
            "cache_size=-16384",
            "mmap_size=2147418112",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "DEFERRED"))

    return engine


def _postgresql_engine(url: str, pool_size: int, patience_ms: int, **options: Any) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_recycle=1800,
        connect_args={"options": f"-c lock_timeout={patience_ms}"},
        **options,
    )
