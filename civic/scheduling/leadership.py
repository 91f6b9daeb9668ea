"""One leader among several scheduler processes: whoever holds a lock that the system frees when the holder dies."""

import fcntl
from contextlib import suppress
from pathlib import Path
from typing import IO, Protocol

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from civic.database.engine import Database

# Any number, as long as it stays the same and differs from the program's other advisory locks. Cities that share
# a PostgreSQL database have a schema each, and a leader each.
_LEADER_LOCK = 5_208_313
_LOCK_FILE = "jobs.lock"
_TRY_LOCK = text("SELECT pg_try_advisory_lock(:key, hashtext(current_schema()))")
_IS_LOCKED = text(
    "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database WHERE locktype = 'advisory' AND granted "
    "AND datname = current_database() AND classid::bigint = :key "
    "AND objid::bigint = (hashtext(current_schema())::bigint & 4294967295)"
)


class LostLead(Exception):
    """The database that says who leads cannot be reached; another process may lead by now."""


class Leadership(Protocol):
    """What a process holds while it alone runs the jobs."""

    def claim(self) -> bool:
        """Tries to take the lead; True when this process has it now.

        Raises:
            LostLead: see above.
        """

    def is_held(self) -> bool:
        """Whether the lead is still this process's; False when the database was lost meanwhile."""

    def release(self) -> None:
        """Lets another process lead."""


def is_led(session: Session, instance_dir: Path) -> bool:
    """Whether some process leads: on SQLite one of this machine, whose lock this looks at and lets go."""
    if session.get_bind().dialect.name == "postgresql":
        return bool(session.scalar(_IS_LOCKED, {"key": _LEADER_LOCK}))
    look = _FileLock(instance_dir / _LOCK_FILE)
    is_free = look.claim()
    look.release()
    return not is_free


def leadership(database: Database, instance_dir: Path) -> Leadership:
    """The claim that fits the database: SQLite lives on one machine, so a locked file there is enough."""
    if database.dialect == "postgresql":
        return _AdvisoryLock(database)
    return _FileLock(instance_dir / _LOCK_FILE)


class _FileLock:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._handle: IO[str] | None = None

    def claim(self) -> bool:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        handle = self._file.open("a")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.close()
            return False
        self._handle = handle
        return True

    def is_held(self) -> bool:
        return self._handle is not None

    def release(self) -> None:
        if self._handle:
            self._handle.close()
            self._handle = None


class _AdvisoryLock:
    """A session lock on a connection of its own (a pooler that shares sessions would share the lock)."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self._connection: Connection | None = None

    def claim(self) -> bool:
        try:
            connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            is_free = connection.scalar(_TRY_LOCK, {"key": _LEADER_LOCK})
        except OperationalError as error:
            raise LostLead(f"the database cannot be reached: {error.orig}") from error
        if is_free:
            self._connection = connection
        else:
            connection.close()
        return bool(is_free)

    def is_held(self) -> bool:
        try:
            return self._connection is not None and self._connection.scalar(text("SELECT 1")) == 1
        except SQLAlchemyError:
            return False

    def release(self) -> None:
        if self._connection:
            with suppress(SQLAlchemyError):  # lost already: then it is released, too
                self._connection.execute(text("SELECT pg_advisory_unlock_all()"))
            self._connection.close()
            self._connection = None
