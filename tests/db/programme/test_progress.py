"""A campaign's figures are those of the ledger: whatever people log, undo, join and leave."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from campaigns.programme import participation, queries
from campaigns.programme.models import Campaign, CampaignProgress
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.paths import CITIES
from civic.residents.identity import ResidentActor
from footprint.ledger.models import Entry
from footprint.ledger.rules import ORGANIZER_CONFIRMED
from footprint.ledger.services import Claim, record, undo
from footprint.resources import LEDGER
from tests.characters import Site, open_site
from tests.organizing import actor_of, campaign, organizer

PEOPLE = 3


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[Site]:
    yield open_site(database, CITIES / "zhenjiang", tmp_path)


def naive(site: Site, one: Campaign, people: set[int]) -> tuple[int, int, int]:
    """Living entries, mid mg and points that count, entry by entry."""
    with site.database.read() as session:
        undone = set(session.scalars(select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))))
        counted = [
            entry
            for entry in session.scalars(select(Entry).where(Entry.reverses_id.is_(None)))
            if entry.id not in undone
            and entry.resident_id in people
            and one.starts_on <= entry.occurred_on <= one.ends_on
            and (entry.action in one.actions or entry.source.startswith(f"campaign:{one.id}:"))
        ]
    return len(counted), sum(entry.mid_mg for entry in counted), sum(entry.points for entry in counted)


steps = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "log", "other", "old", "confirmed", "undo"]), st.integers(0, PEOPLE - 1)
    ),
    max_size=14,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_progress_equals_the_ledger(town: Site, history: list[tuple[str, int]]) -> None:
    by = organizer(town)
    slug = campaign(town, "trio", by, starts_on=town.today, ends_on=town.today + timedelta(days=9))
    browsers = [town.newcomer() for _ in range(PEOPLE)]
    with town.database.read() as session:
        actors = [actor_of(session, browser) for browser in browsers]
        one = queries.public_campaign(session, slug)
        session.expunge_all()
    members: set[int] = set()
    for number, (step, who) in enumerate(history):
        act(town, one, actors[who], step, number, members)
    with town.database.write() as session:
        found = session.merge(one)
        progress = participation.recount(session, found, utc_now())
        session.flush()
        counted = (progress.people, progress.actions, progress.mid_mg, progress.points)
    assert counted == (len(members), *naive(town, one, members))


def act(site: Site, one: Campaign, actor: ResidentActor, step: str, number: int, members: set[int]) -> None:
    """One thing that somebody does."""
    now, today, ledger = utc_now(), site.today, site.app_services.get(LEDGER)
    with site.database.write() as session:
        if step == "join":
            participation.join(session, one, actor, {}, today=today, now=now)
            members.add(actor.resident_id)
        elif step == "leave":
            participation.leave(session, one.id, actor, now)
            members.discard(actor.resident_id)
        elif step == "undo":
            last = session.scalars(
                select(Entry.id)
                .where(Entry.resident_id == actor.resident_id, Entry.reverses_id.is_(None))
                .order_by(Entry.id.desc())
            ).first()
            if last is not None:
                undo(session, ledger, actor.resident_id, last, now)
        else:
            action, source, tier = {
                "log": ("cup", "self", 1),
                "other": ("vegetarian_meal", "self", 1),
                "old": ("cup", "self", 1),
                "confirmed": ("community", f"campaign:{one.id}:attendance:1", ORGANIZER_CONFIRMED),
            }[step]
            record(
                session,
                ledger,
                Claim(actor.resident_id, f"step:{number}", action, None, 1000, today, tier, source),
                now,
            )


def test_pages_read_one_row(town: Site) -> None:
    slug = campaign(town, "trio")
    resident = town.newcomer()
    resident.send(f"/campaigns/{slug}/join")
    with town.database.read() as session:
        row = session.scalars(select(CampaignProgress)).one()
        assert (row.people, row.actions) == (1, 0)
