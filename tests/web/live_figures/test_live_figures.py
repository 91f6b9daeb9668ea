"""Live figures for staff: masked as in public, open for an hour to whoever wrote down why."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine

from civic.calendar import utc_now
from tests.characters import Site

PAGE = "/city/live"


@pytest.fixture(scope="module")
def town(open_city: Callable[..., Site]) -> Site:
    """A city in which three people walked."""
    site = open_city()
    for _ in range(3):
        site.newcomer().log("walking", quantity="2")
    return site


def test_nobody_else_sees_them(town: Site) -> None:
    for browser in (town.newcomer(), town.moderator):
        assert browser.open(PAGE).status == 404
    assert town.clerk.post(PAGE, {"reason": "A good reason to look"}).status == 400, "no token"


@pytest.mark.parametrize("typed", ["", "because", "x" * 301])
def test_what_is_no_reason_is_refused_beside_its_field(town: Site, typed: str) -> None:
    page = town.clerk.send(PAGE, f"{PAGE}?period=season", reason=typed)
    assert page.status == 422 and page.beside("reason") and "不到 10 人" in page.text
    assert page.form(PAGE + "?period=season")["reason"] == typed, "nothing is lost"


def test_a_reason_opens_them_for_an_hour_and_stands_in_the_book(town: Site) -> None:
    clerk = town.again(town.clerk, "en")
    assert "fewer than 10 people" in clerk.open(PAGE).text and "3 people" not in clerk.open(PAGE).text
    opened = clerk.follow(clerk.send(PAGE, f"{PAGE}?period=season", reason="A question of the mayor"))
    assert "3 people" in opened.text and "fewer than 10 people" not in opened.text
    assert "fewer than 10 people" in town.again(town.administrator, "en").open(PAGE).text, "to nobody else"
    book = town.again(town.administrator, "en").open("/city/audit?act=open+live+figures").text
    assert "A question of the mayor" in book and "opened the live figures" in book
    with time_machine.travel(utc_now() + timedelta(minutes=61)):
        assert "3 people" not in clerk.open(PAGE).text


def test_every_period_is_there(town: Site) -> None:
    for period in ("week", "month", "season", "all", "nonsense"):
        assert town.clerk.open(f"{PAGE}?period={period}").status == 200
