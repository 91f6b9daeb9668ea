"""Cities full of life, one a pack: every page has something to show."""

import os
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from civic.calendar import utc_now
from civic.paths import CITIES
from footprint.ledger.models import FrozenSeason
from tests import (
    answered,
    campaigning,
    finals,
    friendships,
    gatherings,
    measuring,
    officework,
    organizations,
    outings,
    post,
    quizzing,
    releasing,
    shows,
    standards,
    surveying,
    thanking,
)
from tests.characters import Site
from tests.house.visits import Visits
from tests.with_app import *  # noqa: F403 (fixtures)

PACKS = {
    folder.name: folder
    for folder in (CITIES / "zhenjiang", *sorted(Path(__file__).parents[1].glob("packs/*")))
    if (folder / "city.toml").is_file()
}


@pytest.fixture(scope="session")
def lively(open_city: Callable[..., Site]) -> Callable[[str], Site]:
    """`lively("zhenjiang")` is that city with two residents who have logged everything there is."""
    cities: dict[str, Site] = {}

    def find(pack: str) -> Site:
        if pack not in cities:
            cities[pack] = open_city(PACKS[pack])
            fill_with_life(cities[pack])
        return cities[pack]

    return find


@pytest.fixture(scope="session")
def visits(lively: Callable[[str], Site], tmp_path_factory: pytest.TempPathFactory) -> Visits:
    """`visits("zhenjiang", "/actions")` is everybody's visit there, made once for all tests and all processes."""
    whole_run = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        whole_run = whole_run.parent
    folder = whole_run / "visits"
    folder.mkdir(exist_ok=True)
    return Visits(lively, folder)


def fill_with_life(site: Site) -> None:
    """Every action of the season, one entry above its limit, one taken back, and the home's questions answered."""
    known = [action for action in site.catalogue.actions.values() if site.today.month in (action.months or range(13))]
    actions = [action for action in known if action.is_by_hand and not action.is_device]
    for device in (action for action in known if action.is_device):
        site.xiaoming.send(f"/devices/{device.id}", f"/me/devices/{device.id}/new", name="Kitchen")
    releasing.life(site)  # before the others: its entries are the oldest
    for action in actions:
        site.xiaoming.log(action.id)
    for action in actions[:5]:
        site.meihua.log(action.id)
    limited = next(action for action in actions if action.limits)
    site.xiaoming.log(limited.id, quantity=str(2 * limited.limits[0].max_milli // 1000))
    undone = site.xiaoming.send(f"/actions/{actions[-1].id}").location.partition("?")[0]
    site.xiaoming.send(undone, f"{undone}/undo")
    site.xiaoming.send("/me/baseline")
    shows.life(site)
    organizations.life(site)
    gatherings.life(site)
    outings.life(site)
    post.life(site)
    campaigning.life(site)
    friendships.life(site)
    thanking.life(site)
    quizzing.life(site)
    surveying.life(site)
    measuring.life(site)
    standards.life(site)
    officework.life(site)
    answered.life(site)
    with site.database.write() as session:
        over = site.app_services.calendar.season(site.today - timedelta(days=120))
        session.add(FrozenSeason(season=over.key, frozen_at=utc_now()))
        finals.fill(session, site.city, over.key)
