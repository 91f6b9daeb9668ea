"""The database as the house talks to it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from civic.database.engine import Database


def test_an_error_does_not_tell_what_somebody_wrote(database: Database) -> None:
    """Errors go to the logs, where nothing personal stands."""
    with pytest.raises(DBAPIError) as caught, database.engine.connect() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "xiaojiang"})
    assert "xiaojiang" not in str(caught.value)
