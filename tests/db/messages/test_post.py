"""The post office against a real mail server: each mail at most once, whatever happens in between."""

import os
import signal
import subprocess
import sys
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from structlog.testing import capture_logs

from civic.calendar import utc_now
from civic.city.text import Text
from civic.messages import inbox
from civic.messages.models import Mail, MailAddress, Message, MessageText
from civic.messages.post import drain
from civic.messages.queries import mail_counts
from civic.messages.rules import INTERRUPTED_AFTER
from civic.messages.services import tell
from civic.services import Services
from tests import post
from tests.db.messages.conftest import newcomer
from tests.mailserver import Post, body_of
from tests.servers import ROOT


def told(app_services: Services, *readers: int, key: str = "hello", **differing: object) -> None:
    about = {"topic": "campaign", "title": "Soon: %(event)s", "body": "Place: %(place)s.", **differing}
    values: dict[str, str | Text] = {"event": "Spring ride", "place": Text({"zh": "Bridge (zh)", "en": "Bridge"})}
    with app_services.database.write() as session:
        tell(session, readers, key=key, values=values, now=utc_now(), **about)  # type: ignore[arg-type]


def mail(app_services: Services) -> Mail:
    """The one mail there is."""
    with app_services.database.read() as session:
        found = session.scalars(select(Mail)).one()
        session.expunge(found)
        return found


def counts(app_services: Services) -> dict[str, int]:
    with app_services.database.read() as session:
        return {state: number for state, number in mail_counts(session).items() if number}


