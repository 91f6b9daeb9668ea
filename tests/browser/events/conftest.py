"""The live site together with its people: whoever is made through the site is signed in in the browser too."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext

from civic.database.engine import Database
from civic.paths import CITIES
from tests.browser.events.filming import write_film
from tests.characters import Browser, Site, open_site
from tests.servers import Databases, LiveServer


@pytest.fixture(scope="module")
def live_site(
    databases: Databases, live_environ: dict[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Site, LiveServer]]:
    """The site, and the server on the same database under the same key."""
    url = databases.make("sqlite")
    site = open_site(Database(url), CITIES / "zhenjiang", tmp_path_factory.mktemp("site"))
    key = site.app_services.settings.secret_key
    with LiveServer({**live_environ, "TONGXING_DATABASE_URL": url, "TONGXING_SECRET_KEY": key}) as server:
        yield site, server
    site.database.dispose()


@pytest.fixture(scope="module")
def live_server(live_site: tuple[Site, LiveServer]) -> LiveServer:
    """What `open_page` opens."""
    return live_site[1]


@pytest.fixture(scope="module")
def town(live_site: tuple[Site, LiveServer]) -> Site:
    """The people of the live site."""
    return live_site[0]


@pytest.fixture
def hand_over(live_server: LiveServer) -> Callable[[BrowserContext, Browser], None]:
    """`hand_over(context, somebody)` puts somebody's session into a real browser."""

    def put(context: BrowserContext, somebody: Browser) -> None:
        session = somebody.client.get_cookie("session")
        assert session is not None
        cookie: Any = {"name": "session", "value": session.value, "url": live_server.url}
        context.add_cookies([cookie])

    return put


@pytest.fixture
def film(tmp_path: Path) -> Callable[[str], Path]:
    """`film(text)` is what a camera sees that is held before a QR code of that text."""
    return lambda text: write_film(text, tmp_path / "camera.y4m")


@pytest.fixture
def filmed(chromium: Chromium, film: Callable[[str], Path]) -> Iterator[Callable[[str], Chromium]]:
    """`filmed(text)` is a browser whose camera sees a QR code of that text."""
    browsers = []

    def launch(text: str) -> Chromium:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
        camera = f"--use-file-for-fake-video-capture={film(text)}"
        flags = ["--no-sandbox", "--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", camera]
        browsers.append(chromium.browser_type.launch(executable_path=path, args=flags))
        return browsers[-1]

    yield launch
    for browser in browsers:
        browser.close()
