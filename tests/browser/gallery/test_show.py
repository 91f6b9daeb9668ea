"""A painting show at 360 px: a family sends a painting in, it is looked at, a neighbour votes. With and without
JavaScript, in both languages; and what a browser makes of a file that is far too large."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic.database.engine import Database
from civic.paths import CITIES
from tests.browser.people import Person
from tests.characters import Site, open_site
from tests.servers import Databases, LiveServer
from tests.shows import campaign, change, count, decide, hang
from workbench.paint import encoded, painting, upside, with_traces

_PICTURES_ARRIVED = """Promise.all([...document.images].filter(image => image.loading != 'lazy' && !image.complete)
    .map(image => new Promise(done => { image.onload = image.onerror = done })))"""
"""Waits within the page: Playwright's own waiting for a text would need `eval`, which the policy forbids."""
LOOKS: dict[str, dict[str, Any]] = {
    "Chinese, script": {"language": "zh-CN"},
    "English, no script, dark": {"language": "en", "java_script_enabled": False, "color_scheme": "dark"},
}


@pytest.fixture(scope="module")
def database_url(databases: Databases) -> str:
    return databases.make("sqlite")


@pytest.fixture(scope="module")
def live_server(database_url: str, live_environ: dict[str, str]) -> Iterator[LiveServer]:
    with LiveServer({**live_environ, "TONGXING_DATABASE_URL": database_url}) as server:
        yield server


@pytest.fixture(scope="module")
def site(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The same city from behind, to decide what moderators decide."""
    database = Database(database_url)
    site = open_site(database, CITIES / "zhenjiang", tmp_path_factory.mktemp("behind"))
    site.newcomer()
    yield site
    database.dispose()


@pytest.fixture(params=LOOKS)
def come(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Callable[[], Person]:
    """`come()` is another person with a phone of that look."""
    look = LOOKS[request.param]
    return lambda: Person(open_page(**look), scripts=look.get("java_script_enabled", True))


def signed_up(person: Person) -> Person:
    person.go("/signup")
    person.sign_up()
    return person


def fits(person: Person) -> None:
    """Nothing sticks out sideways, and every picture has arrived."""
    person.fits()
    person.page.evaluate(_PICTURES_ARRIVED)


def test_a_painting_is_sent_in_looked_at_and_voted_for(site: Site, come: Callable[[], Person], tmp_path: Path) -> None:
    show = campaign(site)
    photo = tmp_path / "IMG_0001.jpg"
    photo.write_bytes(with_traces(upside(painting(900, 1200), 6), 6))
    family, neighbour = signed_up(come()), signed_up(come())

    family.go(f"/campaigns/{show}")
    family.tap(f"main a[href='/campaigns/{show}/gallery/new']")
    family.page.set_input_files("[name=picture]", photo)
    family.page.fill("[name=title]", "River")
    family.page.fill("[name=first_name]", "Anna")
    family.page.check("[name=age_group][value='7-9']")
    assert not family.page.is_checked("[name=consent]")
    fits(family)
    family.tap("main form .btn.wide")  # without consent
    expect(family.page.locator("#consent-error")).to_be_visible()
    assert family.page.input_value("[name=title]") == "River"
    family.page.set_input_files("[name=picture]", photo)
    family.page.check("[name=consent]")
    family.tap("main form .btn.wide")

    assert "Anna" in family.reads(".one-painting .lead")
    image = family.sees(".one-painting img")
    box = image.bounding_box()
    assert box
    assert box["height"] > box["width"] > 200  # upright, and as wide as the phone allows
    fits(family)
    where = family.page.url.partition("/campaigns/")[2].partition("?")[0]
    family.tap("form[action$='/send'] .btn")
    family.sees(".own-paintings img")
    decide(site, "painting", int(where.rpartition("/")[2]))

    neighbour.go(f"/campaigns/{show}/gallery?group=7-9")
    fits(neighbour)
    neighbour.tap(".painting")
    neighbour.tap("#vote .btn")
    neighbour.sees("#vote .notice.good")
    fits(neighbour)
    neighbour.tap("#vote .btn")
    expect(neighbour.page.locator("#vote .notice.good")).to_have_count(0)

    family.go(f"/campaigns/{where}")
    family.tap("summary")
    family.tap("form[action$='/withdraw'] .btn")
    family.sees(".notice.good")
    answer = neighbour.page.goto(f"/campaigns/{where}")
    assert answer is not None
    assert answer.status == 404


def _shifted(reader: Person) -> float:
    """How much of the page jumped while its pictures came in: the browser's own layout shift score."""
    shifted: float = reader.page.evaluate(
        "new Promise(done => { let sum = 0; new PerformanceObserver(list => { for (const entry of list.getEntries())"
        " sum += entry.value; }).observe({type: 'layout-shift', buffered: true}); scrollTo(0, 9999);"
        " setTimeout(() => done(sum), 300); })"
    )
    return shifted


def test_the_gallery_pages_forward_and_shows_the_winners(site: Site, come: Callable[[], Person]) -> None:
    show, voter = campaign(site), site.newcomer()
    for _ in range(9):
        guardian = site.newcomer()
        for _ in range(3):
            where = hang(site, guardian, show)
    voter.send(where, f"{where}/vote")
    reader = come()
    reader.go(f"/campaigns/{show}/gallery?group=7-9")
    assert reader.page.locator(".painting").count() == 24
    mat, image = (reader.sees(f".painting .mat{inside}").bounding_box() for inside in ("", " img"))
    assert mat
    assert image
    assert abs(mat["x"] + mat["width"] / 2 - image["x"] - image["width"] / 2) < 1  # in the middle of its mat
    assert abs(mat["y"] + mat["height"] / 2 - image["y"] - image["height"] / 2) < 1
    if reader.scripts:
        assert _shifted(reader) < 0.01
    reader.tap("a[rel=next]")
    assert reader.page.locator(".painting").count() == 3
    fits(reader)

    change(site, show, ends_on=site.today - timedelta(days=1))
    count(site)
    reader.go(f"/campaigns/{show}/gallery?group=7-9")
    assert reader.page.locator(".painting").first.get_attribute("class") == "painting first"
    fits(reader)


def test_a_browser_that_sends_a_hundred_megabytes_gets_a_page(
    site: Site, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    show, person = campaign(site), signed_up(Person(open_page(language="en")))
    huge = tmp_path / "huge.jpg"
    with huge.open("wb") as file:
        file.write(encoded(painting()))
        file.truncate(100_000_000)
    person.go(f"/campaigns/{show}/gallery/new")
    before = site.rows()
    person.page.set_input_files("[name=picture]", huge)
    person.tap("main form .btn.wide")
    expect(person.page.locator(".sending")).to_contain_text("at most 20 MB")  # the rest of the form stays
    assert site.rows() == before
