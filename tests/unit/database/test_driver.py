"""Which errors of a driver may pass by themselves."""

import sqlite3
from pathlib import Path

import psycopg.errors
import pytest

from civic.database.driver import may_pass


def sqlite_error(statement: str) -> sqlite3.Error:
    with pytest.raises(sqlite3.Error) as caught:
        sqlite3.connect(":memory:").execute(statement)
    return caught.value


def test_a_lock_passes_a_missing_column_does_not(tmp_path: Path) -> None:
    assert not may_pass(sqlite_error("SELECT nothing FROM nowhere"))
    first, second = (sqlite3.connect(tmp_path / "one.db", isolation_level=None, timeout=0) for _ in range(2))
    first.execute("BEGIN IMMEDIATE")
    with pytest.raises(sqlite3.OperationalError) as caught:
        second.execute("BEGIN IMMEDIATE")
    assert may_pass(caught.value)


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.QueryCanceled(), True),
        (psycopg.OperationalError("the connection is lost"), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.UndefinedTable(), False),
    ],
)
def test_postgresql_says_it_by_its_state(error: psycopg.Error, passes: bool) -> None:
    assert may_pass(error) is passes
