"""Quiet mode: reminders and cheers stay out of the inbox while it is on, answers still come."""

from typing import Any

import pytest
from flask import Flask

from civic.calendar import utc_now
from civic.messages.services import tell
from tests.characters import PASSWORD, Browser, Site
from tests.post import number_of


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def reached(site: Site, who: Browser, topic: str, key: str) -> int:
    with site.database.write() as session:
        words: dict[str, Any] = {"title": "Hello", "body": "Hello", "now": utc_now()}
        return tell(session, [number_of(session, who)], key=key, topic=topic, **words)


def test_reminders_and_cheers_stay_out_until_it_ends(site: Site) -> None:
    person = site.newcomer(language="en")
    assert person.send("/me/quiet").status == 303
    assert "Quiet mode is on" in person.open("/me/quiet").text
    assert [reached(site, person, topic, "one") for topic in ("reminder", "friends")] == [0, 0]
    assert [reached(site, person, topic, topic) for topic in ("account", "campaign", "moderation")] == [1, 1, 1]
    assert person.send("/me/quiet").status == 303
    assert reached(site, person, "reminder", "one") == 1


def test_turned_on_twice_is_on(site: Site) -> None:
    person = site.newcomer(language="en")
    on = person.open("/me/quiet").form("/me/quiet")
    assert [person.post("/me/quiet", on).status for _ in range(2)] == [303, 303]
    assert reached(site, person, "reminder", "one") == 0


def test_it_is_handed_out_and_goes_with_the_person(site: Site) -> None:
    person = site.newcomer(language="en")
    person.send("/me/quiet")
    assert '"quiet_since": "2' in person.open("/me/download").html
    assert person.send("/me/erase", password=PASSWORD).status == 303
    assert site.rows()["quiet_mode"] == 0


def test_mails_about_friends_come_only_to_who_asks_for_them(site: Site) -> None:
    person = site.newcomer(language="en")
    person.send("/me/mail", address="somebody@example.org", password=PASSWORD)
    assert "friends" not in person.open("/me/mail").form("/me/mail/topics")
    person.send("/me/mail", "/me/mail/topics", friends="y")
    assert person.open("/me/mail").form("/me/mail/topics")["friends"] == "y"
