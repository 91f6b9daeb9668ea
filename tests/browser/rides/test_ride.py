"""A ride at 360 px, with and without JavaScript, in both languages: the organizer says where it leads, a rider adds a
track, reads what it showed, and takes it all back."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic.database.engine import Database
from civic.paths import CITIES
from tests.browser.people import Person
from tests.characters import Browser, Site, open_site
from tests.outings import Outing, recording, start
from tests.servers import Databases, LiveServer
from workbench.recordings import fit, gpx

LOOKS: dict[str, dict[str, Any]] = {
    "Chinese, script": {"language": "zh-CN"},
    "English, no script, dark": {"language": "en", "java_script_enabled": False, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def live_site(
    databases: Databases, live_environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, LiveServer]]:
    url = databases.make("sqlite")
    site = open_site(Database(url), CITIES / "zhenjiang", tmp_path_factory.mktemp("site"))
    key = site.app_services.settings.secret_key
    with LiveServer({**live_environ, "TONGXING_DATABASE_URL": url, "TONGXING_SECRET_KEY": key}) as server:
        yield site, server
    site.database.dispose()


@pytest.fixture(scope="module")
def live_server(live_site: tuple[Site, LiveServer]) -> LiveServer:
    return live_site[1]


@pytest.fixture(params=LOOKS)
def come(
    request: pytest.FixtureRequest, open_page: Callable[..., Page], live_server: LiveServer
) -> Callable[[Browser], Person]:
    """`come(somebody)` is their phone, signed in."""
    look = LOOKS[request.param]

    def arrive(somebody: Browser) -> Person:
        page = open_page(**look)
        session = somebody.client.get_cookie("session")
        assert session is not None
        page.context.add_cookies([{"name": "session", "value": session.value, "url": live_server.url}])
        return Person(page, scripts=look.get("java_script_enabled", True))

    return arrive


def test_a_ride_from_its_route_to_its_track(
    live_site: tuple[Site, LiveServer], come: Callable[[Browser], Person], tmp_path: Path
) -> None:
    outing: Outing = start(live_site[0])
    organizer = come(outing.organizer)
    organizer.go(f"/organize/campaigns/{outing.slug}/rides/{outing.event_id}")
    organizer.fits()
    organizer.page.fill("[name=distance]", "6")
    organizer.page.click("main form .btn")
    expect(organizer.page.locator("main")).to_contain_text("6 ")
    organizer.fits()

    file = tmp_path / "ride.gpx"
    points = recording()
    file.write_bytes(gpx(points[:600], points[800:]))
    friend = outing.rider()
    rider = come(friend)
    rider.go(f"/campaigns/{outing.slug}")
    rider.fits()
    rider.tap(f"a[href='{outing.path}']")
    rider.fits()
    assert not rider.page.locator("#consent").is_checked()
    rider.page.set_input_files("#track", str(file))
    rider.page.locator("form[enctype] button").click()
    rider.sees("#consent-error")
    rider.fits()
    rider.page.set_input_files("#track", str(file))
    rider.page.check("#consent")
    rider.page.locator("form[enctype] button").click()
    rider.sees("svg.track-shape")
    rider.sees("#found ~ ul li")
    rider.fits()
    rider.go("/me/tracks")
    rider.fits()
    rider.page.click("form[action$=withdraw] button")
    rider.sees(".notice.good")
    rider.go(outing.path)
    expect(rider.page.locator("svg.track-shape")).to_have_count(0)
    rider.page.click("form[action$=remove] button")
    rider.page.locator("form[action$=planned] button").click()
    expect(rider.page.locator("#found")).to_be_visible()
    rider.fits()
    assert [entry.quantity_milli for entry in outing.entries(friend)][-1] == 6000


def test_a_fit_file_and_a_file_that_is_none(
    live_site: tuple[Site, LiveServer], come: Callable[[Browser], Person], tmp_path: Path
) -> None:
    outing = start(live_site[0])
    rider = come(outing.rider())
    rider.go(outing.path)
    rider.page.check("#consent")
    rider.page.set_input_files("#track", {"name": "a.gpx", "mimeType": "text/xml", "buffer": b"<html/>"})
    rider.page.locator("form[enctype] button").click()
    rider.sees("#track-error")
    rider.page.check("#consent")
    rider.page.set_input_files(
        "#track", {"name": "a.fit", "mimeType": "application/octet-stream", "buffer": fit(recording())}
    )
    rider.page.locator("form[enctype] button").click()
    rider.sees("svg.track-shape")
