"""Signing in: the same answer for unknown and wrong, waiting after failures, sessions that can be ended."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import argon2
import pytest
import sqlalchemy as sa
import time_machine
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civic.accounts import services
from civic.accounts.arriving import AFTER_ARRIVAL
from civic.accounts.hashing import HASHING, Hashing
from civic.accounts.identity import Actor
from civic.accounts.models import Account, SigninFailure
from civic.accounts.rules import SESSIONS_MAX
from civic.app import create_app
from civic.config import Settings
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.services import Services
from tests.browsing import ONE_DATABASE, PASSWORD, beside, is_signed_in, on_top, send, token
from tests.features import without
from tests.people import signed_in_again

Browser = Callable[..., FlaskClient]
NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def sign_in(client: FlaskClient, username: str = "小江", password: str = PASSWORD, **more: str) -> TestResponse:
    return send(client, "/signin", {"username": username, "password": password, **more})


def without_token(text: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", text)


def test_signing_in_and_out(browser: Browser, xiaojiang: Actor) -> None:
    client = browser()
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/")
    assert is_signed_in(client)
    cookie = client.get_cookie("session")
    assert cookie is not None
    assert cookie.expires is not None
    answer = send(client, "/signout", {})
    assert (answer.status_code, answer.location) == (303, "/")
    assert not is_signed_in(client)


@ONE_DATABASE
@pytest.mark.parametrize("typed", [" 小江 ", "\u3000小江"])
def test_spaces_around_a_nickname_do_not_matter(browser: Browser, xiaojiang: Actor, typed: str) -> None:
    assert sign_in(browser(), typed).status_code == 303


def test_a_page_that_needs_an_account_comes_after_it(browser: Browser, xiaojiang: Actor) -> None:
    client = browser()
    sent_to = client.get("/me/account?lang=en").location
    assert sent_to == "/signin?next=/me/account?lang%3Den"
    assert 'value="/me/account?lang=en"' in client.get(sent_to).text
    assert sign_in(client, next="/me/account?lang=en").location == "/me/account?lang=en"


@ONE_DATABASE
def test_it_comes_after_signing_up_as_well(browser: Browser) -> None:
    wish = "/campaigns/ride-on/join"
    assert f'href="/signup?next={wish}"' in browser().get(f"/signin?next={wish}").text
    assert f'href="/signin?next={wish}"' in browser().get(f"/signup?next={wish}").text
    assert 'href="/signup"' in browser().get("/signin?next=//evil.example").text


@ONE_DATABASE
@pytest.mark.parametrize(
    "wished", ["https://evil.example/", "//evil.example", "/\\evil.example", "/\nevil", "x" * 9_999]
)
def test_nobody_is_sent_to_another_site(browser: Browser, xiaojiang: Actor, wished: str) -> None:
    assert sign_in(browser(), next=wished).location == "/"
    assert browser(xiaojiang).get("/signin", query_string={"next": wished}).location == "/"


@ONE_DATABASE
@pytest.mark.parametrize("features", [without(AFTER_ARRIVAL)])  # nobody there who would take it
def test_a_pending_try_outlives_signing_in_and_nothing_else_does(browser: Browser, xiaojiang: Actor) -> None:
    client = browser()
    with client.session_transaction() as session:
        session["trial"], session["other"] = {"action": "bicycle"}, "a visitor's"
    sign_in(client)
    with client.session_transaction() as session:
        assert session["trial"] == {"action": "bicycle"}
        assert "other" not in session
        assert set(session) == {"trial", "_user_id", "_permanent"}


# No enumeration


def test_unknown_and_wrong_read_the_same(browser: Browser, xiaojiang: Actor) -> None:
    wrong = sign_in(browser(), "小江", "tulip river 7 hill")
    unknown = sign_in(browser(), "小河", "tulip river 7 hill")
    assert wrong.status_code == unknown.status_code == 422
    assert "do not match" in on_top(wrong)
    assert without_token(wrong.text).replace("小江", "小河") == without_token(unknown.text)


@ONE_DATABASE
def test_an_unknown_nickname_costs_the_same_work(
    browser: Browser, xiaojiang: Actor, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str] = []
    verify = argon2.PasswordHasher.verify

    def watched(self: argon2.PasswordHasher, hash: str, password: bytes) -> bool:
        hashed.append(hash.rsplit("$", 2)[0])
        return verify(self, hash, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", watched)
    sign_in(browser(), "小江", "wrong")
    sign_in(browser(), "小河", "wrong")
    sign_in(browser(), "王" * 10_000, "wrong" * 2_000)
    assert hashed == [f"$argon2id$v=19$m={settings.password_memory_kib},t=3,p=4"] * 3


def test_a_hash_costs_what_the_standard_asks_unless_told_otherwise() -> None:
    """RFC 9106, section 4, the second recommended option."""
    assert Hashing().hash(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_waiting_reads_the_same_for_the_unknown(browser: Browser, xiaojiang: Actor) -> None:
    answers = {}
    for name in ("小江", "小河"):
        for _ in range(6):
            answers[name] = sign_in(browser(), name, "wrong")
    assert {answer.status_code for answer in answers.values()} == {429}
    assert on_top(answers["小江"]) == on_top(answers["小河"]) != ""


@ONE_DATABASE
@pytest.mark.parametrize(
    ("username", "password", "field"),
    [("", PASSWORD, "username"), ("  ", PASSWORD, "username"), ("小江", "", "password"), ("", "", "password")],
)
def test_an_empty_field_is_pointed_at(browser: Browser, username: str, password: str, field: str) -> None:
    answer = sign_in(browser(), username, password)
    assert answer.status_code == 422
    assert "Please type" in beside(answer, field)


@pytest.mark.parametrize("typed", ["a\0b", "🚲", "\u202eabc", "x" * 10_000, "NaN", "-1", "' OR 1=1 --", "<script>"])
def test_an_absurd_nickname_is_just_unknown(browser: Browser, typed: str) -> None:
    answer = sign_in(browser(), typed)
    assert answer.status_code == 422
    assert "do not match" in on_top(answer)
    assert "<script>" not in answer.text.split('id="username"')[1][:200]


# Waiting


def test_after_five_failures_even_the_right_password_waits(browser: Browser, xiaojiang: Actor) -> None:
    with time_machine.travel(NOW, tick=False) as clock:
        for _ in range(5):
            assert sign_in(browser(), password="wrong").status_code == 422
        answer = sign_in(browser())
        assert answer.status_code == 429
        assert answer.headers["Retry-After"] == "30"
        assert "Too many tries. Please wait 1 min" in on_top(answer)
        assert 'value="小江"' in answer.text
        clock.shift(timedelta(seconds=31))
        client = browser()
        assert sign_in(client).status_code == 303
        assert is_signed_in(client)
    # A right password has cleared the account: failures start from nothing again.
    with time_machine.travel(NOW + timedelta(seconds=32), tick=False):
        assert sign_in(browser(), password="wrong").status_code == 422


def test_no_address_and_no_nickname_stand_in_the_database(browser: Browser, app_services: Services) -> None:
    sign_in(browser(), "小河", "wrong")
    with app_services.database.read() as session:
        buckets = list(session.scalars(sa.select(SigninFailure.bucket)))
    assert len(buckets) == 2
    assert all(re.fullmatch("[0-9a-f]{64}", bucket) for bucket in buckets)


# Sessions


@ONE_DATABASE
def test_a_tampered_cookie_is_signed_out(browser: Browser, xiaojiang: Actor) -> None:
    client = browser(xiaojiang)
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.set_cookie("session", cookie.value[:-4] + "AAAA")
    answer = client.get("/me/account")
    assert (answer.status_code, answer.location) == (303, "/signin?next=/me/account")
    assert client.get("/signin").status_code == 200


@pytest.mark.parametrize(
    "forged",
    [
        "",
        "1",
        "1.",
        "1.0.0",
        "0.0",
        "-1.0",
        "1.9",
        "x.y",
        "１.０",
        "9" * 40 + ".0",
        "1." + "9" * 40,
        "1.0.2.2",
        "1.0.3",
        "1.0\0",
        7,
        None,
        [1],
    ],
)
def test_a_session_that_names_nobody_is_nobodys(browser: Browser, xiaojiang: Actor, forged: object) -> None:
    client = browser()
    with client.session_transaction() as session:
        session["_user_id"] = forged
    assert client.get("/me/account").status_code == 303
    assert client.get("/signin").status_code == 200


def copied(client: FlaskClient, onto: FlaskClient) -> FlaskClient:
    """The second browser, with the first one's session cookie."""
    cookie = client.get_cookie("session")
    assert cookie is not None
    onto.set_cookie("session", cookie.value)
    return onto


