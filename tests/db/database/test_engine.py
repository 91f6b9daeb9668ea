"""The database as the house talks to it."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from civic.database.engine import Database


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
