"""The demonstration's campaigns: one of every series of the pack, with people whose deeds are counted."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import select

from campaigns.demo.campaigns import add_campaigns
from campaigns.demo.sponsors import add_sponsor
from campaigns.events.models import Attendance, Event, Feedback
from campaigns.families.models import Family, TaskTick
from campaigns.friends import queries as friends
from campaigns.gallery.models import Painting, Vote
from campaigns.pledges.models import Confirmation, Pledge
from campaigns.programme.models import Campaign, CampaignCount
from campaigns.programme.resources import PROGRAMME
from campaigns.rides.models import Ride
from campaigns.stories.models import Story
from campaigns.thanks.models import Offer, Voucher
from civic.accounts.models import Account
from civic.database.engine import Database
from civic.disclosure.live import MINIMUM
from civic.residents.models import Resident
from footprint.ledger.verify import verify
from footprint.population.services import populate
from footprint.resources import LEDGER
from tests.characters import Site, open_site
from tests.packs.copies import HARBOUR, ZHENJIANG
from tests.servers import Databases

NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)


Demonstration = Callable[[str, Path], Site]


@pytest.fixture(scope="module")
def demonstration(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Demonstration:
    """`demonstration("sqlite", ZHENJIANG)` is a city of four hundred on that kind of database, made once to be read."""

    @cache
    def make(dialect: str, pack: Path) -> Site:
        site = open_site(Database(databases.make(dialect)), pack, tmp_path_factory.mktemp("demonstration"), demo=True)
        ledger = site.app_services.get(LEDGER)
        populate(site.database, site.city, ledger, residents=400, days=25, seed=1, now=NOW)
        add_campaigns(site.app_services, 1, NOW)
        return site

    return make


@pytest.mark.parametrize("pack", [ZHENJIANG, HARBOUR], ids=["zhenjiang", "harbour"])
def test_every_series_is_shown_with_people(demonstration: Demonstration, dialect: str, pack: Path) -> None:
    site = demonstration(dialect, pack)
    with site.database.read() as session:
        campaigns = session.scalars(select(Campaign)).all()
        counted = session.scalars(select(CampaignCount)).all()
    assert {one.series for one in campaigns if one.state == "published"} == set(site.app_services.get(PROGRAMME).series)
    assert counted, "in a demonstration of some size"
    assert all(MINIMUM <= one.people <= one.actions for one in counted)
    assert any(one.mid_mg > 0 for one in counted)


@pytest.mark.parametrize("pack", [ZHENJIANG, HARBOUR], ids=["zhenjiang", "harbour"])
def test_the_first_account_has_friends(database: Database, tmp_path: Path, pack: Path) -> None:
    site = open_site(database, pack, tmp_path, demo=True)
    populate(database, site.city, site.app_services.get(LEDGER), residents=60, days=20, seed=1, now=NOW)
    add_campaigns(site.app_services, 1, NOW)
    with database.read() as session:
        first = session.scalars(select(Account.id).where(Account.username == "resident")).one()
        number = session.scalars(select(Resident.id).where(Resident.account_id == first)).one()
        known = friends.known(session, number)
        assert sorted(one.is_friend for one in known) == [False, True, True, True, True]
        assert len(friends.cheers(session, number, site.app_services.calendar.today(NOW))) == 2


SHOWN = {
    "ride": (Event, Attendance, Ride, Story),
    "trio": (Pledge, Confirmation),
    "community": (Event, Attendance, Feedback, Story),
    "family": (Family, TaskTick),
    "painting": (Painting, Vote),
}


@pytest.mark.parametrize("pack", [ZHENJIANG, HARBOUR], ids=["zhenjiang", "harbour"])
def test_every_kind_is_alive_and_the_ledger_is_right(demonstration: Demonstration, dialect: str, pack: Path) -> None:
    site = demonstration(dialect, pack)
    with site.database.read() as session:
        kinds = {one.kind for one in site.app_services.get(PROGRAMME).series.values()}
        empty = [model for kind in kinds for model in SHOWN[kind] if not session.query(model).count()]
        states = {one.state for one in session.query(Painting)}
    assert empty == []
    assert states == {"shown", "waiting"}
    assert verify(site.database, site.app_services.calendar).differences == ()


def test_an_invented_sponsor_thanks_residents(database: Database, tmp_path: Path) -> None:
    site = open_site(database, ZHENJIANG, tmp_path, demo=True)
    populate(database, site.city, site.app_services.get(LEDGER), residents=200, days=40, seed=7, now=NOW)
    add_campaigns(site.app_services, 7, NOW)
    add_sponsor(site.app_services, 7, NOW)
    with database.read() as session:
        offers = session.scalars(select(Offer)).all()
        vouchers = session.query(Voucher).count()
    assert [one.state for one in offers] == ["published", "published"]
    assert all(0 < one.redeemed < one.taken < one.stock for one in offers)
    assert sum(one.taken for one in offers) == vouchers
