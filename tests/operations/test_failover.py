"""The primary is lost and a standby promoted: what was acknowledged is there, and nobody restarts the site."""

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from civic.database.engine import Database
from civic.errors import DomainError
from workbench.servers import PostgresServer, wait_until

_SYNCHRONOUS = ("synchronous_commit=on", "fsync=off", "shared_buffers=32MB")
_FIRST = 200
_SOON_S = 10


@pytest.fixture
def folder() -> Iterator[Path]:
    """One that the servers, which refuse to be root, can enter."""
    with tempfile.TemporaryDirectory(prefix="failover-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def servers(folder: Path) -> Iterator[list[PostgresServer]]:
    """A primary and two standbys, of which any one has to have what is acknowledged."""
    for name in ("a", "b", "c"):
        (folder / name).mkdir(mode=0o755)
    primary = PostgresServer(folder / "a", _SYNCHRONOUS)
    found = [primary, *(PostgresServer(folder / name, _SYNCHRONOUS, follows=primary) for name in ("b", "c"))]
    primary.scalar("ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (*)'")
    primary.scalar("SELECT pg_reload_conf()")
    wait_until(lambda: primary.scalar("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'quorum'") == 2)
    yield found
    for server in found:
        with suppress(ProcessLookupError):
            server.stop()


class Writers:
    """Threads that write numbers without a pause and remember what was acknowledged."""

    def __init__(self, database: Database) -> None:
        self.acknowledged: list[int] = []
        self._database = database
        self._stop = threading.Event()
        self._threads = [threading.Thread(target=self._write, args=(n,)) for n in range(1, 5)]

    def __enter__(self) -> "Writers":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    def _write(self, first: int) -> None:
        number = first * 1_000_000
        while not self._stop.is_set():
            number += 1
            with suppress(DomainError):
                with self._database.write() as session:
                    session.execute(text("INSERT INTO said VALUES (:number)"), {"number": number})
                self.acknowledged.append(number)

    def go_on(self) -> None:
        """Waits until more was acknowledged."""
        more = len(self.acknowledged) + _FIRST
        wait_until(lambda: len(self.acknowledged) > more)


def test_a_lost_primary_loses_nothing(servers: list[PostgresServer], folder: Path) -> None:
    primary, standby, other = servers
    hosts = "&".join(f"host={server.host}" for server in servers)
    database = Database(f"postgresql+psycopg://postgres@/postgres?{hosts}&target_session_attrs=read-write")
    with database.write() as session:
        session.execute(text("CREATE TABLE said (number integer PRIMARY KEY)"))
    with Writers(database) as writers:
        writers.go_on()
        primary.kill()
        ahead, behind = sorted((standby, other), key=_received, reverse=True)
        behind.stop()
        began = time.monotonic()
        assert ahead.scalar("SELECT pg_promote()") is True
        ahead.scalar("ALTER SYSTEM SET synchronous_standby_names = ''")
        ahead.scalar("SELECT pg_reload_conf()")
        writers.go_on()
        assert time.monotonic() - began < _SOON_S
    with database.read() as session:
        found = set(session.scalars(text("SELECT number FROM said")))
    assert set(writers.acknowledged) <= found
    database.dispose()
    (folder / "rebuilt").mkdir(mode=0o755)
    rebuilt = PostgresServer(folder / "rebuilt", _SYNCHRONOUS, follows=ahead)  # in the place of the one that was lost
    wait_until(lambda: ahead.scalar("SELECT count(*) FROM pg_stat_replication") == 1)
    rebuilt.stop()


def _received(server: PostgresServer) -> int:
    """How much of the primary's log a standby has."""
    return int(str(server.scalar("SELECT pg_wal_lsn_diff(pg_last_wal_receive_lsn(), '0/0')")))
