"""Roles granted and withdrawn on the web, a second factor set up by oneself, recovery codes for a lost phone."""

import base64
import re
from collections.abc import Callable

import pytest
from sqlalchemy import select

from civic.accounts.models import AuditEntry, RecoveryCode
from civic.accounts.totp import code_at
from civic.calendar import utc_now
from tests import officework
from tests.characters import CODE_LASTS_S, PASSWORD, Browser, Page, Site

DESK, FACTOR = "/city/staff", "/me/second-factor"


def secret_on(page: Page) -> bytes:
    """What an authenticator app makes of the page."""

    found = re.search(r"otpauth://totp/[^\"]*secret=([A-Z2-7]+)", page.html)
    assert found, page.text
    return base64.b32decode(found[1])


def code_of(secret: bytes, ahead: int = 0) -> str:
    return code_at(secret, int(utc_now().timestamp()) // CODE_LASTS_S + ahead)


def set_up(browser: Browser) -> tuple[bytes, list[str]]:
    """The secret and the recovery codes of a second factor that somebody sets up."""
    shown = browser.open(FACTOR)
    assert "no-store" in shown.answer.headers["Cache-Control"], "the secret stands on it"
    secret = secret_on(shown)
    page = browser.send(FACTOR, password=PASSWORD, code=code_of(secret))
    assert page.status == 200, page.problems
    assert "no-store" in page.answer.headers["Cache-Control"]
    codes = [re.sub(r"\s", "", found) for found in re.findall(r'<li class="?num"?>([^<]+)', page.html)]
    return secret, codes


def granted(site: Site, browser: Browser, role: str = "moderator") -> Page:
    return site.administrator.send(DESK, username=browser.nickname, role=role)


def half_way(site: Site, nickname: str) -> tuple[Browser, Page]:
    """A browser in which somebody has typed the password."""
    browser = site.visitor("en")
    return browser, browser.sign_in(nickname)


def inbox(browser: Browser) -> str:
    return browser.open("/me/inbox").text


@pytest.fixture
def town(open_city: Callable[..., Site]) -> Site:
    """A city with one administrator."""
    return open_city()


def test_administrators_alone_see_who_works_here(site: Site) -> None:
    for browser in (site.newcomer(), site.moderator, site.clerk):
        assert browser.open(DESK).status == 404
        assert browser.post(f"{DESK}/withdraw", {"csrf_token": browser.token()}).status == 404
    assert site.clerk.nickname in site.administrator.open(DESK).text
    assert site.administrator.post(DESK, {"username": "x", "role": "city"}).status == 400, "no token"


def test_a_role_works_once_a_second_factor_is_set_up(site: Site) -> None:
    person = site.newcomer(language="en")
    refused = granted(site, person)
    assert refused.status == 422 and refused.beside("username")
    assert refused.form(DESK)["username"] == person.nickname, "nothing is lost"
    secret, codes = set_up(person)
    assert len(set(codes)) == 10
    assert granted(site, person).status == 303
    assert person.open("/me/account").status != 200, "signed out"
    browser, asked = half_way(site, person.nickname)
    let_in = browser.post("/signin/code", {**asked.form("/signin/code"), "code": code_of(secret, 1)})
    assert let_in.status == 303, let_in.text
    assert browser.open("/moderation").status == 200
    assert "You have a new role here" in inbox(browser)
    assert granted(site, person).status == 409


@pytest.mark.parametrize(("field", "typed"), [("username", "nobody here"), ("username", ""), ("role", "king")])
def test_what_cannot_be_granted_is_refused_beside_its_field(site: Site, field: str, typed: str) -> None:
    fields = {"username": site.clerk.nickname, "role": "moderator", field: typed}
    page = site.administrator.send(DESK, **fields)
    assert page.status == 422 and page.beside(field)


def test_nobody_grants_to_themselves_and_the_last_administrator_stays(town: Site) -> None:
    mine = officework.actor(town, town.administrator).account_id
    assert town.administrator.send(DESK, username=town.administrator.nickname, role="city").status == 403
    fields = {"csrf_token": town.administrator.token(), "account": str(mine), "role": "administrator"}
    refused = town.administrator.post(f"{DESK}/withdraw", fields)
    assert refused.status == 409 and "最后一位管理员" in refused.problems
    assert town.administrator.open(DESK).status == 200


def test_a_role_that_is_withdrawn_ends_sessions_and_codes(town: Site) -> None:
    person = town.newcomer(language="en")
    secret, _codes = set_up(person)
    granted(town, person)
    browser, asked = half_way(town, person.nickname)
    browser.post("/signin/code", {**asked.form("/signin/code"), "code": code_of(secret, 1)})
    number = officework.actor(town, person).account_id
    fields = {"csrf_token": town.administrator.token(), "account": str(number), "role": "moderator"}
    assert town.administrator.post(f"{DESK}/withdraw", fields).status == 303
    assert browser.open("/moderation").status != 200
    assert town.administrator.post(f"{DESK}/withdraw", fields).status == 404, "there is none any more"
    again, page = half_way(town, person.nickname)
    assert page.status == 303 and again.open("/moderation").status == 404
    assert "A role of yours has ended" in inbox(again)
    with town.database.read() as session:
        assert session.scalars(select(RecoveryCode).where(RecoveryCode.account_id == number)).all() == []


def test_a_recovery_code_works_once_and_is_told(site: Site) -> None:
    person = site.newcomer(language="en")
    _, codes = set_up(person)
    granted(site, person)
    for turn, (typed, status) in enumerate(((codes[3].lower(), 303), (codes[3], 422), (codes[4], 303))):
        browser, asked = half_way(site, person.nickname)
        page = browser.post("/signin/code", {**asked.form("/signin/code"), "recovery": typed})
        assert page.status == status, (turn, page.text)
    assert "A recovery code of yours was used" in inbox(browser)
    assert "left: 8" in browser.open(FACTOR).text
    number = officework.actor(site, person).account_id
    with site.database.read() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"account:{number}")).all()
    assert acts.count("use recovery code") == 2


