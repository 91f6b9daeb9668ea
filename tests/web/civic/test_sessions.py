"""The session cookie: checked once is not believed for ever, and nobody's changes reach the next page."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask, session
from flask.testing import FlaskClient

from civic.web.sessions import CookieSessions


def begin() -> str:
    session.update(name="xiaoming", _permanent=True)
    return ""


def tick() -> str:
    session["seen"] = ["tile"]
    return ""


def grow() -> str:
    session["seen"].append("tile")
    return ""


def say() -> str:
    return f"{session.get('name')} {len(session.get('seen', []))}"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__)
    app.secret_key = "a key for tests, long enough to be taken"
    app.session_interface = CookieSessions()
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False
    for view in (begin, tick, grow, say):
        app.add_url_rule(f"/{view.__name__}", view_func=view)
    return app.test_client()


def test_a_cookie_says_the_same_every_time(client: FlaskClient) -> None:
    client.get("/begin")
    assert [client.get("/say").text for _ in range(3)] == ["xiaoming 0"] * 3


def test_a_cookie_ends_although_it_was_checked_before(client: FlaskClient) -> None:
    with time_machine.travel("2026-11-22 12:00Z", tick=False) as clock:
        client.get("/begin")
        assert client.get("/say").text == "xiaoming 0"
        cookie = client.get_cookie("session")
        assert cookie is not None
        clock.shift(timedelta(days=32))
        client.set_cookie("session", cookie.value)
        assert client.get("/say").text == "None 0"


def test_a_changed_letter_is_noticed(client: FlaskClient) -> None:
    client.get("/begin")
    client.get("/say")
    cookie = client.get_cookie("session")
    assert cookie is not None
    for changed in (cookie.value[:-1], cookie.value + "A", cookie.value.swapcase()):
        client.set_cookie("session", changed)
        assert client.get("/say").text == "None 0"


def test_what_a_page_does_to_its_session_stays_there(client: FlaskClient) -> None:
    client.get("/tick")
    client.get("/grow")
    assert client.get("/say").text == "None 1"


def test_an_unchanged_session_is_not_sent_again_but_varies(client: FlaskClient) -> None:
    client.get("/begin")
    answer = client.get("/say")
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Vary"] == "Cookie"
