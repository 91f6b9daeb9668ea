"""What everybody reads of a release: the story, its tables, the year's report, the frame for other sites."""

import csv
import io
from collections.abc import Callable
from datetime import date

import pypdfium2
import pytest
import time_machine

from campaigns.publishing import queries, services
from civic.city.text import Text
from tests import officework, releasing
from tests.characters import Site

STORY = "/awareness"
KEY = f"month-{releasing.MONTH_KEY}"


@pytest.fixture(scope="module")
def site(open_city: Callable[..., Site]) -> Site:
    """A city that has published one month, in which three of the New Area's people rode."""
    made = open_city()
    releasing.lived(made)
    releasing.published(made)
    return made


def test_before_anything_is_published_the_page_says_when(open_city: Callable[..., Site]) -> None:
    visitor = open_city().visitor("en")
    assert "ninth day" in visitor.open(STORY).text
    assert visitor.open("/awareness/widget").status == 200
    assert visitor.open("/screen/awareness").status == 200
    assert visitor.open("/awareness/report").location == STORY


def test_the_story_tells_the_release_and_nothing_else(site: Site) -> None:
    page = site.visitor("en").open(STORY)
    with site.database.read() as session:
        release = queries.newest(session)
    assert release
    total = next(row for row in release.tables["participation"].rows if row["district"] == "total")
    assert f"{total['participants']} people took part here." in page.text
    assert release.head.inputs_sha256 in page.text and "Check it yourself" in page.text


def test_three_people_are_nowhere(site: Site) -> None:
    """Neither on the map nor in a table or file."""
    page = site.visitor("en").open(STORY)
    tile = page.html.partition("New Area")[2].partition("</g>")[0]
    assert ">–<" in tile
    assert "New Area" in page.text.partition("No figures are published for")[2]
    rows = csv.DictReader(io.StringIO(site.visitor().open(f"{STORY}/{KEY}/participation.csv").answer.text))
    assert {row["participants"] for row in rows if row["district"] == "xinqu"} == {":"}
    table = site.visitor("en").open(f"{STORY}/{KEY}/participation").html
    assert '<th scope="row">New Area</th><td>:</td><td>:</td>' in table


def test_residents_are_those_whom_the_release_counted(open_city: Callable[..., Site]) -> None:
    """Not those of today's pack."""
    site = open_city()
    first, second = (officework.account(site, name) for name in ("first", "second"))
    officework.in_force(site, officework.of_the_city(site, 200_000, date(2026, 9, 30)), first, second)
    releasing.lived(site)
    releasing.published(site)
    assert "199,960 of 200,000 residents" in site.visitor("en").open(STORY).text
    assert "The city has 200,000 residents" in site.visitor("en").open("/awareness/report/2026").text


def test_a_file_is_what_was_stored(site: Site) -> None:
    with site.database.read() as session:
        release = queries.release(session, KEY)
    assert release
    for key, table in release.tables.items():
        answer = site.visitor().open(f"{STORY}/{KEY}/{key}.csv").answer
        assert answer.data == table.csv.encode() and answer.get_etag() == (table.sha256, False)
        kept = {"If-None-Match": answer.headers["ETag"]}
        assert site.visitor().client.get(f"{STORY}/{KEY}/{key}.csv", headers=kept).status_code == 304


@pytest.mark.parametrize(
    "path",
    ["/month-2026-08", "/month-2026-09-r1", f"/{KEY}/people", f"/{KEY}/people.csv", "/report/1999", "/report/1999.pdf"],
)
def test_what_is_not_published_is_not_there(site: Site, path: str) -> None:
    assert site.visitor().open(STORY + path).status == 404


def test_a_known_error_is_told_on_the_page(open_city: Callable[..., Site]) -> None:
    site = open_city()
    releasing.lived(site)
    number = releasing.published(site)
    assert "Known to be wrong" not in site.visitor("en").open(STORY).text
    with site.database.write() as session:
        words = Text({"zh": "骑行记录有遗漏", "en": "Rides are missing"})
        services.tell(session, number, words, "account:1", releasing.LATER)
    assert "Rides are missing" in site.visitor("en").open(STORY).text


def test_a_revision_takes_the_place_and_the_old_one_stays(open_city: Callable[..., Site]) -> None:
    site = open_city()
    releasing.lived(site)
    releasing.published(site)
    for one in range(12):
        late = releasing.settled(site, "jingkou")
        releasing.ride(site, late, day=29, key=f"late{one}", on=releasing.FIRST.replace(month=10, day=4))
    releasing.published(site)
    page = site.visitor("en").open(STORY)
    assert "revision 1" in page.text and f"{STORY}/{KEY}" in page.links()
    assert "revision" not in site.visitor("en").open(f"{STORY}/{KEY}").text.partition("took part")[0]


def test_other_sites_may_frame_the_widget_and_no_other_page(site: Site) -> None:
    widget, story = (site.visitor().open(path).answer for path in ("/awareness/widget", STORY))
    assert "frame-ancestors *" in widget.headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in story.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in widget.headers and "X-Embeddable" not in widget.headers
    assert "<script" not in widget.text


def test_the_year_stands_on_paper_too(site: Site) -> None:
    assert site.visitor().open("/awareness/report").location == "/awareness/report/2026"
    page = site.visitor("en").open("/awareness/report/2026")
    assert "September 2026" in page.text and KEY in page.text
    sheet = pypdfium2.PdfDocument(site.visitor("en").open("/awareness/report/2026.pdf").answer.data)
    words = "".join(one.get_textpage().get_text_range() for one in sheet)
    assert "September 2026" in words and KEY in words and "New Area" in words


def test_nobody_has_papers_drawn_without_end(open_city: Callable[..., Site]) -> None:
    visitor = open_city(writes_per_minute=8).visitor("en")
    with time_machine.travel(releasing.LATER, tick=False):
        assert [visitor.open("/awareness/report/2026.pdf").status for _ in range(3)] == [404, 404, 429]


def test_the_goals_of_districts_are_public(open_city: Callable[..., Site]) -> None:
    site = open_city()
    visitor = site.visitor("en")
    assert "has set no goals" in visitor.open("/awareness/goals").text
    with time_machine.travel(releasing.LATER, tick=False):
        assert site.visitor().open("/awareness/goals").status == 200
