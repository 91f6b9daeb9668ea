"""The city's desk of releases: who may come, each step, and every refusal as a sentence."""

from collections.abc import Callable

import pytest

from tests import releasing
from tests.characters import Page, Site

DESK = "/city/releases"


@pytest.fixture(scope="module")
def lived(open_city: Callable[..., Site]) -> Site:
    """A city with a month that can be built."""
    site = open_city()
    releasing.lived(site)
    return site


def step(site: Site, number: int, name: str, *, by: str) -> Page:
    browser = {"clerk": site.clerk, "administrator": site.administrator}[by]
    page = browser.open(f"{DESK}/{number}")
    return browser.post(f"{DESK}/{number}/{name}", {"csrf_token": page.form(f"{DESK}/{number}/drop")["csrf_token"]})


def test_only_those_who_run_the_city_come(lived: Site) -> None:
    for address in (DESK, f"{DESK}/1", f"{DESK}/1/participation.csv"):
        assert lived.newcomer().open(address).status == 404
        assert lived.moderator.open(address).status == 404
    assert lived.visitor().open(DESK).status in (302, 303, 401)
    assert DESK in lived.clerk.open("/city").links()


def test_a_month_is_built_reviewed_approved_by_another_and_published(lived: Site) -> None:
    english = lived.again(lived.clerk, "en")
    assert "2026" in english.open(DESK).text
    sent = lived.clerk.send(DESK, period=releasing.MONTH_KEY)
    assert sent.status == 303, sent.problems
    number = int(sent.location.rpartition("/")[2])
    page = english.open(f"{DESK}/{number}")
    assert "built, waiting for review" in page.text and "fewer than 10 people" in page.text
    assert "withheld" in english.open(f"{DESK}/{number}/participation.csv").html
    assert english.open(f"{DESK}/{number}/nothing.csv").status == 404

    assert step(lived, number, "review", by="clerk").status == 303
    assert f"{DESK}/{number}/approve" not in english.open(f"{DESK}/{number}").html
    refused = step(lived, number, "approve", by="clerk")
    assert refused.status == 403 and "另一人" in refused.problems
    assert step(lived, number, "approve", by="administrator").status == 303
    assert step(lived, number, "publish", by="clerk").status == 303
    assert "published" in english.open(f"{DESK}/{number}").text

    again = lived.clerk.send(DESK, period=releasing.MONTH_KEY)
    assert again.status == 409 and "没有任何变化" in again.problems
    told = english.send(f"{DESK}/{number}", f"{DESK}/{number}/notice", words_zh="少了 3 人", words_en="")
    assert told.status == 422 and "no figures" in told.problems
    told = english.send(f"{DESK}/{number}", f"{DESK}/{number}/notice", words_zh="骑行记录有遗漏", words_en="")
    assert told.status == 303
    assert "骑行记录有遗漏" in english.open(f"{DESK}/{number}").text


def test_what_is_no_month_is_refused_beside_its_field(lived: Site) -> None:
    page = lived.clerk.send(DESK, period="2031-01")
    assert page.status == 422 and page.beside("period")


def test_nobody_finds_what_is_not_there(lived: Site) -> None:
    assert lived.clerk.open(f"{DESK}/999").status == 404
    token = lived.clerk.open(DESK).form(DESK)["csrf_token"]
    assert lived.clerk.post(f"{DESK}/999/review", {"csrf_token": token}).status == 404
    assert lived.clerk.post(f"{DESK}/999/review", {}).status in (400, 403)
