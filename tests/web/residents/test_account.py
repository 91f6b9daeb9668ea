"""The account: what is stored, another password, taking it all away, erasing oneself."""

import json
from collections.abc import Callable, Iterable, Mapping

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from civic.accounts import services as accounts
from civic.accounts.models import Account
from civic.feature import Feature
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.personal_data import ERASERS, EXPORTERS
from civic.residents.rules import CONSENT_VERSION
from civic.services import Services
from tests.browsing import ONE_DATABASE, PASSWORD, beside, is_signed_in, on_top, send
from tests.features import without
from tests.people import signed_in_again

Browser = Callable[..., FlaskClient]
ANOTHER = "nine green umbrellas"


@pytest.fixture
def features() -> Iterable[Feature]:
    """Nothing that upper packages keep, but what stands for it here."""

    def diary(_session: Session, resident_id: int) -> Mapping[str, object]:
        return {"entries": [{"resident_id": resident_id, "action": "bicycle"}]}

    exporters = EXPORTERS.takes(diary, lambda *_: {"answers": {"people": 3}})
    return (*without(ERASERS, EXPORTERS), Feature("upper", exporters))


def test_the_account_says_who_and_where(browser: Browser, xiaojiang: ResidentActor) -> None:
    page = browser(xiaojiang).get("/me/account").text
    assert "小江" in page
    assert "Jingkou · Xiangshan Subdistrict" in page
    assert "京口区 · 象山街道" in browser(xiaojiang).get("/me/account?lang=zh").text


def test_another_password_keeps_this_session_and_ends_the_others(browser: Browser, xiaojiang: ResidentActor) -> None:
    phone, computer = browser(xiaojiang), browser(xiaojiang)
    answer = send(phone, "/me/password", {"current_password": PASSWORD, "new_password": ANOTHER})
    assert (answer.status_code, answer.location) == (303, "/me/account?changed=1")
    assert "The password is changed" in phone.get(answer.location).text
    assert is_signed_in(phone)
    assert not is_signed_in(computer)
    assert send(computer, "/signin", {"username": "小江", "password": PASSWORD}).status_code == 422
    assert send(computer, "/signin", {"username": "小江", "password": ANOTHER}).status_code == 303


@ONE_DATABASE
@pytest.mark.parametrize(
    ("current", "new", "field", "why"),
    [
        ("", ANOTHER, "current_password", "Please type"),
        ("not this one", ANOTHER, "current_password", "not your password"),
        (PASSWORD, "", "new_password", "choose a password"),
        (PASSWORD, "short", "new_password", "at least 10"),
        (PASSWORD, "password123", "new_password", "guessed"),
        (PASSWORD, "x7#\0Kq9pLm2", "new_password", "no keyboard"),
        (PASSWORD, "x7#Kq9pLm2" * 1_000, "new_password", "at most 200"),
    ],
)
def test_a_password_that_cannot_be_changed_says_why(
    browser: Browser, xiaojiang: ResidentActor, current: str, new: str, field: str, why: str
) -> None:
    client = browser(xiaojiang)
    answer = send(client, "/me/password", {"current_password": current, "new_password": new})
    assert answer.status_code == 422
    assert why in beside(answer, field)
    assert "Jingkou" in answer.text
    assert is_signed_in(client)


def test_guessing_the_password_from_an_open_session_waits_too(browser: Browser, xiaojiang: ResidentActor) -> None:
    client = browser(xiaojiang)
    for _ in range(5):
        send(client, "/me/erase", {"password": "wrong"})
    answer = send(client, "/me/erase", {"password": PASSWORD})
    assert answer.status_code == 429
    assert "Too many tries" in on_top(answer)
    assert is_signed_in(client)


# Download


def test_the_download_holds_everything(browser: Browser, xiaojiang: ResidentActor, app_services: Services) -> None:
    with app_services.database.write() as session:
        accounts.grant_role(session, "小江", "city", xiaojiang_joined(app_services, xiaojiang))
    send(browser(), "/signin", {"username": "小江", "password": "wrong"})
    answer = browser(signed_in_again(app_services.database, xiaojiang)).get("/me/download")
    assert answer.mimetype == "application/json"
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="my-data-')
    assert "no-store" in answer.headers["Cache-Control"]
    stored = json.loads(answer.text)
    for name, model in (("account", Account), ("resident", Resident)):
        assert set(stored[name]) == {column.name for column in model.__table__.columns}
    assert stored["account"]["username"] == "小江"
    assert stored["resident"]["subdistrict_id"] == "xiangshan"
    assert stored["resident"]["consent_version"] == CONSENT_VERSION
    assert stored["account"]["password_hash"] == "argon2id"
    assert [role["role"] for role in stored["roles"]] == ["city"]
    assert [line["act"] for line in stored["audit"]] == ["grant role"]
    assert [line["failures"] for line in stored["failed_signins"]] == [1]
    assert stored["entries"] == [{"resident_id": xiaojiang.resident_id, "action": "bicycle"}]
    assert stored["answers"] == {"people": 3}


def xiaojiang_joined(app_services: Services, actor: ResidentActor):  # type: ignore[no-untyped-def]
    with app_services.database.read() as session:
        return session.get_one(Resident, actor.resident_id).created_at


def test_the_download_is_about_nobody_else(
    browser: Browser, xiaojiang: ResidentActor, join: Callable[..., ResidentActor]
) -> None:
    join("阿明", subdistrict_id="dashikou")
    text = browser(xiaojiang).get("/me/download").text
    assert "阿明" not in text
    assert "dashikou" not in text


# Erasure


@ONE_DATABASE
def test_erasing_asks_first_and_says_what_stays(browser: Browser, xiaojiang: ResidentActor) -> None:
    page = browser(xiaojiang).get("/me/erase").text
    assert "figures of your records, under an anonymous number" in page
    assert "cannot be undone" in page


def test_the_erased_are_gone(browser: Browser, xiaojiang: ResidentActor, app_services: Services) -> None:
    phone, computer = browser(xiaojiang), browser(xiaojiang)
    answer = send(phone, "/me/erase", {"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/")
    assert not is_signed_in(phone)
    assert not is_signed_in(computer)
    assert send(browser(), "/signin", {"username": "小江", "password": PASSWORD}).status_code == 422
    with app_services.database.read() as session:
        assert session.get_one(Account, xiaojiang.account_id).username is None


@pytest.mark.parametrize(("typed", "why"), [("", "Please type"), ("wrong", "not your password")])
def test_nobody_is_erased_without_the_password(
    browser: Browser, xiaojiang: ResidentActor, app_services: Services, typed: str, why: str
) -> None:
    client = browser(xiaojiang)
    answer = send(client, "/me/erase", {"password": typed})
    assert answer.status_code == 422
    assert why in beside(answer, "password")
    assert is_signed_in(client)
    assert client.post("/me/erase", data={"password": PASSWORD}).status_code == 400
    assert is_signed_in(client)


@ONE_DATABASE
@pytest.mark.parametrize("path", ["/me/account", "/me/download", "/me/erase"])
def test_visitors_sign_in_first(browser: Browser, path: str) -> None:
    answer = browser().get(path)
    assert (answer.status_code, answer.location) == (303, f"/signin?next={path}")


def test_a_place_that_the_pack_dropped_breaks_nothing(
    browser: Browser, xiaojiang: ResidentActor, app_services: Services
) -> None:
    with app_services.database.write() as session:
        session.execute(sa.update(Resident).values(district_id="atlantis", subdistrict_id="reef"))
    assert browser(xiaojiang).get("/me/account").status_code == 200
