"""What every test may ask for: a fresh database of either kind, and no way out. The app is in `with_app`: pure tests do
not wait for it to be imported."""

import gc
import os
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from civic.database.engine import Database
from tests.servers import Databases

gc.set_threshold(50_000, 10, 10)  # modules, tests and apps live long: a fifth of the time went into looking at them


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def no_way_out() -> Iterator[None]:
    """A connection to anything but this machine fails the test that tries it."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and address[0] not in ("127.0.0.1", "::1", "localhost"):
            raise RuntimeError(f"a test reached for {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session", autouse=True)
def no_settings_from_outside() -> None:
    """The settings of whoever runs the tests stay out of them."""
    for name in [name for name in os.environ if name.startswith("TONGXING_")]:
        del os.environ[name]


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """The maker of databases: one server and two migrated templates a session."""
    maker = Databases()
    yield maker
    maker.stop()


@pytest.fixture(params=["sqlite", "postgresql"])
def dialect(request: pytest.FixtureRequest) -> str:
    """Runs the test once on each kind of database."""
    return str(request.param)


@pytest.fixture
def new_database(databases: Databases) -> Iterator[Callable[..., Database]]:
    """`new_database("sqlite")` is a migrated, empty database; with `migrated=False` not even that, and with `like`
    another one a copy of it."""
    made: list[Database] = []

    def make(dialect: str, *, migrated: bool = True, like: Database | None = None) -> Database:
        made.append(Database(databases.copy(like) if like else databases.make(dialect, migrated=migrated)))
        return made[-1]

    yield make
    for database in made:
        database.dispose()
        databases.drop(database.url)


@pytest.fixture
def database(new_database: Callable[..., Database], dialect: str) -> Database:
    """A migrated, empty database, SQLite and PostgreSQL in turn."""
    return new_database(dialect)
