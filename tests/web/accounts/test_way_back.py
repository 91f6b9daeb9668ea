"""A forgotten password: set anew by a recovery code or by a mail, once, and nobody learns who has an account."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from civic.calendar import utc_now
from civic.messages.post import drain
from tests.characters import PASSWORD, Browser, Page, Site
from tests.mailserver import Post, body_of, mail_server

NEW = "four geese cross the river"
CODE = re.compile(r"<li class=\"num\">([^<]+)</li>")


@pytest.fixture
def person(site: Site) -> Browser:
    return site.newcomer(language="en")


def codes_of(person: Browser) -> list[str]:
    return CODE.findall(person.send("/me/way-back", password=PASSWORD).html)


def recover(site: Site, nickname: str, code: str, password: str = NEW) -> tuple[Browser, Page]:
    visitor = site.visitor("en")
    return visitor, visitor.send("/signin/recover", username=nickname, code=code, new_password=password)


def enters(site: Site, nickname: str, password: str) -> bool:
    return site.visitor("en").send("/signin", username=nickname, password=password).status == 303


def test_a_newcomer_is_asked_kindly_until_they_answer(site: Site) -> None:
    visitor, nickname = site.visitor("en"), "asked_kindly"
    fields = {"username": nickname, "password": NEW, "district": "jingkou", "consent": "y"}
    landed = visitor.follow(visitor.send("/signup", **fields))
    assert "keep your recovery codes" in landed.text
    assert "/me/way-back" in landed.html
    assert "Keep a way back" in visitor.open("/").text
    visitor.send("/me/way-back", "/me/way-back/later")
    assert "Keep a way back" not in visitor.open("/").text


def test_a_code_sets_the_password_anew_once(site: Site, person: Browser) -> None:
    codes = codes_of(person)
    assert len(codes) == 5
    came, page = recover(site, person.nickname, codes[2].lower())
    assert page.status == 303
    assert "Other devices are signed out" in came.follow(page).text
    assert "Your password was set anew" in came.open("/me/inbox").text
    assert person.open("/me").status == 303  # the old sessions have ended
    assert (enters(site, person.nickname, NEW), enters(site, person.nickname, PASSWORD)) == (True, False)
    assert recover(site, person.nickname, codes[2], "another set of words")[1].status == 422
    assert recover(site, person.nickname, codes[3], "another set of words")[1].status == 303


def test_a_new_set_makes_the_old_one_worthless(site: Site, person: Browser) -> None:
    old, new = codes_of(person), codes_of(person)
    assert recover(site, person.nickname, old[0])[1].status == 422
    assert recover(site, person.nickname, new[0])[1].status == 303


def test_codes_ask_for_the_password_and_are_stored_as_hashes(site: Site, person: Browser) -> None:
    refused = person.send("/me/way-back", password="not mine at all")
    assert (refused.status, refused.beside("password")) == (422, "This is not your password. Please check it.")
    codes = codes_of(person)
    assert person.open("/me/way-back").text.count("5 codes left") == 1
    assert not any(code.replace(" ", "") in str(row) for code in codes for row in site.rows().values())


def test_nobody_learns_who_has_an_account(site: Site, person: Browser) -> None:
    codes = codes_of(person)
    wrong = codes[0][:-1] + ("2" if codes[0][-1] != "2" else "3")
    said = {recover(site, name, code)[1].text for name, code in [(person.nickname, wrong), ("nobody_at_all", wrong)]}
    assert len({text.replace(person.nickname, "").replace("nobody_at_all", "") for text in said}) == 1
    assert {ask_for_mail(site, name).status for name in (person.nickname, "nobody_at_all")} == {303}


def test_codes_are_not_found_by_trying(site: Site, person: Browser) -> None:
    codes = codes_of(person)
    answers = [recover(site, person.nickname, "2" + "3" * 11)[1].status for _ in range(7)]
    assert 429 in answers
    assert recover(site, person.nickname, codes[0])[1].status == 429  # nor by whoever has one, for half a minute


def test_staff_do_not_come_in_by_codes_of_residents(site: Site) -> None:
    page = site.clerk.send("/me/way-back", password=PASSWORD)
    assert page.status == 403
    assert not CODE.findall(page.html)


@pytest.fixture
def server() -> Iterator[Post]:
    with mail_server() as running:
        yield running


def ask_for_mail(site: Site, nickname: str) -> Page:
    visitor = site.visitor("en")
    return visitor.post("/signin/by-mail", {"csrf_token": visitor.token(), "username": nickname})


def mail_to(site: Site, person: Browser, server: Post) -> str:
    """Has the link sent, and the path that it leads to; "" where no mail came."""
    assert ask_for_mail(site, person.nickname).status == 303
    return delivered(site, server, "/signin/reset/")


def delivered(site: Site, server: Post, start: str) -> str:
    settings = replace(site.app_services.settings, mail_url=server.url)
    drain(replace(site.app_services, settings=settings), utc_now())
    links = [re.search(start + r"[\w.-]+", body_of(mail)) for mail in server.mails]
    server.mails.clear()
    return next((found[0] for found in links if found), "")


def confirm(site: Site, person: Browser, server: Post) -> None:
    person.send("/me/mail", address=f"{person.nickname}@example.org", password=PASSWORD)
    site.visitor("en").send(delivered(site, server, "/mail/confirm/"))


def test_a_mail_sets_the_password_anew_once(site: Site, person: Browser, server: Post) -> None:
    assert mail_to(site, person, server) == ""  # no address, no mail
    confirm(site, person, server)
    link = mail_to(site, person, server)
    visitor = site.visitor("en")
    weak = visitor.send(link, new_password="wangnainai1958")
    assert weak.status == 422
    assert re.search(r"for example \w+-\w+-\w+-\w+", weak.beside("new_password"))
    assert visitor.send(link, new_password=NEW).status == 303
    assert visitor.open("/me").status == 200
    assert enters(site, person.nickname, NEW)
    assert site.visitor("en").open(link).status == 410


def test_a_link_is_short_lived_and_ends_when_the_password_changes(site: Site, person: Browser, server: Post) -> None:
    confirm(site, person, server)
    link = mail_to(site, person, server)
    assert site.visitor("en").open(link).status == 200
    with time_machine.travel(utc_now() + timedelta(minutes=31)):
        assert site.visitor("en").open(link).status == 410
    person.send("/me/account", "/me/password", current_password=PASSWORD, new_password=NEW)
    assert site.visitor("en").open(link).status == 410
    assert site.visitor("en").open("/signin/reset/made-up").status == 410
