"""A walk past everything that anybody can look at: nobody reads there what fewer than ten people did.

Pages are looked at before and after people act, as a visitor and as a resident who has to do with none of it. Where a
group is small, and where only one more person did something, every page says what it said before; but for the board on
which families stand by the names that they gave themselves.
"""

from collections.abc import Iterator
from difflib import ndiff
from pathlib import Path

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events import registering, rules
from campaigns.events.jobs import count_events
from campaigns.events.models import Event
from campaigns.events.services import Arrival, check_in_many
from campaigns.families import services as families
from campaigns.families.jobs import jobs as family_jobs
from campaigns.moderation import rules as moderation
from campaigns.moderation.models import Case
from campaigns.moderation.services import count_decisions
from campaigns.organizations.models import Team, TeamMember
from campaigns.pledges import services as pledges
from campaigns.programme import participation
from campaigns.programme.jobs import count_campaigns
from campaigns.programme.models import Campaign
from campaigns.rides.jobs import count_rides
from campaigns.stories import services as stories
from campaigns.stories.services import StoryDraft
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
NOT_OF_PEOPLE = (
    *("/healthz", "/readyz", "/metrics", "/manifest.webmanifest", "/actions/tried"),
    *("/.well-known/change-password", "/.well-known/security.txt"),
    "/awareness/report",  # leads to the year, once there is a release
)


class SmallCity:
    """One of each thing that people take part in, and what is done to all of them at once."""

    def __init__(self, site: Site, clock: time_machine.Traveller) -> None:
        self.site, self.clock, self.ledger = site, clock, site.app_services.get(LEDGER)
        self.number = 0
        self.slugs = [campaign(site, kind, actions=list(ACTIONS)) for kind in KINDS]
        self.challenge = campaign(site, "family", actions=list(ACTIONS))
        self.community, self.trio = (self.slugs[KINDS.index(kind)] for kind in ("community", "trio"))
        self.event = gatherings.event(site, self.community)
        gatherings.begin(site, self.event)
        owner, managed = approved(site, "中山路小学")
        _, self.team = team(owner, managed, "全校")
        self.reader = site.newcomer(language="en")

    def act(self, people: int) -> None:
        """So many newcomers do everything once."""
        with self.site.database.write() as session:
            for _ in range(people):
                one = settle(session, utc_now(), district=self.site.city.districts[0].id)
                for slug in self.slugs:
                    found = self._found(session, slug)
                    participation.join(session, found, one, {}, today=self.site.today, now=utc_now())
                self._log(session, one)
                self._come(session, one)
                self._tell(session, one)
                self._promise(session, one)
                joined = session.scalars(select(Team)).one()
                session.add(TeamMember(team_id=joined.id, resident_id=one.resident_id, joined_at=utc_now()))

    @staticmethod
    def _found(session: Session, slug: str) -> Campaign:
        return session.scalars(select(Campaign).where(Campaign.slug == slug)).one()

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

    def _tell(self, session: Session, one: ResidentActor) -> None:
        """A story that moderators refuse."""
        told, now = StoryDraft(text="14 herons", shows_name=True, picture_alt="", language="en"), utc_now()
        number = stories.write(session, self._found(session, self.community), one, "story", told, now)
        stories.refuse(session, number, "insult", now)
        case = session.scalars(select(Case).where(Case.subject == f"story:{number}")).one()
        case.state, case.reason, case.decided_at = moderation.REFUSED, "insult", now

    def _promise(self, session: Session, one: ResidentActor) -> None:
        """The home keeps to a cup of its own, and is a family of the challenge."""
        cup = {"action_id": "cup", "option_id": "own", "quantity_milli": 1000, "other_things": False}
        trio, challenge = self._found(session, self.trio), self._found(session, self.challenge)
        pledges.make(session, self.ledger, trio, one, **cup, promise="pledge", now=utc_now())  # type: ignore[arg-type]
        families.join(session, challenge, one, f"Family {one.resident_id}", self.site.today, utc_now())

    def look(self) -> dict[str, str]:
        """What everybody reads on every page, the jobs having run; a minute later, since pages are drawn anew then."""
        self.clock.shift(60)
        for job in (count_boards, count_campaigns, count_events, count_rides):
            job(self.site.app_services)
        with self.site.database.write() as session:
            count_decisions(session)
            for one in family_jobs:
                one.run(self.site.app_services, session)
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
        yield from self.by_name()

    def by_name(self) -> tuple[str, str]:
        """Where families stand by their names."""
        return f"/campaigns/{self.challenge}", f"/campaigns/{self.challenge}/families"


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[SmallCity]:
    """On a Wednesday at noon, far from midnight and from night, when the front page is drawn otherwise."""
    with time_machine.travel("2026-11-25 04:00Z", tick=False) as clock:
        yield SmallCity(open_site(database, CITIES / "zhenjiang", tmp_path), clock)


def differing(before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """What each page says otherwise: the words that went and came."""
    return {
        name: [word for word in ndiff(before[name].split(), after[name].split()) if word[0] in "+-"]
        for name in before
        if before[name] != after[name]
    }


def of_people(town: SmallCity, before: dict[str, str], after: dict[str, str]) -> dict[str, list[str]]:
    """What pages say otherwise, but for those on which families stand by their names: that these do is asserted."""
    _, board = town.by_name()
    assert before[f"{board} to a visitor"] != after[f"{board} to a visitor"]
    return {name: words for name, words in differing(before, after).items() if name.split()[0] not in town.by_name()}


def test_nothing_that_fewer_than_ten_did_is_read_anywhere(town: SmallCity) -> None:
    before = town.look()
    town.act(MINIMUM - 1)
    assert of_people(town, before, town.look()) == {}


def test_what_one_more_person_does_moves_no_public_figure(town: SmallCity) -> None:
    event, cases = f"/campaigns/{town.community} to a visitor", "/about/moderation to a visitor"
    town.act(2 * MINIMUM)
    before = town.look()
    assert "20 accounts took part" in before[event]
    assert "20 were there" in before[event]
    assert "refused" in before[cases]
    for more in (1, MINIMUM - 2):
        town.act(more)
        assert of_people(town, before, town.look()) == {}
    town.act(1)
    after = town.look()
    assert "30 were there" in after[event]
    told = {f"/campaigns/{slug}" for slug in town.slugs} | {"/", "/boards", "/about/moderation"}
    told |= {f"/boards/districts?period={period}" for period in PERIODS}
    expected = {f"{path} to {reader}" for path in told for reader in ("a visitor", "a resident")}
    assert expected - set(of_people(town, before, after)) == set()
