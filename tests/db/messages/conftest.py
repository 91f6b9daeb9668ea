"""A city whose mails go to a real server on this machine, and people who may get them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from civic.app import build_services
from civic.calendar import utc_now
from civic.config import Settings
from civic.database.engine import Database
from civic.residents import services as residents
from civic.services import Services
from tests import post
from tests.mailserver import Post, mail_server


@pytest.fixture
def server() -> Iterator[Post]:
    with mail_server() as running:
        yield running


@pytest.fixture
def app_services(settings: Settings, database: Database, server: Post, tmp_path: Path) -> Services:
    """The city on each kind of database."""
    return build_services(replace(settings, mail_url=server.url, base_url="https://tongxing.example.org"), database)


@pytest.fixture
def reader(app_services: Services) -> int:
    """A resident who confirmed resident1@example.org and reads English."""
    with app_services.database.write() as session:
        number = newcomer(app_services, session, "reader")
        post.address(session, number, utc_now(), "reader@example.org")
        return number


def newcomer(app_services: Services, session: object, nickname: str) -> int:
    """A resident in the first district."""
    district = app_services.city.districts[0].id
    return residents.sign_up(
        session,  # type: ignore[arg-type]
        app_services.city,
        username=nickname,
        password_hash="x",
        district_id=district,
        now=utc_now(),
    ).resident_id
