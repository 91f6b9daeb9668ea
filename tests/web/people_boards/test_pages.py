"""The boards of people, and the switches, as residents see them."""

from collections.abc import Callable

import pytest

from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from footprint.ledger.services import Claim, record
from footprint.people_boards.jobs import count_people_boards
from footprint.people_boards.services import choose
from footprint.resources import LEDGER
from tests.characters import Site
from tests.people import named, settle


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city in which ten of a district who want to be seen did something on a day."""
    site, now = open_city(), utc_now()
    ledger, long_ago = site.app_services.get(LEDGER), utc_now().replace(year=utc_now().year - 1)
    with site.database.write() as session:
        for _ in range(MINIMUM):
            who = settle(session, long_ago, district="jingkou").resident_id
            choose(session, who, alone=True, household=False)
            ride = Claim(who, key="ride", action="bicycle", option="car", quantity_milli=5_000, occurred_on=site.today)
            record(session, ledger, ride, now)
    with site.database.write() as session:
        count_people_boards(site.app_services, session)
    return site


def test_it_is_off_until_one_says_so(city: Site) -> None:
    newcomer = city.newcomer(language="en")
    page = newcomer.open("/me/boards")
    assert [box.get("checked") for box in page.root.findall(".//input[@type='checkbox']")] == [None, None]
    assert "You are not on this board" in newcomer.open("/boards/residents").text
    newcomer.send("/me/boards", "/me/boards", alone="y")
    page = newcomer.open("/me/boards")
    assert [box.get("checked") is not None for box in page.root.findall(".//input[@type='checkbox']")] == [True, False]
    assert "You are not on this board" not in newcomer.open("/boards/residents").text


def test_a_district_is_shown_with_days_and_kilograms(city: Site) -> None:
    newcomer = city.newcomer(language="en", district="jingkou")
    for period in ("week", "month", "season"):
        page = newcomer.open(f"/boards/residents?period={period}")
        assert "1 day" in page.text
        assert len(page.root.findall(".//ul[@class='rows']/li")) == MINIMUM


def test_who_hides_from_everybody_is_gone(city: Site) -> None:
    newcomer = city.newcomer(language="en", district="jingkou")
    with city.database.write() as session:
        choose(session, named(session, newcomer.nickname).resident_id, alone=True, household=False)
    newcomer.log("bicycle", replaced_mode="car")
    reader = city.newcomer(language="en", district="jingkou")
    with city.database.write() as session:
        for _ in range(MINIMUM):
            other = settle(session, utc_now(), district="runzhou").resident_id
            choose(session, other, alone=True, household=False)
            ride = Claim(
                other, key="ride", action="bicycle", option="car", quantity_milli=5_000, occurred_on=city.today
            )
            record(session, city.app_services.get(LEDGER), ride, utc_now())
        count_people_boards(city.app_services, session)
    address = "/boards/residents?among=new"
    assert newcomer.nickname in reader.open(address).text
    newcomer.send("/me/friends", "/me/friends/hide", hidden="y")
    assert newcomer.nickname not in reader.open(address).text


def test_households_are_asked_for_by_size(city: Site) -> None:
    newcomer = city.newcomer(language="en")
    for size in ("2", "5", "9"):
        assert "Fewer than 10 want to be seen here" in newcomer.open(f"/boards/households?among={size}").text


def test_visitors_sign_in_first(city: Site) -> None:
    for path in ("/boards/residents", "/boards/households", "/me/boards"):
        assert city.visitor("en").open(path).status in (302, 303)
