"""The picture of the city as it is drawn: what stands in a grove at which rate, by day and by night, in each season."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from civic.calendar import utc_now
from civic.city.pack import SeasonRule
from civic.disclosure.live import MINIMUM
from footprint.boards.queries import DistrictFigures, EvidenceMix, Figures
from footprint.boards.rules import MassInterval
from footprint.landscape import rules, views
from footprint.landscape.views import Drawing
from tests.characters import Site

KG = 1_000_000
"""Milligrams."""


@pytest.fixture(autouse=True)
def english(site: Site) -> Iterator[None]:
    with site.app.test_request_context(headers={"Accept-Language": "en"}):
        site.app.preprocess_request()
        yield


@pytest.fixture
def winter(site: Site) -> SeasonRule:
    return next(rule for rule in site.city.seasons if rule.look == "winter")


def row_of(site: Site, rate_mg: int | None, participants: int = MINIMUM) -> DistrictFigures:
    """The first district at a rate in milligrams per 1,000 residents; None where too few took part."""
    if rate_mg is None:
        return DistrictFigures(site.city.districts[0])
    rate = MassInterval(rate_mg, rate_mg, rate_mg)
    mix = EvidenceMix(1.0, 0.0, 0.0, 0.0)
    figures = Figures(rate, rate, rate, participants, participants, 0.1, mix, 0.1, utc_now())
    return DistrictFigures(site.city.districts[0], figures)


def drawn(site: Site, look: str, *, is_dark: bool = False, campaigns: int = 0) -> Drawing:
    """The city on the first day of the season of that look, with nothing counted yet."""
    rule = next(rule for rule in site.city.seasons if rule.look == look)
    rows = [DistrictFigures(district) for district in site.city.districts]
    day = date(2026, rule.start_month, rule.start_day)
    return views.draw(site.city, rows, day, {}, is_dark=is_dark, campaigns=campaigns)


def shapes(html: str) -> Counter[str]:
    """How often each shape is set into a drawing."""
    return Counter(re.findall(r'<use [^>]*href="#(\w+)"', html))


def classes(html: str) -> Counter[str]:
    return Counter(re.findall(r'class="([^"]+)"', html))


@pytest.mark.parametrize(
    ("share", "trees", "pines", "seeds"),
    [(0, 0, 0, 12), (1 / 4096, 1, 0, 11), (1 / 4, 7, 3, 2), (1 / 2, 8, 3, 1), (1, 8, 4, 0), (50, 8, 4, 0)],
)
def test_a_grove_has_a_tree_fewer_at_each_half_of_the_goal(
    site: Site, winter: SeasonRule, share: float, trees: int, pines: int, seeds: int
) -> None:
    html = views.draw_grove(row_of(site, int(share * winter.goal_mg)), winter, own=None)
    assert shapes(html) == Counter(tree=trees, pine=pines, seed=seeds, lantern=1)
    assert f"{trees + pines} of 12 trees" in html


@pytest.mark.parametrize(("people", "lanterns"), [(10, 1), (99, 1), (100, 2), (1_000, 3), (10**9, 5)])
def test_lanterns_tell_how_many_took_part(site: Site, winter: SeasonRule, people: int, lanterns: int) -> None:
    assert shapes(views.draw_grove(row_of(site, KG, people), winter, own=None))["lantern"] == lanterns


def test_where_too_few_took_part_nothing_stands_and_it_is_said(site: Site, winter: SeasonRule) -> None:
    html = views.draw_grove(row_of(site, None), winter, own=None)
    assert shapes(html) == Counter(seed=12)
    assert "–" in html and "too few people for figures" in html
    assert "of 12 trees" not in html


def test_the_own_tree_stands_in_the_own_grove_alone(site: Site, winter: SeasonRule) -> None:
    own, other = (views.draw_grove(row_of(site, KG), winter, own=tree) for tree in (views.own_tree(3), None))
    assert (classes(own)["grove own"], classes(own)["leaf"], classes(own)["halo"]) == (1, 3, 1)
    assert (classes(other)["grove"], classes(other)["leaf"], classes(other)["halo"]) == (1, 0, 0)
    assert shapes(own) == shapes(other)


@pytest.mark.parametrize("look", ["spring", "summer", "autumn", "winter"])
def test_by_night_there_are_the_moon_and_lights_and_by_day_the_sun(site: Site, look: str) -> None:
    night, day = drawn(site, look, is_dark=True), drawn(site, look)
    assert (night.mood, day.mood) == (f"{look} night", look)
    of_night, of_day = classes(night.scenery), classes(day.scenery)
    assert (of_night["moon"], of_night["sun"], of_night["lights"]) == (1, 0, 2)
    assert (of_day["moon"], of_day["sun"], of_day["lights"]) == (0, 1, 0)
    assert ("url(#glow)" in night.scenery, "url(#glow)" in day.scenery) == (True, False)


@pytest.mark.parametrize(
    ("look", "touches", "birds"), [("spring", 1, 1), ("summer", 1, 1), ("autumn", 0, 1), ("winter", 3, 0)]
)
def test_each_look_draws_its_own(site: Site, look: str, touches: int, birds: int) -> None:
    """Blossoms, lotus, wild geese, snow on trees, pines and hills."""
    found = classes(drawn(site, look).scenery)
    assert (found["touch"], found["birds"]) == (touches, birds)
    others = {other: drawn(site, other).scenery for other in ("spring", "summer", "autumn", "winter") if other != look}
    assert drawn(site, look).scenery not in others.values()


def test_boats_are_campaigns_that_run(site: Site) -> None:
    boats = [shapes(drawn(site, "spring", campaigns=campaigns).scenery)["boat"] for campaigns in (0, 1, 4, 9)]
    assert boats == [0, 1, 4, rules.BOATS]


def test_the_legend_names_the_goal_of_the_pack(site: Site) -> None:
    (goal_mg,) = {rule.goal_mg for rule in site.city.seasons}
    legend = drawn(site, "autumn").legend
    assert (
        f"All 12 are grown at {goal_mg // KG} kg, the goal of the season; one fewer at {goal_mg // 2 // KG} kg"
        in legend
    )
    assert f"fewer than {MINIMUM} people" in legend


def test_groves_stand_as_the_districts_lie(site: Site) -> None:
    by_place = sorted(site.city.districts, key=lambda one: (one.tile[1], one.tile[0]))
    assert [district for district, _ in drawn(site, "spring").groves] == [one.id for one in by_place]
