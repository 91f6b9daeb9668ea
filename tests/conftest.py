"""What every test may ask for: a fresh database of either kind, the app on top, a client, and no way out."""

import os
import socket
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.app import FEATURES, create_app
from civic.bounded.limits import SEATS
from civic.bounded.runner import desk
from civic.config import Settings
from civic.database.engine import Database
from civic.feature import Feature
from civic.paths import CITIES
from tests.servers import Databases

if TYPE_CHECKING:
    from tests.characters import Site


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
    """`new_database("sqlite")` is a migrated, empty database; with `migrated=False` not even that."""
    made: list[Database] = []

    def make(dialect: str, *, migrated: bool = True) -> Database:
        made.append(Database(databases.make(dialect, migrated=migrated)))
        return made[-1]

    yield make
    for database in made:
        database.dispose()
        databases.drop(database.url)


@pytest.fixture
def database(new_database: Callable[..., Database], dialect: str) -> Database:
    """A migrated, empty database, SQLite and PostgreSQL in turn."""
    return new_database(dialect)


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Settings of a city in test: the seed pack, the test's database, cookies over plain HTTP."""
    return Settings(
        database_url=database.url,
        secret_key="a key for tests, long enough to be taken",
        city_dir=CITIES / "zhenjiang",
        instance_dir=tmp_path,
        secure_cookies=False,
    )


@pytest.fixture
def features() -> Iterable[Feature]:
    """What the app is made of: everything, unless a test says otherwise."""
    return FEATURES


@pytest.fixture
def app(settings: Settings, database: Database, features: Iterable[Feature]) -> Flask:
    """The whole application on the test's database."""
    return create_app(settings, database=database, features=features)


@pytest.fixture(scope="session")
def open_city(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., "Site"]]:
    """`open_city()` is the seed city on a fresh SQLite database, kept until the session ends."""
    from tests.characters import open_site

    opened: list[Database] = []

    def make(city_dir: Path = CITIES / "zhenjiang", **differing: Any) -> "Site":
        opened.append(Database(databases.make("sqlite")))
        return open_site(opened[-1], city_dir, tmp_path_factory.mktemp("instance"), **differing)

    yield make
    for database in opened:
        database.dispose()


@pytest.fixture(scope="session")
def site(open_city: Callable[..., "Site"]) -> "Site":
    """The seed city as it is found by tests that bring their own residents."""
    return open_city()


@pytest.fixture
def all_seats_taken() -> Iterator[None]:
    """One file is being read, and as many others wait as may."""
    for who in range(-SEATS, 0):
        desk._sit_down(who)
    yield
    for who in range(-SEATS, 0):
        desk._stand_up(who)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without cookies yet."""
    return app.test_client()
