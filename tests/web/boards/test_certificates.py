"""Certificates of a season that is over, for districts and teams; none before it is over, none of too few."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from civic.calendar import address_of, utc_now
from footprint.ledger.models import FrozenSeason
from tests import finals
from tests.characters import Site


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city with a season that is over, and the same rows in the present one."""
    site = open_city()
    calendar = site.app_services.calendar
    over = calendar.season(site.today - timedelta(days=120)).key
    with site.database.write() as session:
        session.add(FrozenSeason(season=over, frozen_at=utc_now()))
        for season in (over, calendar.season(site.today).key):
            finals.fill(session, site.city, season)
    return site


def seasons(city: Site) -> tuple[str, str]:
    """The one that is over and the present one, as addresses have them."""
    calendar = city.app_services.calendar
    days = (city.today - timedelta(days=120), city.today)
    over, running = (address_of(calendar.season(day).key) for day in days)
    return over, running


def test_a_district_and_a_team_have_certificates(city: Site) -> None:
    over, _ = seasons(city)
    visitor = city.visitor("en")
    page = visitor.open(f"/seasons/{over}")
    district = f"/seasons/{over}/districts/{city.city.districts[0].id}"
    assert district in page.links()
    assert "20 accounts took part" in visitor.open(district).text
    teams = visitor.open(f"/boards/teams?period=season&key={over}")
    (certificate,) = [link for link in teams.links() if link.endswith("/teams/1")]
    found = visitor.open(certificate)
    assert found.h1 == "Willows"
    assert "20 kg CO₂e" in found.text
    assert "Group 1 · up to 29 members" in found.text


@pytest.mark.parametrize("what", ["districts/jingkou", "teams/1"])
def test_a_season_that_runs_has_none(city: Site, what: str) -> None:
    _, running = seasons(city)
    assert city.visitor("en").open(f"/seasons/{running}/{what}").status == 404
    links = city.visitor("en").open("/boards/teams").links()
    assert [link for link in links if link.startswith("/seasons/")] == []


@pytest.mark.parametrize("what", ["districts/jurong", "districts/x", "teams/2", "newcomers/jingkou", "nothing/1"])
def test_what_is_not_on_a_board_has_none(city: Site, what: str) -> None:
    over, _ = seasons(city)
    assert city.visitor("en").open(f"/seasons/{over}/{what}").status == 404
