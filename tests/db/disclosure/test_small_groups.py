"""A walk past everything that anybody can look at: nobody reads there what fewer than ten people did.

Pages are looked at before and after people act, as a visitor and as a resident who has to do with none of it. Where a
group is small, and where only one more person did something, every page says what it said before.
"""

from collections.abc import Iterator
from datetime import timedelta
from difflib import ndiff
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events import registering, rules
from campaigns.events.jobs import count_events
from campaigns.events.models import Event
from campaigns.events.services import Arrival, check_in_many
from campaigns.moderation import rules as moderation
from campaigns.moderation.services import count_decisions, open_case
from campaigns.organizations.models import Team, TeamMember
from campaigns.programme import participation
from campaigns.programme.jobs import count_campaigns
from campaigns.programme.models import Campaign
from campaigns.rides.jobs import count_rides
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.disclosure.live import MINIMUM
from civic.paths import CITIES
from civic.residents.identity import ResidentActor
from footprint.boards.jobs import count_boards
from footprint.ledger.rules import INSTRUMENT_CONFIRMED, ON_PAPER, ORGANIZER_CONFIRMED, SELF_REPORTED
from footprint.ledger.services import Claim, record
from footprint.resources import LEDGER
from tests import gatherings
from tests.characters import Site, open_site
from tests.organizations import approved, team
from tests.organizing import campaign
from tests.people import settle

ROUTES = Path(__file__).parents[2] / "house" / "routes.txt"
KINDS = ("ride", "trio", "community", "family", "painting")
PERIODS = ("week", "month", "season", "all")
ACTIONS = ("bicycle", "cup")
TIERS = (SELF_REPORTED, ON_PAPER, ORGANIZER_CONFIRMED, INSTRUMENT_CONFIRMED)
NOT_OF_PEOPLE = ("/healthz", "/readyz", "/metrics", "/manifest.webmanifest", "/actions/tried")


class SmallCity:
    """One of each thing that people take part in, and what is done to all of them at once."""

    def __init__(self, site: Site) -> None:
        self.site, self.ledger = site, site.app_services.get(LEDGER)
        self.number = 0
        self.slugs = [campaign(site, kind, actions=list(ACTIONS)) for kind in KINDS]
        self.community = self.slugs[KINDS.index("community")]
        self.event = gatherings.event(site, self.community)
        with site.database.write() as session:
            event = session.get_one(Event, self.event)
            event.starts_at, event.ends_at = (utc_now() - timedelta(minutes=ago) for ago in (5, 2))
        owner, managed = approved(site, "中山路小学")
        _, self.team = team(owner, managed, "全校")
        self.reader = site.newcomer(language="en")

    def act(self, people: int) -> None:
        """So many newcomers do everything once."""
        with self.site.database.write() as session:
            for _ in range(people):
                one = settle(session, utc_now(), district=self.site.city.districts[0].id)
                for slug in self.slugs:
                    found = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
                    participation.join(session, found, one, {}, today=self.site.today, now=utc_now())
                self._log(session, one)
                self._come(session, one)
                self._judged(session, one)
                joined = session.scalars(select(Team)).one()
                session.add(TeamMember(team_id=joined.id, resident_id=one.resident_id, joined_at=utc_now()))

    def _log(self, session: Session, one: ResidentActor) -> None:
        for tier in TIERS:
            self.number += 1
            claim = Claim(one.resident_id, f"k:{self.number}", "bicycle", "car", 3000, self.site.today, tier)
            if tier == SELF_REPORTED or "organizer" in self.ledger.catalogue.action("bicycle").evidence:
                record(session, self.ledger, claim, utc_now())

    def _come(self, session: Session, one: ResidentActor) -> None:
        event = session.get_one(Event, self.event)
        found = session.get_one(Campaign, event.campaign_id)
        calendar, now = self.site.app_services.calendar, utc_now()
        registering.register(session, calendar, found, event.id, one, on_the_spot=True, now=now)
        arrival = Arrival(event.id, one.resident_id, rules.LIST, now, None)
        check_in_many(session, self.ledger, [arrival], now, action="community")

    def _judged(self, session: Session, one: ResidentActor) -> None:
        who, now = one.resident_id, utc_now()
        case = open_case(session, kind="text", subject=f"story:{who}", subject_path="/", by_id=who, text="", now=now)
        case.state, case.reason, case.decided_at = moderation.REFUSED, "insult", now

    def look(self) -> dict[str, str]:
        """What everybody reads on every page, the jobs having run."""
        for job in (count_boards, count_campaigns, count_events, count_rides):
            job(self.site.app_services)
        with self.site.database.write() as session:
            count_decisions(session)
        visitor = self.site.visitor("en")
        pages = {f"{path} to a visitor": visitor.open(path) for path in self.paths()}
        pages |= {f"{path} to a resident": self.reader.open(path) for path in self.paths()}
        assert {name: page.status for name, page in pages.items() if page.status != 200} == {}
        return {name: page.text for name, page in pages.items()}

    def paths(self) -> Iterator[str]:
        for line in ROUTES.read_text().splitlines():
            methods, path, *_, guard = line.split()
            plain = "<" not in path and path not in NOT_OF_PEOPLE and not path.startswith("/sign")
            if methods == "GET" and guard == "public" and plain:
                yield path
        yield from (f"/boards/districts?period={period}" for period in PERIODS)
        yield from (f"/campaigns?when={when}" for when in ("open", "upcoming", "over"))
        yield from (f"/campaigns/{slug}" for slug in self.slugs)
        yield from (f"/campaigns/{slug}/stories" for slug in self.slugs)
        yield f"/campaigns/{self.slugs[KINDS.index('family')]}/families"
        yield f"/campaigns/{self.slugs[KINDS.index('painting')]}/gallery"
        yield f"/campaigns/{self.community}/events/{self.event}"
        yield self.team


@pytest.fixture
def town(database: Database, tmp_path: Path) -> SmallCity:
    return SmallCity(open_site(database, CITIES / "zhenjiang", tmp_path))


def differing(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """What each page says otherwise: the words that went and came."""
    return {
        name: [word for word in ndiff(before[name].split(), after[name].split()) if word[0] in "+-"]
        for name in before
        if before[name] != after[name]
    }


def test_nothing_that_fewer_than_ten_did_is_read_anywhere(town: SmallCity) -> None:
    before = town.look()
    town.act(MINIMUM - 1)
    assert differing(before, town.look()) == {}


def test_what_one_more_person_does_moves_no_public_figure(town: SmallCity) -> None:
    town.act(2 * MINIMUM)
    before = town.look()
    assert "20 accounts took part" in before[f"/campaigns/{town.community} to a visitor"]
    assert "refused" in before["/about/moderation to a visitor"]
    for more in (1, MINIMUM - 2):
        town.act(more)
        assert differing(before, town.look()) == {}
    town.act(1)
    changed = differing(before, town.look())
    assert {f"/campaigns/{slug} to a visitor" for slug in town.slugs} <= set(changed)