def test_signing_out_ends_the_session_whoever_has_copied_its_cookie(browser: Browser, xiaojiang: Actor) -> None:
    phone, other = browser(xiaojiang), browser()
    sign_in(other)
    thief = copied(other, browser())
    assert is_signed_in(thief)
    send(other, "/signout", {})
    assert not is_signed_in(thief)
    assert thief.get("/me/download").location == "/signin?next=/me/download"
    assert is_signed_in(phone)


def test_the_twenty_first_session_ends_the_first(browser: Browser, xiaojiang: Actor, app_services: Services) -> None:
    first, second = browser(xiaojiang), browser(signed_in_again(app_services.database, xiaojiang))
    for _ in range(SESSIONS_MAX - 2):
        signed_in_again(app_services.database, xiaojiang)
    assert is_signed_in(first)
    signed_in_again(app_services.database, xiaojiang)
    assert (is_signed_in(first), is_signed_in(second)) == (False, True)


@ONE_DATABASE
@pytest.mark.parametrize("secure", [True, False])
def test_a_secure_cookie_is_bound_to_this_host(settings: Settings, database: Database, secure: bool) -> None:
    client = create_app(replace(settings, secure_cookies=secure), database=database).test_client()
    set_by = client.get("/signin", base_url="https://localhost").headers["Set-Cookie"]
    name, flags = set_by.split("=")[0], {flag.strip() for flag in set_by.split(";")[1:]}
    assert name == ("__Host-session" if secure else "session")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= flags
    assert ("Secure" in flags) is secure
    assert "Domain" not in set_by


