"""Staff prove twice who they are, and without that they are residents like everybody."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

from civic.accounts import permissions, services
from civic.accounts.cli import staff
from civic.accounts.identity import Actor
from civic.accounts.models import SecondFactor
from civic.accounts.totp import code_at, make_secret
from civic.program import Program
from civic.services import Services
from civic.web.guards import allowed
from tests.browsing import PASSWORD, beside, is_signed_in, on_top, send
from tests.people import signed_in_again

Browser = Callable[..., FlaskClient]
NOW = datetime(2026, 11, 22, 12, 0, 10, tzinfo=UTC)


@pytest.fixture
def app(app: Flask) -> Flask:
    """With a page that only the city's staff may open."""

    @app.get("/city/test")
    @allowed(permissions.may_run_city)
    def desk() -> str:
        return "the desk"

    return app


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def clerk(join: Callable[..., Actor], app_services: Services) -> Actor:
    """Works for the city."""
    actor = join("小王")
    with app_services.database.write() as session:
        services.grant_role(session, "小王", "city", NOW)
    return actor


def code_now(app_services: Services, actor: Actor) -> str:
    """What the clerk's phone shows."""
    step = int(datetime.now(UTC).timestamp()) // 30
    with app_services.database.read() as session:
        serial = session.get_one(SecondFactor, actor.account_id).serial
    return code_at(make_secret(app_services.settings.secret_key, actor.account_id, serial), step)


def half_way(client: FlaskClient, **more: str) -> str:
    """Signs in with the password; the page that comes then."""
    answer = send(client, "/signin", {"username": "小王", "password": PASSWORD, **more})
    assert answer.status_code == 200
    return answer.text


def test_staff_come_in_with_password_and_code(
    browser: Browser, clerk: Actor, app_services: Services, clock: time_machine.Traveller
) -> None:
    client = browser()
    page = half_way(client, next="/city/test")
    assert 'action="/signin/code"' in page
    assert 'value="/city/test"' in page
    assert not is_signed_in(client)
    answer = send(client, "/signin/code", {"code": code_now(app_services, clerk), "next": "/city/test"})
    assert (answer.status_code, answer.location) == (303, "/city/test")
    assert client.get("/city/test").text == "the desk"


def test_a_session_without_the_code_carries_no_role(browser: Browser, clerk: Actor, app_services: Services) -> None:
    assert not is_signed_in(browser(clerk)), "from before the role"
    client = browser(signed_in_again(app_services.database, clerk))
    assert is_signed_in(client)
    assert client.get("/city/test").status_code == 404


@pytest.mark.parametrize("typed", ["", "000000", "abc", "9" * 10_000, "\0", "🚲"])
def test_without_the_code_staff_stay_outside(
    browser: Browser, clerk: Actor, clock: time_machine.Traveller, typed: str
) -> None:
    client = browser()
    half_way(client)
    answer = send(client, "/signin/code", {"code": typed})
    assert answer.status_code == 422
    assert re.search("six digits|not the code", beside(answer, "code"))
    assert not is_signed_in(client)


def test_a_code_is_used_up(
    browser: Browser, clerk: Actor, app_services: Services, clock: time_machine.Traveller
) -> None:
    code = code_now(app_services, clerk)
    for client, status in ((browser(), 303), (browser(), 422)):
        half_way(client)
        assert send(client, "/signin/code", {"code": code}).status_code == status


def test_codes_cannot_be_tried_one_after_another(
    browser: Browser, clerk: Actor, app_services: Services, clock: time_machine.Traveller
) -> None:
    client = browser()
    half_way(client)
    for _ in range(5):
        send(client, "/signin/code", {"code": "000000"})
    answer = send(client, "/signin/code", {"code": code_now(app_services, clerk)})
    assert answer.status_code == 429
    assert "Too many tries" in on_top(answer)


def test_the_half_way_house_closes_after_five_minutes(
    browser: Browser, clerk: Actor, app_services: Services, clock: time_machine.Traveller
) -> None:
    client = browser()
    half_way(client)
    clock.shift(timedelta(minutes=5, seconds=1))
    answer = send(client, "/signin/code", {"code": code_now(app_services, clerk)})
    assert (answer.status_code, answer.location) == (303, "/signin")
    assert not is_signed_in(client)


def test_the_half_way_house_closes_with_another_password(
    browser: Browser, clerk: Actor, app_services: Services, clock: time_machine.Traveller
) -> None:
    client = browser()
    half_way(client)
    send(
        browser(signed_in_again(app_services.database, clerk)),
        "/me/password",
        {"current_password": PASSWORD, "new_password": "nine green umbrellas"},
    )
    assert send(client, "/signin/code", {"code": code_now(app_services, clerk)}).location == "/signin"


def test_without_a_password_there_is_no_second_step(browser: Browser, clerk: Actor, app_services: Services) -> None:
    client = browser()
    assert send(client, "/signin/code", {"code": code_now(app_services, clerk)}).location == "/signin"
    assert not is_signed_in(client)


def test_another_password_keeps_a_strong_session_strong(
    browser: Browser, clerk: Actor, app_services: Services, clock: time_machine.Traveller
) -> None:
    client = browser()
    half_way(client)
    send(client, "/signin/code", {"code": code_now(app_services, clerk)})
    send(client, "/me/password", {"current_password": PASSWORD, "new_password": "nine green umbrellas"})
    assert client.get("/city/test").status_code == 200


def test_the_operator_is_shown_the_secret_once(
    browser: Browser, join: Callable[..., Actor], app_services: Services, clock: time_machine.Traveller
) -> None:
    actor = join("小王")
    run = CliRunner()
    shown = run.invoke(staff, ["grant", "小王", "city"], obj=Program.of(app_services)).output
    link = urlsplit(shown.splitlines()[-1])
    assert link.scheme == "otpauth"
    assert len(parse_qs(link.query)["secret"][0]) == 32
    assert "otpauth" not in run.invoke(staff, ["grant", "小王", "moderator"], obj=Program.of(app_services)).output
    lost = code_now(app_services, actor)
    again = run.invoke(staff, ["renew", "小王"], obj=Program.of(app_services)).output
    assert "otpauth" in again
    assert again.splitlines()[-1] != shown.splitlines()[-1]
    client = browser()
    half_way(client)
    assert send(client, "/signin/code", {"code": lost}).status_code == 422
