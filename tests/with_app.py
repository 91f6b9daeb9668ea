"""The app on a test's database, a client, and the seed city: for the tests that are not pure."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

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
from tests.characters import CHEAP_KIB, Site, open_site
from tests.compiled import with_compiled_templates, with_static_files
from tests.servers import Databases

__all__ = ["all_seats_taken", "app", "client", "features", "open_city", "settings", "site"]


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    """Settings of a city in test: the seed pack, the test's database, cookies over plain HTTP."""
    return Settings(
        database_url=database.url,
        secret_key="a key for tests, long enough to be taken",
        city_dir=CITIES / "zhenjiang",
        instance_dir=with_static_files(tmp_path),
        secure_cookies=False,
        password_memory_kib=CHEAP_KIB,
    )


@pytest.fixture
def features() -> Iterable[Feature]:
    """What the app is made of: everything, unless a test says otherwise."""
    return FEATURES


@pytest.fixture
def app(settings: Settings, database: Database, features: Iterable[Feature]) -> Flask:
    """The whole application on the test's database."""
    return with_compiled_templates(create_app(settings, database=database, features=features))


@pytest.fixture(scope="session")
def open_city(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Site]]:
    """`open_city()` is the seed city on a fresh SQLite database, kept until the session ends."""
    opened: list[Database] = []

    def make(city_dir: Path = CITIES / "zhenjiang", **differing: Any) -> Site:
        opened.append(Database(databases.make("sqlite")))
        return open_site(opened[-1], city_dir, with_static_files(tmp_path_factory.mktemp("instance")), **differing)

    yield make
    for database in opened:
        database.dispose()


@pytest.fixture(scope="session")
def site(open_city: Callable[..., Site]) -> Site:
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
