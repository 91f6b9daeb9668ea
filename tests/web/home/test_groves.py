"""A grove of the landscape is drawn full exactly at the figure that the page names."""

from dataclasses import fields

import pytest
from flask import render_template

from civic.calendar import utc_now
from footprint.boards.queries import CountedPlace
from footprint.boards.views import GROVE_FULL_MG, GROVE_PLANTS, city_context
from tests.characters import Site


def bare(site: Site, rate_mg: int) -> int:
    """How many plants of a district's grove are still seeds at that rate per 1,000 residents."""
    district = site.city.districts[0]
    mid_mg = rate_mg * district.residents // 1000
    said = dict.fromkeys((field.name for field in fields(CountedPlace)), 1) | {"mid_mg": mid_mg, "participants": 10}
    place = CountedPlace(**{**said, "district_id": district.id, "counted_at": utc_now()})  # type: ignore[arg-type]
    with site.app.test_request_context("/"):
        site.app.preprocess_request()
        drawn = render_template("home/_landscape.html", **city_context(site.city, [place], site.today))
    others = GROVE_PLANTS * (len(site.city.districts) - 1)
    return drawn.count('href="#seed"') - others


@pytest.mark.parametrize(
    ("rate_mg", "left"),
    [
        (GROVE_FULL_MG, 0),
        (GROVE_FULL_MG + 9, 0),
        (GROVE_FULL_MG - 1_000, 1),
        (GROVE_FULL_MG // 2, 4),
        (1_000, 6),
        (0, 7),
    ],
)
def test_a_grove_is_full_at_the_figure_that_it_names(site: Site, rate_mg: int, left: int) -> None:
    assert bare(site, rate_mg) == left
