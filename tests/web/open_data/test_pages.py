"""The pages of open data: everything that is there to be had, and how."""

from urllib.parse import urlsplit

import pytest

from tests.characters import Browser, Page, Site
from tests.published import MONTH, NEWEST, REVISED, SECRET


@pytest.fixture
def visitor(city: Site) -> Browser:
    return city.visitor("en")


def commands(page: Page) -> list[str]:
    """The addresses that the command lines on a page ask for."""
    return [(one.text or "").split("'")[1] for one in page.root.iter("pre")]


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def test_the_first_page_lists_releases_and_boards(visitor: Browser) -> None:
    page = visitor.open("/data")
    assert [f"/data/releases/{key}" in page.links() for key in (MONTH, REVISED, NEWEST, SECRET)] == [*[True] * 3, False]
    assert {f"/data/boards/{board}" for board in ("districts", "teams")} <= set(page.links())
    assert "City of Zhenjiang" in page.text and "CC-BY-4.0" in page.text
    feeds = [link.get("href") for link in page.root.iter("link") if link.get("type") == "application/atom+xml"]
    assert feeds == ["/data/feed.atom"]


def test_a_release_has_its_files_digests_and_dictionary(visitor: Browser) -> None:
    page = visitor.open(f"/data/releases/{MONTH}")
    file = visitor.open(f"/api/v1/releases/{MONTH}/tables/participation.csv")
    assert file.answer.headers["ETag"].strip('"') in page.html
    assert f"/api/v1/releases/{MONTH}/datapackage.json" in page.links()
    assert "never below 10" in page.text and "kg CO2e" in page.text
    assert "City of Zhenjiang (2026)" in page.text, "how to cite it"


def test_an_older_revision_says_so_and_what_is_wrong(visitor: Browser) -> None:
    page = visitor.open(f"/data/releases/{REVISED}")
    assert f"/data/releases/{NEWEST}" in page.links()
    assert "One lamp was counted twice." in page.text
    assert "newer revision" not in visitor.open(f"/data/releases/{NEWEST}").text


@pytest.mark.parametrize("path", ["/data", f"/data/releases/{MONTH}", "/data/boards/teams", "/data/boards/districts"])
def test_every_file_and_every_command_line_leads_to_data(visitor: Browser, path: str) -> None:
    page = visitor.open(path)
    asked = [*commands(page), *(link for link in page.links() if link.startswith("/api/"))]
    assert asked
    for address in asked:
        answer = visitor.client.get(path_of(address))
        assert (answer.status_code, answer.mimetype) in {(200, "text/csv"), (200, "application/json")}, address


@pytest.mark.parametrize("path", [f"/data/releases/{SECRET}", "/data/releases/x", "/data/boards/near-me"])
def test_what_is_not_published_has_no_page(visitor: Browser, path: str) -> None:
    assert visitor.open(path).status == 404
