"""Accounts of those who only work here: they sign in, see their desks, and have no diary."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.accounts.cli import staff
from civic.accounts.models import Account, SecondFactor
from civic.accounts.totp import code_at, make_secret
from civic.calendar import utc_now
from civic.program import Program
from civic.residents.identity import ResidentActor
from civic.services import Services
from footprint.ledger.models import Entry
from tests.browsing import ONE_DATABASE, beside, on_top, send
from tests.characters import Browser as Browsing

Browser = Callable[..., FlaskClient]
pytestmark = ONE_DATABASE


def create(app_services: Services, *options: str) -> str:
    """The first password of 小王, as it is printed."""
    output = CliRunner().invoke(staff, ["create", "小王", *options], obj=Program.of(app_services)).output
    return next(line for line in output.splitlines() if "password" in line).rpartition(" ")[2]


@pytest.fixture
def clerk(browser: Browser, app_services: Services) -> FlaskClient:
    """小王's browser; she runs the city's desk and moderates."""
    client, password = browser(), create(app_services, "--role", "administrator")
    send(client, "/signin", {"username": "小王", "password": password})
    step = int(utc_now().timestamp()) // 30
    with app_services.database.read() as session:
        number, serial = session.execute(select(SecondFactor.account_id, SecondFactor.serial)).one()
    from_phone = code_at(make_secret(app_services.settings.secret_key, number, serial), step)
    answer = send(client, "/signin/code", {"code": from_phone})
    assert (answer.status_code, answer.location) == (303, "/city"), on_top(answer) + beside(answer, "code")
    return client


def _number(session: Session) -> int:
    return session.scalars(select(Account.id).where(Account.username == "小王")).one()


def test_the_account_leads_to_the_desk_and_to_nothing_of_a_residents(clerk: FlaskClient) -> None:
    page = clerk.get("/me/account").text
    assert "小王" in page
    assert 'href="/city"' in page
    assert "has no diary" in page
    assert "/me/household" not in page
    assert "/me/erase" not in page


@pytest.mark.parametrize("path", ["/city", "/city/campaigns", "/city/organizations", "/moderation"])
def test_desks_open(clerk: FlaskClient, path: str) -> None:
    assert clerk.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/", "/actions", "/actions/bicycle", "/campaigns", "/boards/districts", "/about/method"]
)
def test_public_pages_are_a_visitors(clerk: FlaskClient, path: str) -> None:
    assert clerk.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/me", "/me/entries", "/me/household", "/me/inbox", "/me/download", "/organize"])
def test_what_belongs_to_a_resident_says_that_there_is_none(clerk: FlaskClient, path: str) -> None:
    answer = clerk.get(path)
    assert answer.status_code == 403
    assert "has no diary" in answer.text


def test_what_is_tried_is_nobodys_entry(
    clerk: FlaskClient, app_services: Services, join: Callable[..., ResidentActor]
) -> None:
    """Not of the resident either whose number is that of the account."""
    with app_services.database.read() as session:
        number = _number(session)
    assert number in [join(nickname).resident_id for nickname in ("阿明", "小江", "梅花")]
    answer = Browsing(clerk).send("/actions/bicycle", quantity="5")
    assert (answer.status, answer.location) == (303, "/actions/tried")
    with app_services.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Entry)) == 0


def test_another_password_and_signing_out_everywhere(browser: Browser, app_services: Services) -> None:
    client, first = browser(), create(app_services)
    assert send(client, "/signin", {"username": "小王", "password": first}).location == "/me/account"
    changed = send(client, "/me/password", {"current_password": first, "new_password": "nine green umbrellas"})
    assert changed.location == "/me/account?changed=1"
    assert send(client, "/signout/everywhere", {}).status_code == 303
    assert client.get("/me/account").status_code == 303
    assert send(client, "/signin", {"username": "小王", "password": "nine green umbrellas"}).status_code == 303
