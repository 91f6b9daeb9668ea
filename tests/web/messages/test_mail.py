"""Mails by wish: giving an address, confirming it from there, choosing topics, and ending them without signing in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine

from civic.calendar import utc_now
from civic.messages.models import MailAddress
from civic.messages.post import drain
from civic.messages.queries import mail_counts
from tests.characters import PASSWORD, Browser, Site
from tests.mailserver import Post, body_of, mail_server
from tests.post import number_of, told


@pytest.fixture
def server() -> Iterator[Post]:
    with mail_server() as running:
        yield running


@pytest.fixture
def deliver(site: Site, server: Post) -> Callable[[], None]:
    """Sends what is due."""
    app_services = replace(site.app_services, settings=replace(site.app_services.settings, mail_url=server.url))
    return lambda: drain(app_services, utc_now())


@pytest.fixture
def reader(site: Site) -> Browser:
    return site.newcomer(language="en")


def own(reader: Browser) -> str:
    """An address that nobody else gives: each is asked a few times a day only."""
    return f"{reader.nickname}@example.org"


def link_in(text: str, start: str) -> str:
    """The path of the first link that a mail has to such an address."""
    found = re.search(r"https?://\S+" + start + r"\S+", text)
    assert found, text
    return urlsplit(found[0].rstrip(">")).path


def confirmed(site: Site, reader: Browser, server: Post, deliver: Callable[[], None]) -> None:
    reader.follow(reader.send("/me/mail", address=own(reader), password=PASSWORD))
    deliver()
    path = link_in(body_of(server.mails.pop()), "/mail/confirm/")
    assert "Your address is confirmed" in site.visitor("en").send(path).text


def test_an_address_counts_once_it_is_confirmed(
    site: Site, reader: Browser, server: Post, deliver: Callable[[], None]
) -> None:
    page = reader.follow(reader.send("/me/mail", address=f" {own(reader)} ", password=PASSWORD))
    assert f"on its way to {own(reader)}" in page.text
    told(site, reader)
    deliver()
    (asked,) = server.mails
    assert "is this your address?" in asked["Subject"]
    assert reader.nickname not in body_of(asked)
    path = link_in(body_of(asked), "/mail/confirm/")
    visitor = site.visitor("en")
    assert visitor.open(path).h1 == "Is this your address?"
    assert "on its way" in reader.open("/me/mail").text
    assert "confirmed" in visitor.send(path).h1
    assert f"Mails go to {own(reader)}." in reader.open("/me/mail").text
    told(site, reader, "later")
    deliver()
    assert [mail["Subject"] for mail in server.mails[1:]] == ["Soon: Spring ride"]


def test_mails_speak_the_language_of_the_page(site: Site, server: Post, deliver: Callable[[], None]) -> None:
    reader = site.newcomer(language="zh")
    reader.send("/me/mail", address=own(reader), password=PASSWORD)
    deliver()
    assert server.mails[0]["Content-Language"] == "zh-CN"
    assert 'lang="zh-CN"' in body_of(server.mails[0], "html")


def test_another_address_must_be_confirmed_too(
    site: Site, reader: Browser, server: Post, deliver: Callable[[], None]
) -> None:
    confirmed(site, reader, server, deliver)
    reader.send("/me/mail", address=f"li.{own(reader)}", password=PASSWORD)
    told(site, reader)
    deliver()
    assert server.addresses[1:] == [f"li.{own(reader)}"]
    assert f"on its way to li.{own(reader)}" in reader.open("/me/mail").text


def test_the_link_ends_with_the_address_it_was_for(
    site: Site, reader: Browser, server: Post, deliver: Callable[[], None]
) -> None:
    reader.send("/me/mail", address=own(reader), password=PASSWORD)
    deliver()
    path = link_in(body_of(server.mails[0]), "/mail/confirm/")
    reader.send("/me/mail", address=f"li.{own(reader)}", password=PASSWORD)
    page = site.visitor("en").send(path)
    assert page.status == 410
    assert "does not work any more" in page.h1
    assert f"on its way to li.{own(reader)}" in reader.open("/me/mail").text


def test_the_link_expires(site: Site, reader: Browser, server: Post, deliver: Callable[[], None]) -> None:
    reader.send("/me/mail", address=own(reader), password=PASSWORD)
    deliver()
    path = link_in(body_of(server.mails[0]), "/mail/confirm/")
    with time_machine.travel(utc_now() + timedelta(days=3, minutes=1), tick=False):
        assert site.visitor("en").open(path).status == 410
    assert site.visitor("en").open(path).status == 200


@pytest.mark.parametrize("token", ["nonsense", "WzEsMV0.x.y", "W10", "%00", "a" * 3000])
def test_a_made_up_link_is_none(site: Site, token: str) -> None:
    assert site.visitor("en").open(f"/mail/confirm/{token}").status in (404, 410)
    assert site.visitor("en").open(f"/mail/stop/{token}").status == 404


@pytest.mark.parametrize("typed", ["", "wang", "wang@example.org\nBcc: x@example.org", "\x00@x.org", "x" * 10_000])
def test_what_is_no_address_is_said_beside_the_field(site: Site, reader: Browser, typed: str) -> None:
    page = reader.send("/me/mail", address=typed, password=PASSWORD)
    assert page.status == 422
    assert page.beside("address")
    with site.database.read() as session:
        assert session.get(MailAddress, number_of(session, reader)) is None


def test_nobody_can_flood_a_mailbox(site: Site, server: Post, deliver: Callable[[], None]) -> None:
    """Everybody is answered the same, whatever others asked: the address just gets no fourth mail."""
    answers = set()
    for _ in range(5):
        other = site.newcomer(language="en")
        page = other.follow(other.send("/me/mail", address="victim@example.org", password=PASSWORD))
        answers.add(page.text)
        deliver()
    assert len(answers) == 1
    assert server.addresses == ["victim@example.org"] * 3


def test_a_mailbox_is_one_however_it_is_spelled(site: Site, server: Post, deliver: Callable[[], None]) -> None:
    for spelled in (
        "aunt@example.com",
        "Aunt@example.com",
        "aunt+1@EXAMPLE.com",
        "a.unt@example.com",
        "AUNT+b@example.com",
    ):
        other = site.newcomer(language="en")
        other.send("/me/mail", address=spelled, password=PASSWORD)
        deliver()
    assert len(server.mails) == 3


def test_whose_address_refuses_is_told_and_can_try_again(
    site: Site, reader: Browser, server: Post, deliver: Callable[[], None]
) -> None:
    confirmed(site, reader, server, deliver)
    server.refused = {own(reader)}
    for key in ("a", "b"):
        told(site, reader, key)
        deliver()
    assert "do not reach you" not in reader.open("/me/inbox").text
    told(site, reader, "c")
    deliver()
    assert "Our mails do not reach you" in reader.open("/me/inbox").text
    assert f"{own(reader)} does not receive our mails" in reader.open("/me/mail").text
    server.refused = set()
    assert "A mail is on its way" in reader.follow(reader.send("/me/mail", address=own(reader), password=PASSWORD)).text
    deliver()
    site.visitor("en").send(link_in(body_of(server.mails.pop()), "/mail/confirm/"))
    assert f"Mails go to {own(reader)}" in reader.open("/me/mail").text


def test_a_question_that_is_refused_is_said_at_once(reader: Browser, server: Post, deliver: Callable[[], None]) -> None:
    server.refused = {own(reader)}
    reader.send("/me/mail", address=own(reader), password=PASSWORD)
    deliver()
    assert "does not receive our mails" in reader.open("/me/mail").text


def test_nobody_asks_for_many_addresses(reader: Browser, server: Post, deliver: Callable[[], None]) -> None:
    for number in range(5):
        assert reader.send("/me/mail", address=f"someone{number}@example.org", password=PASSWORD).status == 303
        deliver()
    page = reader.send("/me/mail", address="someone6@example.org", password=PASSWORD)
    assert page.status == 429
    assert "many addresses today" in page.beside("address")
    assert len(server.mails) == 5


def test_one_tap_ends_a_topic_without_signing_in(
    site: Site, reader: Browser, server: Post, deliver: Callable[[], None]
) -> None:
    confirmed(site, reader, server, deliver)
    told(site, reader, topic="campaign")
    deliver()
    header = link_in(server.mails[-1]["List-Unsubscribe"], "/mail/stop/")
    assert header == link_in(body_of(server.mails[-1]), "/mail/stop/")
    mail_program, count = site.visitor("en"), len(server.mails)
    assert mail_program.open(header).status == 200  # some look at links before their reader does
    told(site, reader, "second", topic="campaign")
    deliver()
    assert len(server.mails) == count + 1
    assert mail_program.post(header, {}).status == 400
    assert mail_program.post(header, {"List-Unsubscribe": "One-Click"}).status == 200
    told(site, reader, "third", topic="campaign")
    told(site, reader, "fourth", topic="reminder")
    deliver()
    assert len(server.mails) == count + 2
    assert "Soon: Spring ride" in reader.open("/me/inbox").text


def test_topics_are_chosen_one_by_one(site: Site, reader: Browser, server: Post, deliver: Callable[[], None]) -> None:
    confirmed(site, reader, server, deliver)
    page = reader.open("/me/mail")
    form = page.form("/me/mail/topics")
    assert {topic for topic, ticked in form.items() if ticked == "y"} == {
        "account",
        "reminder",
        "campaign",
        "moderation",
    }
    del form["campaign"]
    reader.post("/me/mail/topics", {**form, "language": "zh"})
    told(site, reader, "one", topic="campaign")
    told(site, reader, "two", topic="reminder")
    deliver()
    (sent,) = server.mails
    assert sent["Content-Language"] == "zh-CN"
    assert "campaign" not in reader.open("/me/mail").form("/me/mail/topics")
    assert reader.post("/me/mail/topics", {**form, "language": "xx"}).status == 422


def test_removing_the_address_ends_all(site: Site, reader: Browser, server: Post, deliver: Callable[[], None]) -> None:
    confirmed(site, reader, server, deliver)
    told(site, reader)
    reader.follow(reader.send("/me/mail", "/me/mail/remove"))
    deliver()
    assert server.mails == []
    assert own(reader) not in reader.open("/me/mail").html


def test_address_and_wishes_are_personal_data(
    site: Site, reader: Browser, server: Post, deliver: Callable[[], None]
) -> None:
    confirmed(site, reader, server, deliver)
    assert reader.open("/me/download").answer.get_json()["mail_address"]["address"] == own(reader)
    with site.database.read() as session:
        number = number_of(session, reader)
    reader.send("/me/erase", password=PASSWORD)
    with site.database.read() as session:
        assert session.get(MailAddress, number) is None


def test_the_operator_sees_what_became_of_mails(
    site: Site, reader: Browser, server: Post, deliver: Callable[[], None]
) -> None:
    confirmed(site, reader, server, deliver)
    site.app.extensions["tongxing"] = replace(
        site.app_services, settings=replace(site.app_services.settings, metrics_token="secret")
    )
    try:
        page = reader.open("/metrics", Authorization="Bearer secret")
    finally:
        site.app.extensions["tongxing"] = replace(
            site.app_services, settings=replace(site.app_services.settings, metrics_token=None)
        )
    assert re.search(r'tongxing_mails\{state="sent"\} [1-9]', page.html)
    with site.database.read() as session:
        given_up = mail_counts(session)["given_up"]
    assert f'tongxing_mails{{state="given_up"}} {given_up}.0' in page.html
