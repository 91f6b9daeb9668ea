"""A real Chromium before a real `tongxing serve` on a real database."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright

from tests.browser.people import SENT
from tests.servers import Databases, LiveServer
from tests.with_app import *  # noqa: F403 (fixtures)

PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE_MS = 10_000
_NO_NETWORK = ("htmx: htmx:error: Failed to fetch", "htmx: htmx:response:error")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser a session: CHROMIUM, else the system's."""
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    assert path, "no Chromium: python3 civic/dev.py test installs or asks for it"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_environ(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings of the live server that a test module may override with a fixture of the same name."""
    return {
        "TONGXING_INSTANCE": str(tmp_path_factory.mktemp("instance")),
        "TONGXING_SECURE_COOKIES": "no",
        "TONGXING_WRITES_PER_MINUTE": "1000000",
        "TONGXING_PASSWORD_MEMORY_MIB": "19",
    }


@pytest.fixture(scope="module")
def live_server(databases: Databases, live_environ: dict[str, str]) -> Iterator[LiveServer]:
    """The site on a fresh SQLite database of the test module; `.url` is where."""
    url = databases.make("sqlite")
    with LiveServer({**live_environ, "TONGXING_DATABASE_URL": url}) as server:
        yield server


def _is_complaint(message: ConsoleMessage, *, faulty: bool) -> bool:
    """Errors, but for the browser's note that a page said no (404, 409, 422), and over a faulty network that nothing
    came: tests look at those themselves."""
    refused = message.text.startswith("Failed to load resource") and "/static/" not in message.location["url"]
    lost = faulty and message.text.startswith(_NO_NETWORK)
    return message.type == "error" and not (refused or lost)


def _after_sending(page: Page) -> Callable[..., Response | None]:
    """`page.goto`, once what was sent has arrived: nobody leaves a page while it says that it is sending."""
    go = page.goto

    def goto(url: str, **options: Any) -> Response | None:
        page.wait_for_function(SENT)
        return go(url, **options)

    return goto


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    """`open_page()` is a page in a fresh profile: phone width, Chinese, light, JavaScript on, unless told otherwise.

    Whatever the page complains about on its console, the content policy's refusals too, fails the test at its end; but
    for requests that got no answer, where the test makes the network `faulty`.
    """
    contexts, complaints = [], []

    def make(
        *, language: str = "zh-CN", viewport: dict[str, int] = PHONE, faulty: bool = False, **options: Any
    ) -> Page:
        context = chromium.new_context(
            locale=language,
            viewport=viewport,  # type: ignore[arg-type]
            has_touch=viewport is PHONE,
            **{"base_url": live_server.url, **options},
        )
        contexts.append(context)
        context.set_default_timeout(_PATIENCE_MS)
        page = context.new_page()

        def note(message: ConsoleMessage) -> None:
            if _is_complaint(message, faulty=faulty):
                complaints.append(message.text)

        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto = _after_sending(page)  # type: ignore[method-assign]
        return page

    yield make
    for context in contexts:
        context.close()
    assert complaints == []
