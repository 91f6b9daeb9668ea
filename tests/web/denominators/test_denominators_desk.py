"""Numbers of residents at the city's desk: entered, approved by somebody else, then what boards divide by."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from civic.calendar import utc_now
from civic.denominators.in_force import city_on
from footprint.boards.jobs import count_for_demo
from tests import officework
from tests.characters import Browser, Site

DESK = "/city/denominators"
NEW = f"{DESK}/new"


@pytest.fixture
def newborn(open_city: Callable[..., Site]) -> Site:
    """A city in which nothing has happened yet, and no process has read a version."""
    return open_city()


def enter(browser: Browser, **fields: str) -> str:
    """Where the version is that the form makes."""
    answer = browser.send(NEW, **{**officework.FIGURES, **fields})
    assert answer.status == 303, answer.problems
    return answer.location


def test_only_those_who_run_the_city_see_them(site: Site) -> None:
    for browser in (site.newcomer(), site.moderator):
        assert [browser.open(path).status for path in (DESK, NEW)] == [404, 404]
    assert site.visitor().open(DESK).status in (302, 303, 401)
    assert [site.clerk.open(path).status for path in (DESK, NEW)] == [200, 200]


def test_a_second_person_approves_and_the_first_cannot(site: Site) -> None:
    path = enter(site.clerk)
    assert "须由另一人审批" in site.clerk.open(path).text
    fields = {"csrf_token": site.clerk.token(), "answer": "approve"}
    assert site.clerk.post(path, fields).status == 403
    assert "不通过时必须填写" in site.administrator.open(path).text
    assert site.administrator.send(path, answer="approve").status == 303
    assert "不通过时必须填写" not in site.administrator.open(path).text
    again = site.administrator.post(path, {"csrf_token": site.administrator.token(), "answer": "decline", "note": "?"})
    assert again.status == 409 and "已经有人作出决定" in again.problems


def test_declining_needs_a_reason_and_keeps_it(site: Site) -> None:
    path = enter(site.clerk)
    refused = site.administrator.send(path, answer="decline")
    assert refused.status == 422 and refused.beside("note")
    assert site.administrator.send(path, answer="decline", note="印错了").status == 303
    assert "印错了" in site.clerk.open(path).text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("scope_zh", ""),
        ("counted_on", "yesterday"),
        ("source", " "),
        ("url", "ftp://example.org"),
        ("status", "recalled"),
        ("holds_from", "2020-01-01"),
        ("percent", "51"),
        ("residents-city", "many"),
        ("residents-city", "0"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(site: Site, field: str, typed: str) -> None:
    page = site.clerk.send(NEW, **{**officework.FIGURES, field: typed})
    assert page.status == 422 and page.beside(field)
    assert page.form(NEW)["source"] == ({**officework.FIGURES, field: typed})["source"], "nothing is lost"


def test_a_form_without_a_figure_or_a_token_is_refused(site: Site) -> None:
    page = site.clerk.send(NEW, **{**officework.FIGURES, "residents-city": ""})
    assert page.status == 422 and "至少填写一个地区" in page.problems
    assert site.clerk.post(NEW, officework.FIGURES).status == 400


def test_boards_divide_by_what_holds_and_lose_the_mark(newborn: Site) -> None:
    place = next(number for number, one in enumerate(newborn.city.districts) if not one.is_confirmed)
    district = newborn.city.districts[place]
    new = replace(officework.figures(newborn, 1, days=0), residents={f"district-{district.id}": 123_457})
    number = officework.entered(newborn, newborn.clerk, new, 9)
    officework.approved(newborn, newborn.administrator, number, 9)
    for _ in range(12):
        newborn.newcomer(district.id).log("walking", quantity="2")
    count_for_demo(newborn.app_services, 0, utc_now())
    board = newborn.visitor("en").open("/boards/districts?period=month")
    shown, _, hidden = board.text.partition("Not shown yet")
    assert "÷ 123,457" in shown and "At the end of the year" in shown
    assert "population to be confirmed" in hidden and "population to be confirmed" not in shown
    assert "123,457" in newborn.visitor("en").open("/about/method").text
    file = newborn.visitor().open("/api/v1/boards/districts.csv?period=month").answer.text
    assert ",123457," in next(line for line in file.splitlines() if line.startswith(f"{district.id},"))


def test_a_period_that_was_over_keeps_the_figures_of_then(newborn: Site) -> None:
    district = newborn.city.districts[0]
    number = officework.entered(newborn, newborn.clerk, officework.figures(newborn, 123_457, days=0), 9)
    officework.approved(newborn, newborn.administrator, number, 9)
    before, today = (city_on(newborn.app_services, newborn.today - timedelta(days=days)) for days in (1, 0))
    assert [city.district_by_id[district.id].residents for city in (before, today)] == [district.residents, 123_457]
    assert "123,457" in newborn.clerk.open(DESK).text
