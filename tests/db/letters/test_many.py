"""Letters to many on both databases: one or two statements, whatever their number, and at humane hours."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, func, insert, select
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance
from campaigns.letters import queries, services
from campaigns.letters.services import Draft
from campaigns.programme.models import Campaign, Participant
from civic.accounts.models import Account
from civic.calendar import utc_now
from civic.city.text import Text
from civic.database.engine import Database
from civic.errors import TooMany
from civic.messages.models import Mail, MailAddress, Message, MessageText
from civic.paths import CITIES
from civic.residents.models import Household, Resident
from tests import gatherings
from tests.characters import Browser, Site, open_site
from tests.organizing import actor_of, campaign, organizer
from tests.shows import take_part

WORDS = Text({"zh": "Words (zh)", "en": "Words"})


@dataclass
class Room:
    """A campaign, its organizer, and the city it takes place in."""

    site: Site
    by: Browser
    slug: str

    def write(self, key: str, audience: str = "all", now: datetime | None = None) -> int:
        """How many a letter reaches."""
        with self.site.database.write() as session:
            found = session.scalars(select(Campaign).where(Campaign.slug == self.slug)).one()
            draft = Draft(key, audience, WORDS, WORDS)
            actor = actor_of(session, self.by)
            letter = services.write(session, self.site.app_services.calendar, found.id, actor, draft, now or utc_now())
            return letter.recipients

    def readers(self) -> set[str | None]:
        """The nicknames of those whom a letter reached."""
        with self.site.database.read() as session:
            return set(
                session.scalars(
                    select(Account.username)
                    .join(Resident, Resident.account_id == Account.id)
                    .join(Message, Message.resident_id == Resident.id)
                )
            )


@pytest.fixture
def room(database: Database, tmp_path: Path) -> Room:
    site = open_site(database, CITIES / "zhenjiang", tmp_path)
    by = organizer(site)
    return Room(site, by, campaign(site, "community", by))


_ACCOUNTS = 100_000
"""Accounts of the crowd are numbered from here on."""


def crowd(session: Session, campaign_id: int, number: int, district: str) -> None:
    """So many participants, every second with a confirmed address, every tenth of those not wanting letters."""
    now = utc_now()
    home = Household(created_at=now)
    session.add(home)
    session.flush()
    first = (session.scalar(select(func.max(Resident.id))) or 0) + 1
    ids = range(first, first + number)
    accounts = [
        {"id": _ACCOUNTS + i, "username": f"p{i}", "username_key": f"p{i}", "sessions": "", "is_demo": False}
        | {"created_at": now}
        for i in ids
    ]
    session.execute(insert(Account), accounts)
    who = [
        {"id": i, "account_id": _ACCOUNTS + i, "household_id": home.id, "district_id": district, "created_at": now}
        for i in ids
    ]
    session.execute(insert(Resident), who)
    session.execute(
        insert(Participant),
        [
            {"campaign_id": campaign_id, "resident_id": i, "joined_at": now, "joined_on": now.date()}
            | {"after_entry_id": 0}
            for i in ids
        ],
    )
    addresses = [
        {"resident_id": i, "address": f"p{i}@example.org", "language": "en", "given_at": now, "confirmed_at": now}
        | {"muted": ["campaign"] if i % 20 == 0 else []}
        for i in ids
        if i % 2 == 0
    ]
    session.execute(insert(MailAddress), addresses)


def test_two_thousand_are_reached_by_a_few_statements(room: Room) -> None:
    with room.site.database.write() as session:
        number = session.scalars(select(Campaign.id)).one()
        crowd(session, number, 2000, room.site.city.districts[0].id)
    said: list[str] = []
    event.listen(room.site.database.engine, "before_cursor_execute", lambda *a: said.append(a[2]))
    assert room.write("one") == 2000
    assert len(said) < 30
    with room.site.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Mail)) == 900
        assert session.scalar(select(func.count()).select_from(MessageText)) == 1


def test_the_mails_of_an_evening_wait_for_the_morning(room: Room) -> None:
    with room.site.database.write() as session:
        number = session.scalars(select(Campaign.id)).one()
        crowd(session, number, 4, room.site.city.districts[0].id)
    night = datetime(2026, 11, 23, 15, 30, tzinfo=UTC)  # 23:30 in the city
    room.write("one", now=night)
    with room.site.database.read() as session:
        due = {mail.due_at for mail in session.scalars(select(Mail))}
        assert due == {datetime(2026, 11, 24, 0, 0, tzinfo=UTC)}


def test_each_audience_is_whom_it_says(room: Room) -> None:
    site, (ann, ben, cem) = room.site, [room.site.newcomer() for _ in range(3)]
    for one in (ann, ben, cem):
        take_part(site, room.slug, one)
    number = gatherings.event(site, room.slug)
    gatherings.register(site, room.slug, number, ann, ben)
    with site.database.write() as session:
        now = utc_now()
        came = actor_of(session, ben).resident_id
        session.add(
            Attendance(event_id=number, resident_id=came, method="list", checked_in_at=now, recorded_at=now, turn=0)
        )
        session.flush()
        own = session.scalars(select(Campaign.id)).one()
        for code, expected in (("all", 3), ("absent", 2), (f"event:{number}", 2)):
            assert queries.recipients(session, queries.audience(own, code)) == expected
    assert room.write("one", "absent") == 2
    assert room.readers() == {ann.nickname, cem.nickname}


def test_who_left_or_was_erased_is_not_reached(room: Room) -> None:
    site, (stays, leaves, erased) = room.site, [room.site.newcomer() for _ in range(3)]
    for one in (stays, leaves, erased):
        take_part(site, room.slug, one)
    with site.database.write() as session:
        gone = actor_of(session, leaves).resident_id
        session.scalars(select(Participant).where(Participant.resident_id == gone)).one().left_at = utc_now()
        session.get_one(Resident, actor_of(session, erased).resident_id).erased_at = utc_now()
    assert room.write("one") == 1
    assert room.readers() == {stays.nickname}


def test_four_in_a_week_are_too_many(room: Room) -> None:
    take_part(room.site, room.slug, room.site.newcomer())
    start = utc_now()
    for day in range(3):
        room.write(f"letter {day}", now=start + timedelta(days=day, minutes=day))
    with pytest.raises(TooMany):
        room.write("one more", now=start + timedelta(days=4))
    assert room.write("a week later", now=start + timedelta(days=7, minutes=1)) == 1
