"""The cast: 小江 has an account, and a browser may be hers."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civic.accounts.hashing import Hashing
from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.residents import services
from civic.residents.identity import ResidentActor
from civic.services import Services
from tests.browsing import PASSWORD
from tests.characters import CHEAP_KIB
from tests.with_app import *  # noqa: F403 (fixtures)


@pytest.fixture(scope="session")
def password_hash() -> str:
    return Hashing(CHEAP_KIB).hash(PASSWORD)


@pytest.fixture
def app_services(app: Flask) -> Services:
    """What is behind the pages."""
    found: Services = app.extensions["tongxing"]
    return found


@pytest.fixture
def join(app_services: Services, password_hash: str) -> Callable[..., ResidentActor]:
    """`join("阿明")` is a resident whose password is PASSWORD."""

    def act(username: str, **differing: Any) -> ResidentActor:
        usual = {"district_id": "jingkou", "password_hash": password_hash, "now": utc_now()}
        with app_services.database.write() as session:
            return services.sign_up(session, app_services.city, username=username, **{**usual, **differing})

    return act


@pytest.fixture
def xiaojiang(join: Callable[..., ResidentActor]) -> ResidentActor:
    """A resident of Jingkou."""
    return join("小江", subdistrict_id="xiangshan")


@pytest.fixture
def browser(app: Flask) -> Callable[..., FlaskClient]:
    """`browser()` is a visitor's, `browser(xiaojiang)` is signed in; both prefer English."""

    def make(actor: Actor | None = None) -> FlaskClient:
        client = app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
        if actor:
            with client.session_transaction() as session:
                session["_user_id"] = actor.get_id()
        return client

    return make
