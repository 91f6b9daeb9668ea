"""The database's schema: Alembic, driven from Python, each run one transaction on either database.

SQLite alters a table by copying it. With foreign keys enforced, dropping the old copy would delete the rows
that point at it (ON DELETE CASCADE), so a run switches them off and proves afterwards that nothing dangles.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, cast

import click
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from sqlalchemy import Connection, MetaData, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.types import TypeDecorator

from civic.database.base import Base
from civic.database.engine import Database
from civic.paths import MIGRATIONS

# Any number, as long as it stays the same: two upgrades started together queue at this advisory lock.
_UPGRADE_LOCK = 5_208_312


class DanglingError(Exception):
    """A migration left rows that point at nothing; it was rolled back. The message lists table and row."""


def _plainly(kind: str, thing: Any, _context: AutogenContext) -> str | Literal[False]:
    """Revisions outlive the code: columns of our own types are written as the SQLAlchemy type beneath."""
    return f"sa.{thing.impl!r}" if kind == "type" and isinstance(thing, TypeDecorator) else False


COMPARE: dict[str, Any] = {"compare_type": True, "compare_server_default": True, "render_item": _plainly}


@dataclass(frozen=True)
class Run:
    """One transaction in which the schema changes, and rows as well if need be; foreign keys hold at its end."""

    connection: Connection
    _config: Config

    def upgrade(self, revision: str = "head") -> None:
        """Brings the schema up to `revision`."""
        command.upgrade(self._config, revision)

    def downgrade(self, revision: str) -> None:
        """Takes the schema back down to `revision`, "base" for none at all."""
        command.downgrade(self._config, revision)

    def clear(self) -> None:
        """Throws away every table with its rows, also where a revision has no way back for them."""
        found = MetaData()
        found.reflect(self.connection)
        found.drop_all(self.connection)
        if self.connection.dialect.name == "postgresql":
            self.connection.execute(text("DROP FUNCTION IF EXISTS refuse_change_of_entry()"))

    def draft(self, message: str) -> Script:
        """Writes a revision file from what models and database differ in."""
        number = len(list((MIGRATIONS / "versions").glob("[0-9]*.py"))) + 1
        drafted = command.revision(self._config, message, autogenerate=True, rev_id=f"{number:04d}")
        return cast(Script, drafted)


@contextmanager
def run(database: Database) -> Iterator[Run]:
    """A run, committed at the end of the block and rolled back on an error.

    Raises:
        DanglingError: at the end, when a row points at nothing (SQLite; PostgreSQL refuses it at once).
    """
    with database.engine.connect() as connection:
        begin = _sqlite_run if database.dialect == "sqlite" else _postgresql_run
        with begin(connection):
            config = _config()
            config.attributes.update(connection=connection, metadata=Base.metadata)
            yield Run(connection, config)


def upgrade(database: Database, revision: str = "head") -> None:
    """Brings the schema up to `revision`; rows stay. Nothing happens when it is there already."""
    with run(database) as migration:
        migration.upgrade(revision)


def downgrade(database: Database, revision: str) -> None:
    """Takes the schema back down to `revision` ("base" for an empty database)."""
    with run(database) as migration:
        migration.downgrade(revision)


def current(database: Database) -> str | None:
    """The revision the database is at, None for a database nobody migrated."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


@cache
def head() -> str | None:
    """The newest revision this program knows."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def revisions() -> list[str]:
    """Every revision this program knows, the newest first."""
    return [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]


def knows(revision: str) -> bool:
    """Is this a revision of this program, and not of a newer one?"""
    return revision in revisions()


def is_current(database: Database) -> bool:
    """Does the database have the schema this program was written for?"""
    return current(database) == head()


def need_current(database: Database) -> None:
    """Stops a command that would fail later, on a database that is away or has the schema of another version.

    Raises:
        ClickException: the message says which, and what to do.
    """
    try:
        current = is_current(database)
    except OperationalError as error:
        raise click.ClickException(f"the database cannot be reached: {error.orig}") from error
    if not current:
        raise click.ClickException("the database has another schema than this version; run: tongxing db upgrade")


def differences(database: Database) -> list[Any]:
    """What autogenerate would still change: empty when models and migrations say the same."""
    with database.engine.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=COMPARE), Base.metadata))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


@contextmanager
def _postgresql_run(connection: Connection) -> Iterator[None]:
    with connection.begin():
        connection.execute(
            text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))"), {"key": _UPGRADE_LOCK}
        )
        yield


@contextmanager
def _sqlite_run(connection: Connection) -> Iterator[None]:
    connection.execution_options(sqlite_begin="IMMEDIATE")
    # Inside a transaction this pragma does nothing, so it goes to the driver before SQLAlchemy begins one.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.begin():
            yield
            _refuse_dangling(connection)
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_dangling(connection: Connection) -> None:
    dangling = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if dangling:
        raise DanglingError(", ".join(f"{row[0]} row {row[1]} → {row[2]}" for row in dangling[:10]))