def test_a_mail_says_it_in_the_readers_language(app_services: Services, server: Post, reader: int) -> None:
    letter = Text({"zh": "Chinese words", "en": "First part.\n\nSecond part <b>."})
    told(app_services, reader, path="/campaigns/spring", text=letter)
    drain(app_services, utc_now())
    (sent,) = server.mails
    assert server.addresses == ["reader@example.org"]
    assert sent["Subject"] == "Soon: Spring ride"
    assert sent["To"] == "reader@example.org"
    assert "tongxing@tongxing.example.org" in sent["From"]
    assert sent["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert sent["List-Unsubscribe"].startswith("<https://tongxing.example.org/mail/stop/")
    text, html = body_of(sent), body_of(sent, "html")
    for words in ("Place: Bridge.", "First part.", "https://tongxing.example.org/campaigns/spring"):
        assert words in text
        assert words in html
    assert "Second part <b>." in text
    assert "Second part &lt;b&gt;." in html
    assert "Chinese" not in text
    assert mail(app_services).sent_at is not None


def test_nobody_else_gets_mail(app_services: Services, server: Post, reader: int) -> None:
    """Neither who gave no address, nor who has not confirmed it, nor who does not want the topic."""
    with app_services.database.write() as session:
        silent, unsure, unwilling = (
            newcomer(app_services, session, name) for name in ("silent", "unsure", "unwilling")
        )
        post.address(session, unsure, utc_now()).confirmed_at = None
        post.address(session, unwilling, utc_now(), muted=("campaign",))
    told(app_services, reader, silent, unsure, unwilling)
    drain(app_services, utc_now())
    assert server.addresses == ["reader@example.org"]


def test_the_same_key_goes_once(app_services: Services, server: Post, reader: int) -> None:
    for _ in range(3):
        told(app_services, reader)
        drain(app_services, utc_now())
    assert len(server.mails) == 1


def test_a_mail_waits_for_its_time(app_services: Services, server: Post, reader: int) -> None:
    morning = utc_now() + timedelta(hours=9)
    told(app_services, reader, due_at=morning)
    drain(app_services, utc_now())
    assert server.mails == []
    drain(app_services, morning)
    assert len(server.mails) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_temporary_refusal_is_tried_again(app_services: Services, server: Post, reader: int, step: str) -> None:
    told(app_services, reader)
    now = utc_now()
    server.answers[step] = "451 come back later"
    drain(app_services, now)
    assert (mail(app_services).tries, mail(app_services).sending_at) == (1, None)
    assert "451" in (mail(app_services).error or "")
    server.answers.clear()
    drain(app_services, now)
    assert server.mails == []
    drain(app_services, now + timedelta(minutes=2))
    assert len(server.mails) == 1


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_permanent_refusal_is_the_end(app_services: Services, server: Post, reader: int, step: str) -> None:
    told(app_services, reader)
    server.answers[step] = "550 nobody of that name"
    with capture_logs() as logs:
        drain(app_services, utc_now())
    assert [line["event"] for line in logs] == ["mail given up"]
    assert "reader" not in str(logs)
    server.answers.clear()
    drain(app_services, utc_now() + timedelta(days=2))
    assert server.mails == []
    assert counts(app_services) == {"given_up": 1}


def refused(app_services: Services, reader: int) -> int:
    with app_services.database.read() as session:
        return session.get_one(MailAddress, reader).refusals


def test_after_three_hard_refusals_no_mail_goes_there(app_services: Services, server: Post, reader: int) -> None:
    server.answers["RCPT"] = "550 5.1.1 nobody of that name"
    for number in range(3):
        told(app_services, reader, key=f"{number}")
        drain(app_services, utc_now())
    assert refused(app_services, reader) == 3
    server.answers.clear()
    told(app_services, reader, key="fourth")
    drain(app_services, utc_now())
    assert (server.mails, counts(app_services)) == ([], {"given_up": 3})


def test_what_waits_for_an_address_that_refuses_is_dropped(app_services: Services, server: Post, reader: int) -> None:
    told(app_services, reader, key="waits")
    with app_services.database.write() as session:
        session.get_one(MailAddress, reader).refusals = 3
    drain(app_services, utc_now())
    assert (server.mails, counts(app_services)) == ([], {})


def test_a_mail_that_is_taken_forgives_the_refusals(app_services: Services, server: Post, reader: int) -> None:
    with app_services.database.write() as session:
        session.get_one(MailAddress, reader).refusals = 2
    told(app_services, reader)
    drain(app_services, utc_now())
    assert (len(server.mails), refused(app_services, reader)) == (1, 0)


@pytest.mark.parametrize("answer", ["451 later", "554 no", "550 5.7.1 your server is on a list"])
def test_refusals_of_the_sender_say_nothing_about_the_address(
    app_services: Services, server: Post, reader: int, answer: str
) -> None:
    server.answers["RCPT"] = answer
    told(app_services, reader)
    drain(app_services, utc_now())
    assert refused(app_services, reader) == 0


def test_a_refused_mail_does_not_stop_the_next(app_services: Services, server: Post, reader: int) -> None:
    with app_services.database.write() as session:
        other = newcomer(app_services, session, "other")
        post.address(session, other, utc_now(), "other@example.org")
        session.execute(update(MailAddress).where(MailAddress.resident_id == reader).values(address="x@example.org"))
    server.refused = {"x@example.org"}
    told(app_services, reader, other)
    drain(app_services, utc_now())
    assert server.addresses == ["other@example.org"]
    assert counts(app_services) == {"sent": 1, "given_up": 1}


def test_a_server_that_is_away_is_tried_for_a_day(app_services: Services, server: Post, reader: int) -> None:
    away = replace(app_services, settings=replace(app_services.settings, mail_url="smtp://127.0.0.1:9"))
    told(app_services, reader)
    now, pauses = utc_now(), []
    while (due := mail(app_services).due_at) is not None:
        pauses.append(due - now)
        now = due
        drain(away, now)
    assert pauses[1:] == sorted(pauses[1:])
    assert timedelta(hours=20) < now - utc_now() <= timedelta(days=1, hours=1)
    assert counts(app_services) == {"given_up": 1}
    drain(app_services, now + timedelta(days=1))
    assert server.mails == []


def test_a_connection_lost_before_the_text_is_tried_again(app_services: Services, server: Post, reader: int) -> None:
    told(app_services, reader)
    server.answers["RCPT"] = "hang up"
    drain(app_services, utc_now())
    server.answers.clear()
    drain(app_services, utc_now() + timedelta(minutes=2))
    assert len(server.mails) == 1


def test_a_connection_lost_with_the_text_is_not(app_services: Services, server: Post, reader: int) -> None:
    """It may have arrived: nobody gets it twice."""
    told(app_services, reader)
    server.answers["DATA"] = "hang up"
    drain(app_services, utc_now())
    server.answers.clear()
    drain(app_services, utc_now() + timedelta(days=1))
    assert server.mails == []
    assert counts(app_services) == {"given_up": 1}


def test_two_post_offices_at_once_send_each_mail_once(app_services: Services, server: Post) -> None:
    with app_services.database.write() as session:
        readers = [newcomer(app_services, session, f"reader{number}") for number in range(30)]
        for number in readers:
            post.address(session, number, utc_now())
    told(app_services, *readers)
    offices = [threading.Thread(target=drain, args=(app_services, utc_now())) for _ in range(3)]
    for office in offices:
        office.start()
    for office in offices:
        office.join()
    assert sorted(server.addresses) == sorted(f"resident{number}@example.org" for number in readers)


_OFFICE = """
import sys
from pathlib import Path
from civic.app import build_services
from civic.calendar import utc_now
from civic.config import Settings
from civic.messages.post import drain
url, mail_url, folder = sys.argv[1:]
settings = Settings(url, "a key for tests, long enough to be taken", Path("cities/zhenjiang").resolve(), Path(folder),
                    mail_url=mail_url)
drain(build_services(settings), utc_now())
"""


def test_a_process_that_dies_while_it_sends_sends_nothing_twice(
    app_services: Services, server: Post, reader: int, tmp_path: object
) -> None:
    told(app_services, reader)
    server.answers["DATA"] = "wait"
    arguments = [sys.executable, "-c", _OFFICE, app_services.database.url, server.url, str(tmp_path)]
    with subprocess.Popen(arguments, cwd=ROOT) as office:
        assert server.arrived.wait(30)
        os.kill(office.pid, signal.SIGKILL)
    server.answers.clear()
    server.go_on.set()
    drain(app_services, utc_now())
    assert mail(app_services).sending_at is not None
    with capture_logs() as logs:
        drain(app_services, utc_now() + INTERRUPTED_AFTER + timedelta(minutes=1))
    assert [line["event"] for line in logs] == ["mail given up"]
    drain(app_services, utc_now() + timedelta(days=1))
    assert len(server.mails) <= 1
    assert counts(app_services) == {"given_up": 1}


@pytest.mark.parametrize("change", ["mute", "remove", "other", "delete"])
def test_what_is_not_wanted_any_more_stays(app_services: Services, server: Post, reader: int, change: str) -> None:
    told(app_services, reader)
    with app_services.database.write() as session:
        if change == "mute":
            inbox.mute(session, reader, "campaign")
        elif change == "remove":
            inbox.remove_address(session, reader)
        elif change == "other":
            inbox.give_address(session, reader, "else@example.org", "en", utc_now())
        else:
            inbox.delete_message(session, reader, mail(app_services).message_id or 0)
    drain(app_services, utc_now())
    assert "reader@example.org" not in server.addresses
    assert [one["Subject"] for one in server.mails if "Spring" in one["Subject"]] == []


def test_erasure_takes_address_and_mails(app_services: Services, server: Post, reader: int) -> None:
    told(app_services, reader)
    with app_services.database.write() as session:
        inbox.forget(session, reader)
    drain(app_services, utc_now())
    assert server.mails == []
    with app_services.database.read() as session:
        assert session.scalars(select(Mail)).all() == session.scalars(select(MailAddress)).all() == []


def test_nothing_typed_becomes_a_header(app_services: Services, server: Post, reader: int) -> None:
    evil = "Ride\r\nBcc: all@example.org\r\n\r\nBuy\u2028this"
    with app_services.database.write() as session:
        tell(
            session,
            [reader],
            key="evil",
            topic="campaign",
            title="Soon: %(event)s",
            body="Place: %(place)s.",
            values={"event": evil, "place": "x"},
            now=utc_now(),
        )
    drain(app_services, utc_now())
    (sent,) = server.mails
    assert sent["Bcc"] is None
    assert sent["Subject"] == "Soon: Ride Bcc: all@example.org Buy this"
    assert server.addresses == ["reader@example.org"]


def test_a_mail_that_cannot_be_written_does_not_stop_the_next(
    app_services: Services, server: Post, reader: int
) -> None:
    told(app_services, reader, key="broken", title="%(missing)s")
    told(app_services, reader, key="sound")
    drain(app_services, utc_now())
    assert len(server.mails) == 1
    assert counts(app_services) == {"sent": 1, "given_up": 1}


def test_without_a_mail_server_mails_wait(app_services: Services, server: Post, reader: int) -> None:
    told(app_services, reader)
    drain(replace(app_services, settings=replace(app_services.settings, mail_url=None)), utc_now())
    assert counts(app_services) == {"waiting": 1}


def test_old_mails_and_messages_are_forgotten(app_services: Services, server: Post, reader: int) -> None:
    told(app_services, reader, text=Text({"en": "A letter."}))
    drain(app_services, utc_now())
    with app_services.database.write() as session:
        inbox.purge(session, utc_now() + timedelta(days=29))
        assert mail_counts(session)["sent"] == 1
        inbox.purge(session, utc_now() + timedelta(days=31))
        assert mail_counts(session)["sent"] == 0
        inbox.purge(session, utc_now() + timedelta(days=366))
    with app_services.database.read() as session:
        assert session.scalars(select(Message)).all() == session.scalars(select(MessageText)).all() == []
