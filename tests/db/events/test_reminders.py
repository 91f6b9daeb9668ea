"""Reminders of events: by day, once, into the inbox and by mail; one tap ends them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from sqlalchemy import select

from campaigns.events.jobs import jobs as event_jobs
from campaigns.events.models import Event
from civic.calendar import utc_now
from civic.messages.jobs import jobs as message_jobs
from civic.messages.models import Message
from civic.scheduling.jobs import run_due
from tests import gatherings, post
from tests.characters import Browser
from tests.db.events.hall import Hall
from tests.mailserver import Post, mail_server


@pytest.fixture
def server() -> Iterator[Post]:
    with mail_server() as running:
        yield running


class Town:
    """A hall whose post goes to a real mail server, and a guest with a confirmed address."""

    def __init__(self, hall: Hall, server: Post) -> None:
        self.hall, self.server = hall, server
        settings = replace(
            hall.site.app_services.settings, mail_url=server.url, base_url="https://tongxing.example.org"
        )
        self.app_services = replace(hall.site.app_services, settings=settings)
        self.guest: Browser = hall.site.newcomer()
        with hall.site.database.write() as session:
            self.guest_id = post.number_of(session, self.guest)
            post.address(session, self.guest_id, utc_now(), "guest@example.org")

    def event(self, days: int) -> int:
        """An event at nine in the morning to which the guest comes."""
        number = self.hall.event(days=days)
        gatherings.register(self.hall.site, self.hall.campaign.slug, number, self.guest)
        return number

    def jobs_run(self, event_id: int, hours_before: float) -> None:
        """The scheduler's work, so long before the event."""
        with self.hall.site.database.read() as session:
            moment = session.get_one(Event, event_id).starts_at - timedelta(hours=hours_before)
        with time_machine.travel(moment, tick=True):
            assert run_due(self.app_services, [*event_jobs, *message_jobs])

    def reminded(self) -> int:
        with self.hall.site.database.read() as session:
            told = select(Message.id).where(Message.resident_id == self.guest_id, Message.topic == "reminder")
            return len(session.scalars(told).all())


def test_a_reminder_comes_by_day_and_once_and_one_tap_ends_them(hall: Hall, server: Post) -> None:
    town = Town(hall, server)
    first = town.event(days=1)
    town.jobs_run(first, 30)
    town.jobs_run(first, 11)  # ten in the evening
    assert (town.reminded(), server.mails) == (0, [])
    for _ in range(2):
        town.jobs_run(first, 0.9)
    assert town.reminded() == 1
    (mail,) = server.mails
    assert server.addresses == ["guest@example.org"]
    assert "River clean-up" in mail["Subject"]

    stop = urlsplit(mail["List-Unsubscribe"].strip("<>")).path
    assert hall.site.visitor().client.post(stop, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    second = town.event(days=3)
    town.jobs_run(second, 20)
    assert (town.reminded(), len(server.mails)) == (2, 1)
