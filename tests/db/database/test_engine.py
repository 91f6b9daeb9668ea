"""The database as the house talks to it."""

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InternalError

from civic.database.engine import Database
from workbench.servers import wait_until


def test_an_error_does_not_tell_what_somebody_wrote(database: Database) -> None:
    """Errors go to the logs, where nothing personal stands."""
    with pytest.raises(DBAPIError) as caught, database.engine.connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "xiaojiang"})
    assert "xiaojiang" not in str(caught.value)


@pytest.mark.parametrize("dialect", ["sqlite"])
def test_what_was_erased_is_overwritten(database: Database) -> None:
    """Whatever the library was built with: in its files nothing is left to be found."""
    event.listen(database.engine, "connect", lambda driver, _: driver.execute("PRAGMA secure_delete=OFF"), insert=True)
    with database.write() as session:
        session.execute(text("INSERT INTO message_text (words) VALUES (:words)"), {"words": "the word to find"})
    with database.write() as session:
        session.execute(text("DELETE FROM message_text"))
    with database.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert b"the word to find" not in Path(make_url(database.url).database or "").read_bytes()


def test_who_reads_cannot_write(database: Database) -> None:
    """PostgreSQL refuses it, SQLite takes it back."""
    with suppress(InternalError), database.read() as session:
        session.execute(text("INSERT INTO household (id, created_at) VALUES (77, '2026-11-18 04:00:00')"))
    with database.read() as session:
        assert session.scalar(text("SELECT count(*) FROM household WHERE id = 77")) == 0


def test_what_postgresql_has_prepared_stays_from_one_reader_to_the_next(database: Database) -> None:
    if database.dialect == "sqlite":
        pytest.skip("SQLite keeps nothing of a statement at the server")
    for _ in range(7):
        with database.read() as session:
            session.execute(text("SELECT count(*) FROM household WHERE id = 77"))
    with database.read() as session:
        known = session.scalars(text("SELECT statement FROM pg_prepared_statements")).all()
    assert any("household" in statement for statement in known)


def test_nobody_watches_a_database_that_nobody_uses(new_database: Callable[..., Database]) -> None:
    database = new_database("postgresql")
    with database.read() as session:
        session.execute(text("SELECT 1"))
        assert watchers() >= 1
    wait_until(lambda: watchers() == 0)


def watchers() -> int:
    return sum(thread.name == "database watch" for thread in threading.enumerate())
