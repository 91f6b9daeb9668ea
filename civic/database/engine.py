"""The database: SQLite or PostgreSQL by URL, and the two ways to talk to it.

`read()` is a deferred transaction that never writes. `write()` commits when its block ends well and rolls back when
it does not. SQLite has one writer at a time and its own busy handler starves some of them for seconds, so writers
queue at a file lock first, then BEGIN IMMEDIATE; journal WAL and synchronous FULL, so what was acknowledged survives
a power cut.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.pool import PoolProxiedConnection

from civic.database.driver import CompiledQuery, DriverTransaction, busy, commit_failed, cursor_of, may_pass
from civic.database.group_commit import GroupCommit, WriteMany, each_in_turn
from civic.database.watch import Watch
from civic.database.write_queue import WriteQueue

_PATIENCE_S = 10.0
_POOL_SIZE = 16
_READ_ONLY = "-c default_transaction_read_only=on"
"""For connections that only read, a statement at a time: no BEGIN, and no ROLLBACK, at which psycopg throws away every
statement that it has prepared."""
_LOST_LINES = {
    "connect_timeout": 3,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
"""A machine that vanished says no goodbye; libpq asks after so many seconds (the last: milliseconds)."""
Item = TypeVar("Item")
Result = TypeVar("Result")


class Database:
    """An engine and its two kinds of transaction.

    Args:
        patience_s: for how many seconds what is locked is waited for.
        read_limit_s: after how many a statement that reads is given up; None where reading may take its time. Writes
            have no such limit: PostgreSQL takes a COMMIT that waits for the standby and runs into it for done.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = _POOL_SIZE,
        patience_s: float = _PATIENCE_S,
        read_limit_s: float | None = None,
    ) -> None:
        self.url = url
        self._file = Path(make_url(url).database or "") if url.startswith("sqlite") else None
        patience_ms = round(1_000 * patience_s)
        self._committer = GroupCommit(patience_s)
        self._turns: Callable[[], AbstractContextManager[None]] = nullcontext
        self._let_in: Callable[[], None] = _always
        if self._file:
            self._turns = WriteQueue(self._file.with_suffix(self._file.suffix + ".writer"), patience_s).turn
            self.engine = self._direct = _sqlite_engine(url, pool_size, patience_ms)
        else:
            self.engine = _postgresql_engine(url, pool_size, patience_ms)
            reading = f"{_READ_ONLY} -c statement_timeout={round(1_000 * (read_limit_s or 0))}"
            self._direct = _postgresql_engine(url, pool_size, patience_ms, reading, isolation_level="AUTOCOMMIT")
            self._let_in = _watched(self.engine, self._direct).let_in

    @property
    def dialect(self) -> str:
        """'sqlite' or 'postgresql'."""
        return self.engine.dialect.name

    @contextmanager
    def read(self, *, one_snapshot: bool = False) -> Iterator[Session]:
        """A session for reading. With `one_snapshot` all of it sees the same state; without, PostgreSQL sees that of
        each statement, as its transactions do anyway."""
        self._let_in()
        with _busy_means_try_again(), Session(self._engine_for(one_snapshot), autoflush=False) as session:
            if one_snapshot and not self._file:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session

    def _engine_for(self, one_snapshot: bool) -> Engine:
        return self.engine if one_snapshot else self._direct

    @contextmanager
    def write(self, *, one_snapshot: bool = False) -> Iterator[Session]:
        """A session that commits at the end of the block; with `one_snapshot` all its statements see the same state.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
            RolledBack: it waited in a circle with others, who went on; the same work may be begun anew.
        """
        self._let_in()
        with _busy_means_try_again(), self._turns(), Session(self.engine) as session:
            if self._file:
                session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            elif one_snapshot:
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            yield session
            _commit(session)

    @contextmanager
    def write_by_driver(self) -> Iterator["DriverTransaction"]:
        """As `write`, without a session: for the hottest write, of which a session would be a tenth.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
        """
        self._let_in()
        with self._turns(), _driven(self.engine) as connection:
            transaction = DriverTransaction(self.engine.dialect, cursor_of(self.engine.dialect, connection))
            if self._file:
                transaction.begin_immediate()
            yield transaction
            transaction.commit(connection)

    def commit(self, work: Callable[[Session], Result]) -> Result:
        """Does a short write, perhaps in one transaction with those of other requests (see `group_commit`).

        `work` may be called twice, the first time rolled back: it must touch nothing but the session.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
        """
        return self._committer.commit(work, each_in_turn, self.write)

    def commit_among(self, item: Item, write_many: WriteMany["DriverTransaction", Item, Result]) -> Result:
        """Writes one item together with those that other requests want written the same way.

        Raises:
            TryAgain: the database is locked or away; nothing was written.
            DomainError: what `write_many` has to say against this item.
        """
        return self._committer.commit(item, write_many, self.write_by_driver)

    def rows(self, query: "CompiledQuery", values: Mapping[str, Any]) -> list[Any]:
        """The rows of a `CompiledQuery` statement, as plain tuples.

        Raises:
            TryAgain: the database is locked or away.
        """
        self._let_in()
        with _driven(self._direct) as connection:
            cursor = cursor_of(self._direct.dialect, connection)
            cursor.execute(*query.for_driver(self._direct.dialect, values))
            return list(cursor.fetchall())

    def dispose(self) -> None:
        """Closes every pooled connection."""
        self.engine.dispose()
        self._direct.dispose()


def _primary(url: str) -> dict[str, str]:
    """Of several servers the one that takes writes; libpq takes a session that only reads, as some of ours, for none
    of "read-write", and then finds no server at all."""
    wanted = make_url(url).query.get("target_session_attrs")
    return {"target_session_attrs": "primary"} if wanted == "read-write" else {}


def _always() -> None:
    """SQLite is a file of this machine: there is no server that could be away."""


def _watched(*engines: Engine) -> Watch:
    _, server = engines[0].dialect.create_connect_args(engines[0].url)
    watch = Watch(server)
    for engine in engines:
        watch.over(engine)
    return watch


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
        if not may_pass(error):
            raise
        raise busy(error) from error
    finally:
        if connection:
            connection.close()


def _commit(session: Session) -> None:
    """The session's rows, then COMMIT, whose failures mean something else."""
    session.flush()
    try:
        session.commit()
    except OperationalError as error:
        if not may_pass(error.orig):
            raise
        raise commit_failed(error.orig) from error


@contextmanager
def _busy_means_try_again() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        if not may_pass(error.orig):
            raise
        raise busy(error.orig) from error


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
            "secure_delete=ON",  # what was erased is overwritten, not only unlinked
            "temp_store=MEMORY",
            "cache_size=-16384",
            "mmap_size=2147418112",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        connection.exec_driver_sql("BEGIN " + connection.get_execution_options().get("sqlite_begin", "DEFERRED"))

    return engine


def _postgresql_engine(url: str, pool_size: int, patience_ms: int, settings: str = "", **options: Any) -> Engine:
    return create_engine(
        url,
        hide_parameters=True,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_recycle=1800,
        connect_args={"options": f"-c lock_timeout={patience_ms} {settings}", **_primary(url), **_LOST_LINES},
        **options,
    )
