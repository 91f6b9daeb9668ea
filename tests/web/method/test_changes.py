"""The page of changes tells what is different between the catalogues that were used, and restates totals beside it."""

from pathlib import Path

import pytest

from civic.calendar import utc_now
from civic.database.engine import Database
from civic.disclosure.live import MINIMUM
from footprint.ledger.restate import restate
from footprint.ledger.services import Claim, record
from footprint.ledger.verify import verify
from footprint.resources import LEDGER
from tests.characters import Site, open_site
from tests.packs.copies import HARBOUR, changed
from tests.people import settle

PAGE = "/about/method/changes"
BAGS = 5
PAID_BACK = 4
"""Uses that only make up for the making of the net."""
BAG_G, NEW_BAG_G = 30, 20
REASON = """\
[[changes]]
on = 2026-01-01
factors = ["net.bag"]
why = { pt = "Foi medido outra vez.", en = "It was weighed again." }
"""


def shop(site: Site, people: int = MINIMUM) -> None:
    """So many new residents each carried home five bags' worth in a net."""
    ledger, now = site.app_services.get(LEDGER), utc_now()
    with site.database.write() as session:
        for _ in range(people):
            resident = settle(session, now, district=site.city.districts[0].id).resident_id
            record(session, ledger, Claim(resident, "key", "net", None, BAGS * 1000, site.today), now)


@pytest.fixture
def harbour(database: Database, tmp_path: Path) -> Site:
    """A city whose residents went shopping with the catalogue that it began with."""
    site = open_site(database, HARBOUR, tmp_path)
    shop(site)
    return site


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """The city's later pack: a bag saves less, fewer count in a day, and one of both has a reason."""
    once, _ = changed(HARBOUR, tmp_path / "1", "factors.csv", "Plastic bag,0.03,", "Plastic bag,0.02,")
    twice, _ = changed(once, tmp_path / "2", "actions.toml", 'period = "day", max = 5 }', 'period = "day", max = 4 }')
    (twice / "changes.toml").write_text(REASON, encoding="utf-8")
    return twice


def later(site: Site, pack: Path, folder: Path) -> Site:
    """The same city with another pack, its totals restated."""
    again = open_site(site.database, pack, folder)
    restate(again.database, again.app_services.get(LEDGER), utc_now())
    return again


def test_before_anything_was_recorded_nothing_has_changed(database: Database, tmp_path: Path) -> None:
    site = open_site(database, HARBOUR, tmp_path)
    assert "Nothing has been recorded yet" in site.visitor("en").open(PAGE).text


def test_with_one_catalogue_nothing_has_changed_since_it_was_first_used(harbour: Site) -> None:
    page = harbour.visitor("en").open(PAGE)
    assert "Nothing has changed since" in page.text
    assert str(harbour.today.year) in page.text and "As restated" not in page.text
    assert PAGE in harbour.visitor("en").open("/about/method").links()


def test_a_changed_factor_is_told_and_totals_are_restated(harbour: Site, pack: Path, tmp_path: Path) -> None:
    page = later(harbour, pack, tmp_path).visitor("en").open(PAGE).text
    each = BAGS - PAID_BACK
    recorded, restated = MINIMUM * each * BAG_G, MINIMUM * each * NEW_BAG_G
    for words in (
        f"As recorded {recorded} g",
        f"As restated {restated} g",
        f"Difference {recorded - restated} g less (−33.3%)",
        "Plastic bag Before 0.03 kg CO₂e per bag",
        "Now 0.02 kg CO₂e per bag",
        "Why It was weighed again.",
        "String bag Limit Before: At most 5 bags a day Now: At most 4 bags a day",
    ):
        assert words.replace(" ", "") in page.replace(" ", ""), words
    assert page.count("No reason was written down.") == 1, "of the limit, which no reason names"


def test_the_change_leaves_old_entries_proven(harbour: Site, pack: Path, tmp_path: Path) -> None:
    again = later(harbour, pack, tmp_path)
    report = verify(again.database, again.app_services.calendar)
    assert (report.differences, report.entries, report.pack_versions) == ((), MINIMUM, 2)


def test_without_reasons_the_page_says_so_once(harbour: Site, pack: Path, tmp_path: Path) -> None:
    (pack / "changes.toml").unlink()
    page = later(harbour, pack, tmp_path).visitor("en").open(PAGE).text
    assert page.count("No reasons were written down.") == 1 and "No reason was" not in page


def test_groups_of_fewer_than_ten_are_not_restated(database: Database, pack: Path, tmp_path: Path) -> None:
    site = open_site(database, HARBOUR, tmp_path)
    shop(site, MINIMUM - 1)
    page = later(site, pack, tmp_path).visitor("en").open(PAGE).text
    assert "Plastic bag" in page and "As restated" not in page


def test_a_catalogue_taken_back_is_said_to_be_in_use_again(harbour: Site, pack: Path, tmp_path: Path) -> None:
    later(harbour, pack, tmp_path)
    again = later(harbour, HARBOUR, tmp_path)
    page = again.visitor("en").open(PAGE).text
    assert "computed again with the catalogue that was first used on" in page
    assert "no difference" in page