@pytest.mark.parametrize("typed", ["2AAAAAAAAAAA", "x", "9" * 40, "234567", "2AAA-AAAA-AAAA"])
def test_what_is_no_recovery_code_is_refused_beside_its_field(site: Site, typed: str) -> None:
    browser, asked = half_way(site, site.moderator.nickname)
    page = browser.post("/signin/code", {**asked.form("/signin/code"), "recovery": typed})
    assert page.status in (422, 429) and (page.beside("recovery") or page.problems)
    assert browser.open("/moderation").status != 200


def test_a_new_set_replaces_the_old(site: Site) -> None:
    person = site.newcomer(language="en")
    _, old = set_up(person)
    page = person.post("/me/recovery-codes", {"csrf_token": person.token(), "password": PASSWORD})
    new = [re.sub(r"\s", "", found) for found in re.findall(r'<li class="?num"?>([^<]+)', page.html)]
    assert len(new) == 10 and not set(new) & set(old)
    granted(site, person)
    browser, asked = half_way(site, person.nickname)
    assert browser.post("/signin/code", {**asked.form("/signin/code"), "recovery": old[0]}).status == 422
    assert browser.post("/signin/code", {**asked.form("/signin/code"), "recovery": new[0]}).status == 303


@pytest.mark.parametrize(
    ("field", "answers"),
    [("password", {"password": "wrong password"}), ("password", {"password": ""}), ("code", {"code": "000000"})],
)
def test_setting_up_needs_the_password_and_the_code(site: Site, field: str, answers: dict[str, str]) -> None:
    person = site.newcomer(language="en")
    secret = secret_on(person.open(FACTOR))
    page = person.send(FACTOR, **{"password": PASSWORD, "code": code_of(secret), **answers})
    assert page.status == 422 and page.beside(field)
    assert secret_on(page) == secret, "the phone that scanned it goes on working"
    assert "It is set up" not in person.open(FACTOR).text


def test_without_a_second_factor_there_are_no_codes(site: Site) -> None:
    person = site.newcomer(language="en")
    page = person.post("/me/recovery-codes", {"csrf_token": person.token(), "password": PASSWORD})
    assert page.status == 409


def test_the_drawing_keeps_to_the_strict_policy(site: Site) -> None:
    page = site.newcomer().open(FACTOR)
    drawing = page.html[page.html.index("<svg", page.html.index("<figure")) :].partition("</svg>")[0]
    assert "style=" not in drawing and "<script" not in drawing
