"""A removal is told apart from reductions, once it is confirmed, and litres explain themselves."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from civic.calendar import utc_now
from footprint.ledger import rules
from footprint.ledger.models import Entry
from footprint.ledger.projections.place_total import PlaceTotal
from footprint.ledger.services import Claim, open_ledger, record
from footprint.resources import CATALOGUE
from tests.characters import Browser, Site
from tests.packs.copies import HARBOUR

REMOVED = "Taken out of the air"


@pytest.fixture(scope="module")
def harbour(open_city: Callable[..., Site]) -> Site:
    """The invented city, which has all forms of calculation."""
    return open_city(HARBOUR)


@pytest.fixture
def resident(harbour: Site) -> Browser:
    return harbour.newcomer(language="en")


def confirm(site: Site, trees: int) -> int:
    """An organizer has seen so many trees of the newest resident; the entry's number."""
    services = site.app_services
    catalogue, now = services.get(CATALOGUE), utc_now()
    ledger = open_ledger(site.database, catalogue, services.calendar, services.registry, now)
    with site.database.write() as session:
        resident_id = session.scalar(sa.text("SELECT max(id) FROM resident")) or 0
        today = services.calendar.today(now)
        claim = Claim(resident_id, f"seen:{trees}", "tree", None, trees * 1000, today, rules.ORGANIZER_CONFIRMED)
        return record(session, ledger, claim, now).entry_id


def test_a_tree_that_nobody_confirmed_counts_nowhere(resident: Browser) -> None:
    page = resident.log("tree", quantity="2")
    assert "Thank you for taking part" in page.text and "3 points" in page.text
    entry = resident.open(next(link for link in page.links() if link.startswith("/entries/")))
    assert "once an organizer has confirmed that it is still there" in entry.text
    assert "2 trees × A tree in a year 10 kg CO₂e per tree = 20 kg" in entry.text
    assert REMOVED not in resident.open("/me").text


def test_a_confirmed_tree_is_told_apart(harbour: Site, resident: Browser) -> None:
    before = kilograms_of_boards(harbour)
    number = confirm(harbour, trees=2)
    mine = resident.open("/me").text
    assert f"{REMOVED} 20 kg CO₂e between 10 kg and 24 kg" in mine
    assert "it is in no sum of reductions and on no board" in mine
    assert "20 kg CO₂e taken out of the air" in resident.open(f"/entries/{number}").text
    with harbour.database.read() as session:
        entry = session.get_one(Entry, number)
        assert (entry.low_mg, entry.mid_mg, entry.high_mg) == (0, 0, 0)
    assert kilograms_of_boards(harbour) == before


def kilograms_of_boards(site: Site) -> list[int | None]:
    """The sums that boards are made of."""
    with site.database.read() as session:
        return list(session.execute(sa.select(*map(sa.func.sum, (PlaceTotal.low_mg, PlaceTotal.high_mg)))).one())


def test_litres_are_explained(resident: Browser) -> None:
    page = resident.log("fuel", quantity="2")
    assert "5 kg CO₂e" in page.text
    entry = resident.open(next(link for link in page.links() if link.startswith("/entries/"))).text
    assert "2 litres × Petrol 2.5 kg CO₂e per litre = 5 kg" in entry