def test_signing_out_everywhere_ends_the_other_phone_too(browser: Browser, xiaojiang: Actor) -> None:
    phone, computer = browser(xiaojiang), browser(xiaojiang)
    assert send(computer, "/signout/everywhere", {}).location == "/"
    assert not is_signed_in(computer)
    assert not is_signed_in(phone)


@ONE_DATABASE
def test_nobody_is_signed_out_by_another_site(browser: Browser, xiaojiang: Actor) -> None:
    client = browser(xiaojiang)
    assert client.post("/signout").status_code == 400
    assert client.post("/signout/everywhere").status_code == 400
    assert client.get("/signout").status_code == 405
    assert is_signed_in(client)


def test_whoever_is_signed_in_costs_one_statement(
    browser: Browser, xiaojiang: Actor, app_services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app_services.database.write() as session:
        for role in ("city", "moderator"):
            services.grant_role(session, "小江", role, NOW)
    client = browser(signed_in_again(app_services.database, xiaojiang, strong=True))
    spoken: list[str] = []
    rows = Database.rows

    def heard(self: Database, query: CompiledQuery, values: Mapping[str, Any]) -> list[Any]:
        spoken.append("straight to the driver")
        return rows(self, query, values)

    monkeypatch.setattr(Database, "rows", heard)
    sa.event.listen(app_services.database.engine, "before_cursor_execute", lambda *about: spoken.append(about[2]))
    client.get("/about/privacy")
    assert spoken == ["straight to the driver"]


@pytest.mark.parametrize("dialect", ["postgresql"])  # SQLite's readers never wait
@pytest.mark.parametrize("path", ["/me/account", "/about/privacy"])
def test_a_database_that_does_not_answer_is_a_page_that_says_so(
    settings: Settings, database: Database, xiaojiang: Actor, path: str
) -> None:
    hasty = Database(settings.database_url, patience_s=0.05)
    client = create_app(settings, database=hasty).test_client()
    with client.session_transaction() as session:
        session["_user_id"] = xiaojiang.get_id()
    with database.write() as writer:
        writer.execute(sa.text("LOCK TABLE resident IN ACCESS EXCLUSIVE MODE"))
        answer = client.get(path)
    assert answer.status_code == 503
    assert "<h1" in answer.text
    assert is_signed_in(client)
    hasty.dispose()


def test_an_outdated_hash_is_renewed_at_the_next_sign_in(
    browser: Browser, join: Callable[..., Actor], app_services: Services
) -> None:
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    actor = join("阿明", password_hash=weak)
    client = browser()
    assert sign_in(client, "阿明").status_code == 303
    assert is_signed_in(client)
    with app_services.database.read() as session:
        now = session.get_one(Account, actor.account_id).password_hash
    assert now is not None
    assert f"m={app_services.settings.password_memory_kib},t=3,p=4" in now
    assert app_services.get(HASHING).matches(now, PASSWORD)


# Demonstration


@pytest.mark.parametrize(("demo", "status"), [(True, 303), (False, 422)])
def test_demo_accounts_open_only_in_a_demonstration(
    settings: Settings, database: Database, join: Callable[..., Actor], demo: bool, status: int
) -> None:
    join("resident", is_demo=True)
    client = create_app(replace(settings, demo=demo), database=database).test_client()
    assert sign_in(client, "resident").status_code == status
    assert is_signed_in(client) is demo


@ONE_DATABASE
def test_without_a_token_nobody_signs_in(browser: Browser, xiaojiang: Actor) -> None:
    client = browser()
    answer = client.post("/signin", data={"username": "小江", "password": PASSWORD})
    assert answer.status_code == 400
    assert "<h1" in answer.text
    stranger = browser()
    form = {"csrf_token": token(stranger, "/signin"), "username": "小江", "password": PASSWORD}
    assert client.post("/signin", data=form).status_code == 400
    assert not is_signed_in(client)


@ONE_DATABASE
def test_a_body_of_a_hundred_megabytes_is_refused(browser: Browser) -> None:
    answer = browser().post(
        "/signin", data=b"username=" + b"x" * 100_000_000, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413
