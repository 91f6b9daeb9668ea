"""Goals of districts: set at the city's desk, shown on the front page, in the picture and on the board."""

import re
from collections.abc import Callable

import pytest

from civic.calendar import utc_now
from footprint.boards.jobs import count_for_demo
from tests.characters import Site

DESK = "/city/goals"


@pytest.fixture
def newborn(open_city: Callable[..., Site]) -> Site:
    """A city in which nothing has happened yet."""
    return open_city()


def want(site: Site, **fields: str) -> None:
    month = f"month:{site.today:%Y-%m}"
    answer = site.clerk.send(DESK, **{"period": month, "district": site.city.districts[0].id, "target": "20", **fields})
    assert answer.status == 303, answer.problems


def test_only_those_who_run_the_city_set_goals(site: Site) -> None:
    assert site.newcomer().open(DESK).status == 404
    assert site.moderator.open(DESK).status == 404
    assert site.clerk.open(DESK).status == 200


def test_a_goal_is_shown_to_everybody_without_a_figure_of_few(newborn: Site) -> None:
    want(newborn)
    for reader in (newborn.visitor(), newborn.newcomer()):
        front, board = reader.open("/"), reader.open("/boards/districts?period=month")
        for page in (front, board):
            assert "争取 20 人参与，目前人数太少，暂不显示" in page.text
        assert len(re.findall('class="unlit"', front.html)) == 5
        assert "目标：争取 20 人参与，目前人数太少，暂不显示" in front.text, "the picture says it in words"
    assert "目标 20 人" not in newborn.visitor().open("/boards/districts?period=week").text
    want(newborn, target="0")
    assert "目标 20 人" not in newborn.visitor().open("/").text


def test_the_boat_is_lit_as_far_as_the_district_has_come(newborn: Site) -> None:
    want(newborn)
    for _ in range(12):
        newborn.newcomer().log("walking", quantity="2")
    count_for_demo(newborn.app_services, 0, utc_now())
    front = newborn.visitor().open("/")
    assert "20 人参与，已有 12 人" in front.text
    assert len(re.findall('class="unlit"', front.html)) == 2


@pytest.mark.parametrize("typed", ["9", "1e9", "-1", "", "many"])
def test_what_no_goal_can_be_is_refused_beside_its_field(site: Site, typed: str) -> None:
    answer = site.clerk.send(DESK, district=site.city.districts[0].id, target=typed)
    assert answer.status == 422 and answer.beside("target")


def test_a_period_that_is_not_offered_is_refused(site: Site) -> None:
    answer = site.clerk.send(DESK, period="month:2020-01", target="20")
    assert answer.status == 422 and answer.beside("period")
