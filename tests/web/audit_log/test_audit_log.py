"""The audit book on the web: whole for administrators, one's own acts for other staff, nothing for anybody else."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

import pytest

from civic.accounts import audit
from civic.accounts.models import AuditEntry
from civic.audit_log.rules import PAGE
from civic.calendar import utc_now
from tests import officework
from tests.characters import Browser, Page, Site

BOOK = "/city/audit"


@pytest.fixture(scope="module")
def town(open_city: Callable[..., Site]) -> Site:
    """A city whose book has a line of the clerk's and one of the administrator's about each of many subjects."""
    site = open_city()
    clerk, head = (audit.by(officework.actor(site, browser)) for browser in (site.clerk, site.administrator))
    with site.database.write() as session:
        for turn in range(PAGE + 10):
            now = utc_now() - timedelta(days=turn)
            audit.record(session, clerk, "set goal", f"goal:{turn}", f"by the clerk {turn}", now)
            audit.record(session, head, "publish", f"campaign:{turn}", f"=by the head {turn}", now)
    return site


def asked(browser: Browser, **filters: str) -> Page:
    return browser.open(f"{BOOK}?{urlencode(filters)}")


def table(page: Page) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(page.html.removeprefix("\ufeff"))))


def test_residents_and_visitors_see_nothing(town: Site) -> None:
    for path in (BOOK, f"{BOOK}.csv"):
        assert town.newcomer().open(path).status == 404
        assert town.visitor().open(path).status != 200


def test_others_see_their_own_acts_alone(town: Site) -> None:
    for filters in ({}, {"who": "老李"}, {"who": "operator"}, {"subject": "campaign:1"}):
        page = asked(town.clerk, **filters)
        assert page.status == 200 and "by the head" not in page.text
    assert "by the clerk 1" in asked(town.clerk, subject="goal:1").text
    assert {line["actor_name"] for line in table(town.clerk.open(f"{BOOK}.csv"))} == {"小王"}
    assert "by the clerk" not in asked(town.moderator).text


def test_filters_narrow_the_book(town: Site) -> None:
    head = town.again(town.administrator, "en")
    assert "by the clerk" in asked(head, who="小王").text
    assert "by the head" not in asked(head, who="小王").text
    assert "published a campaign" in asked(head, act="publish", subject="campaign:3").text
    assert "by the clerk" not in asked(head, act="publish").text
    day = (town.today - timedelta(days=7)).isoformat()
    of_that_day = {line["details"] for line in table(head.open(f"{BOOK}.csv?first={day}&last={day}"))}
    assert of_that_day == {"by the clerk 7", "'=by the head 7"}, "what a spreadsheet would calculate is disarmed"
    assert "granted a role" in asked(head, who="operator").text


def test_pages_go_on_where_the_last_one_ended(town: Site) -> None:
    seen: list[str] = []
    path: str | None = f"{BOOK}?act=set+goal"
    while path:
        page = town.administrator.open(path)
        seen += re.findall(r"goal:\d+", page.text)
        path = next((link for link in page.links() if "after=" in link), None)
    assert seen == [f"goal:{turn}" for turn in range(PAGE + 10)]


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("who", "nobody of that name"),
        ("act", "no such act"),
        ("first", "yesterday"),
        ("first", "0001-01-01"),
        ("last", "9999-12-31"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(town: Site, field: str, typed: str) -> None:
    page = asked(town.administrator, **{field: typed})
    assert page.status == 422 and page.beside(field) and "by the" not in page.text
    assert table(town.administrator.open(f"{BOOK}.csv?{urlencode({field: typed})}")) == []


def test_a_span_that_ends_before_it_begins_is_refused(town: Site) -> None:
    assert asked(town.administrator, first="2026-02-01", last="2026-01-01").beside("last")


@pytest.mark.parametrize("after", ["", "x", "1-", "-1", "1-1-1", "9" * 17 + "-1", "99999999999999999-1", "0-0"])
def test_a_place_that_nobody_wrote_is_no_fault(town: Site, after: str) -> None:
    assert asked(town.administrator, after=after).status == 200


def test_a_book_that_is_looked_at_stays_as_it_is(town: Site) -> None:
    before = town.rows()[AuditEntry.__tablename__]
    town.administrator.open(BOOK)
    assert town.rows()[AuditEntry.__tablename__] == before
