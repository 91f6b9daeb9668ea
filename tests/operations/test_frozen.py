"""A database that is there and answers nothing: the site says so within seconds, and goes on where it needs none."""

import http.client
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from civic.database.engine import Database
from civic.errors import TryAgain
from tests.servers import Databases, LiveServer
from workbench.servers import wait_until

_SOON_S = 15
_READERS = 10


@pytest.fixture(scope="module")
def database_url(databases: Databases) -> str:
    return databases.make("postgresql")


@contextmanager
def frozen(databases: Databases) -> Iterator[None]:
    """The server and all that serve its connections stand still."""
    server = databases.postgres.pid
    processes = [server, *map(int, Path(f"/proc/{server}/task/{server}/children").read_text().split())]
    for process in processes:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in processes:
            os.kill(process, signal.SIGCONT)


def asked(port: int, path: str) -> tuple[int, str | None, float]:
    """Status, when to come back, and seconds until the answer."""
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer.status, answer.getheader("Retry-After"), time.monotonic() - began


def test_who_waits_at_a_frozen_database_is_woken(databases: Databases, database_url: str) -> None:
    database = Database(database_url)
    with pytest.raises(TryAgain), database.read() as session:
        session.connection().exec_driver_sql("SELECT 1")
        with frozen(databases):
            began = time.monotonic()
            session.connection().exec_driver_sql("SELECT 1")
    assert time.monotonic() - began < _SOON_S
    wait_until(lambda: answers(database))
    database.dispose()


def answers(database: Database) -> bool:
    try:
        with database.read() as session:
            return session.connection().exec_driver_sql("SELECT 1").scalar() == 1
    except TryAgain:
        return False


def test_a_site_goes_on_without_its_database_where_it_needs_none(databases: Databases, database_url: str) -> None:
    with LiveServer({"TONGXING_DATABASE_URL": database_url}, "--workers", "1") as server:
        assert asked(server.port, "/boards/districts")[0] == 200
        found: list[tuple[int, str | None, float]] = []
        with frozen(databases):
            readers = [
                threading.Thread(target=lambda: found.append(asked(server.port, "/boards/newcomers")))
                for _ in range(_READERS)
            ]
            for reader in readers:
                reader.start()
            status, _, took_s = asked(server.port, "/healthz")
            assert (status, took_s < 1) == (200, True)
            for reader in readers:
                reader.join(30)
            assert {(status, back) for status, back, _ in found} == {(503, "5")}
            assert max(took_s for *_, took_s in found) < _SOON_S
            status, back, took_s = asked(server.port, "/boards/newcomers")  # nobody is let in to wait again
            assert (status, back, took_s < 1) == (503, "5", True)
            assert asked(server.port, "/about/terms")[0] == 200
            assert asked(server.port, "/readyz")[0] == 503
        wait_until(lambda: asked(server.port, "/boards/newcomers")[0] == 200)
