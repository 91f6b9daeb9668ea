"""A connection of its own for work over the whole ledger: room to sort in files, and two cores."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, text
from sqlalchemy.orm import Session

from civic.database.engine import Database

_SQLITE = ("temp_store=FILE", "mmap_size=0", "cache_size=-65536", "temp.cache_size=-65536", "threads=2")
_POSTGRESQL = ("work_mem = '256MB'", "temp_buffers = '384MB'", "maintenance_work_mem = '256MB'")


@contextmanager
def maintenance_connection(database: Database) -> Iterator[Database]:
    """The same database through an engine that is closed at the end of the block."""
    own = Database(database.url, pool_size=1)
    if own.dialect == "sqlite":
        event.listen(own.engine, "connect", _set_up_sqlite)
    else:
        event.listen(own.engine, "connect", _set_up_postgresql)
    try:
        yield own
    finally:
        own.dispose()


@contextmanager
def snapshot(database: Database) -> Iterator[Session]:
    """A session for reading that sees one and the same state from beginning to end, while others write."""
    with database.read(one_snapshot=True) as session:
        session.execute(text("SELECT count(*) FROM pack_version"))  # SQLite's snapshot begins with the first read
        yield session


def _set_up_sqlite(connection: Any, _record: object) -> None:
    for pragma in _SQLITE:
        connection.execute(f"PRAGMA {pragma}")


def _set_up_postgresql(connection: Any, _record: object) -> None:
    for setting in _POSTGRESQL:
        connection.execute(f"SET {setting}")
    connection.commit()
