"""A database of the version before keeps its campaigns: what is new about them is filled from the rows that it has."""

import json
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from sqlalchemy import select, text

from campaigns.events.models import Attendance
from campaigns.families import services as families
from campaigns.programme.jobs import count_campaigns
from campaigns.programme.models import Campaign
from civic.database import migrate
from civic.database.engine import Database
from civic.disclosure.live import MINIMUM
from civic.paths import CITIES
from civic.residents.identity import ResidentActor
from footprint.ledger.rules import INSTRUMENT_CONFIRMED, SELF_REPORTED
from footprint.ledger.services import Claim, record
from tests.characters import open_site
from tests.db.events.hall import Hall
from tests.organizing import campaign

BEFORE = "0130"
"""Families without the day on which they joined, nobody's times of coming, no mix of evidence that is told."""


@pytest.fixture
def hall(database: Database, tmp_path: Path) -> Iterator[Hall]:
    """At noon, when UTC has the day of the city."""
    with time_machine.travel("2026-11-25 04:00Z", tick=False):
        yield Hall.found(open_site(database, CITIES / "zhenjiang", tmp_path))


def rides(hall: Hall, who: ResidentActor, key: str, tier: int = SELF_REPORTED, *, minutes: int = 0) -> int:
    """An entry, so many minutes from now; its number."""
    claim = Claim(who.resident_id, key, "bicycle", "car", 3000, hall.site.today, tier)
    with hall.site.database.write() as session:
        return record(session, hall.ledger, claim, hall.now + timedelta(minutes=minutes)).entry_id


def come(hall: Hall, *people: ResidentActor) -> None:
    """To an event of their own, which makes them participants."""
    event = hall.event()
    for who in people:
        hall.register(event, who)
    hall.begin(event)
    for who in people:
        assert hall.check_in(event, who).is_in


def rows(hall: Hall, statement: str) -> Sequence[tuple[Any, ...]]:
    with hall.site.database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def upgrade_anew(hall: Hall) -> None:
    migrate.downgrade(hall.site.database, BEFORE)
    migrate.upgrade(hall.site.database)


def test_a_family_begins_with_what_it_did_after_joining(hall: Hall) -> None:
    slug, homes = campaign(hall.site, "family"), hall.newcomers(3)
    first, early, _ = homes
    before = [rides(hall, who, "before") for who in (first, early)]
    with hall.site.database.write() as session:
        found = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
        for number, who in enumerate(homes, 1):
            families.join(session, found, who, f"Family {number}", hall.site.today, hall.now + timedelta(minutes=1))
    after = rides(hall, first, "after", minutes=2)
    upgrade_anew(hall)
    assert after > max(before)
    assert rows(hall, "SELECT name, joined_on, after_entry_id FROM family ORDER BY name") == [
        (
            f"Family {number}",
            hall.site.today if hall.site.database.dialect == "postgresql" else str(hall.site.today),
            last,
        )
        for number, last in ((1, before[0]), (2, before[1]), (3, 0))
    ]


def test_who_came_is_counted_and_who_was_not_counted_yet_is_noted(hall: Hall) -> None:
    people, late, not_there = hall.newcomers(MINIMUM), hall.newcomer(), hall.newcomer()
    come(hall, *people)
    come(hall, people[0], not_there)
    with hall.site.database.read() as session:
        wrong = session.scalars(select(Attendance).where(Attendance.resident_id == not_there.resident_id)).one()
    hall.take_back(wrong.event_id, wrong.id)
    count_campaigns(hall.site.app_services)
    come(hall, late)
    looks = [
        "SELECT resident_id, times_came FROM participant ORDER BY resident_id",
        "SELECT campaign_id, resident_id, came FROM campaign_share ORDER BY resident_id",
        "SELECT campaign_id, came FROM campaign_count",
    ]
    before = [rows(hall, look) for look in looks]
    assert sorted(times for _, times in before[0]) == [0, *[1] * MINIMUM, 2]
    assert before[2] == [(hall.campaign.id, MINIMUM)]
    with hall.site.database.engine.begin() as connection:  # nobody was noted for coming alone
        connection.execute(text("DELETE FROM figure_change"))
    upgrade_anew(hall)
    assert [rows(hall, look) for look in looks] == before
    noted = rows(hall, "SELECT subject, resident_id FROM figure_change WHERE subject LIKE 'campaign:%'")
    assert noted == [(f"campaign:{hall.campaign.id}", late.resident_id)]


@pytest.mark.parametrize("measured", [0, MINIMUM - 1, MINIMUM])
def test_the_mix_is_told_where_ten_stand_behind_each_kind(hall: Hall, measured: int) -> None:
    with hall.site.database.write() as session:
        session.get_one(Campaign, hall.campaign.id).actions = ["bicycle"]
    people = hall.newcomers(2 * MINIMUM)
    come(hall, *people)
    for number, who in enumerate(people):
        rides(hall, who, "ride", INSTRUMENT_CONFIRMED if number < measured else SELF_REPORTED)
    count_campaigns(hall.site.app_services)
    ((own_mg, measured_mg),) = rows(hall, "SELECT self_reported_mg, instrument_mg FROM campaign_count")
    upgrade_anew(hall)
    ((told,),) = rows(hall, "SELECT evidence FROM campaign_count")
    expected = None if measured == MINIMUM - 1 else [own_mg, 0, 0, measured_mg]
    assert (json.loads(told) if told else None) == expected
