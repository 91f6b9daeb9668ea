"""The seed pack says what the method says."""

import re
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from footprint.actions.action import UNSURE
from footprint.actions.calculator import Activity, explain, quantify
from footprint.actions.catalogue import Catalogue, FactorVersion, check_catalogue
from footprint.carbon.expressions import numbers, parse
from footprint.carbon.factor_checks import CONVERSIONS
from tests.packs.copies import ZHENJIANG

DAY = date(2026, 11, 22)

KNOWN_WRONG = {
    "kgCO2/floor": 0.218,  # a floor of stairs
    "kgCO2/kWh": 0.785,  # electricity, outdated
    "kgCO2/t": 0.91,  # tap water, five times too much
    "kgCO2/m3": 0.19,  # gas, a tenth of the truth
    "kgCO2/L": 2.7,  # petrol
    "kgCO2/bag": 0.2985,  # a bag, ten times any life-cycle figure
}


def grams(catalogue: Catalogue, action: str, option: str | None, quantity: float, on: date = DAY) -> tuple[float, ...]:
    reduction = quantify(catalogue, Activity(action, option, round(quantity * 1000), on))
    return reduction.low_mg / 1000, reduction.mid_mg / 1000, reduction.high_mg / 1000


def versions(catalogue: Catalogue) -> Iterator[FactorVersion]:
    return (version for factor in catalogue.factors.values() for version in factor.versions)


def test_the_pack_is_sound() -> None:
    assert check_catalogue(ZHENJIANG, ("zh", "en")) == []


def test_no_number_known_to_be_wrong_is_used(zhenjiang: Catalogue) -> None:
    for version in versions(zhenjiang):
        assert not version.id.startswith("bad.")
        wrong = KNOWN_WRONG.get(version.unit.replace("CO2e", "CO2"))
        assert wrong is None or wrong not in (version.value, version.low, version.high), version.id
    assert all("bad." not in file.read_text() for file in Path(ZHENJIANG).iterdir())


@pytest.mark.parametrize(
    ("action", "option", "quantity", "expected"),
    [
        ("bicycle", "unknown", 6, (0, 0, 0)),
        ("bicycle", "car", 6, (292.2, 626.4, 1174.02)),
        ("bicycle", "none", 6, (0, 0, 0)),
        ("bicycle", "bus", 1, (0, 45.8, 95.52)),
        ("shared_bicycle", "unknown", 1, (0, 0, 0)),
        ("walking", "car", 1, (48.7, 111.6, 195.67)),
        ("walking", "unknown", 1, (0, 0, 0)),
        ("ebike", "unknown", 1, (0, 0, 0)),
        ("ebike", "motorcycle", 1, (42.6, 50, 102.87)),
        ("ebike", "car", 1, (30, 99.6, 180)),
        ("bus", "car", 1, (0, 58.6, 142.67)),
        ("bus", "unknown", 1, (0, 0, 0)),
        ("bus", "taxi", 10, (0, 471, 1617)),
        ("rail", "car", 1, (30, 68.46, 152.53)),
        ("basket", "old", 1, (0.1, 20, 51)),
        ("cup", "own", 1, (0, 9.8, 30)),
        ("cup", "new", 1, (0, 0, 0)),
        ("shower", "electric", 1, (90, 151, 230)),
        ("shower", "unknown", 1, (0, 0, 0)),
        ("lamp", "unknown", 1, (0, 0, 0)),
        ("fuel", "receipts", 1, (2100, 2270, 2350)),
        ("fuel", "unknown", 1, (0, 0, 0)),
        ("appliance", None, 3, (0, 0, 0)),
        ("tree", None, 3, (0, 0, 0)),
        ("basket", "unknown", 3, (0, 0, 0)),
        ("cup", "unknown", 3, (0, 0, 0)),
        ("shower", "gas", 1, (35, 55, 80)),
        ("line_drying", "yes", 1, (0, 1400, 2300)),
        ("line_drying", "no", 1, (0, 0, 0)),
        ("clean_plate", None, 1, (0, 50, 95)),
        ("vegetarian_meal", None, 1, (0, 301, 800)),
        ("sort_plastic", None, 1, (320.8, 450, 451.31)),
        ("sort_paper", None, 1, (175.76, 219.7, 263.64)),
        ("sort_aluminium", None, 1, (8100, 8100, 19580)),
        ("sort_textiles", None, 1, (0, 1587.9, 9673)),
        ("sort_food", None, 1, (0, 35, 300)),
        ("refill", None, 1, (82.8, 90, 162.7)),
        ("paperless", None, 1, (3, 4.6, 8)),
        ("community", None, 1, (0, 0, 0)),
        ("pledge", None, 1, (0, 0, 0)),
    ],
)
def test_figures_of_the_method(
    zhenjiang: Catalogue, action: str, option: str | None, quantity: float, expected: tuple[float, ...]
) -> None:
    assert grams(zhenjiang, action, option, quantity) == expected


@pytest.mark.parametrize(("option", "kilograms"), [("cfl", (1.70, 3.40, 5.10)), ("incandescent", (21.7, 43.39, 65.1))])
def test_a_lamp_over_a_year(zhenjiang: Catalogue, option: str, kilograms: tuple[float, ...]) -> None:
    months = [grams(zhenjiang, "lamp", option, 1, date(2026, month, 15)) for month in range(1, 13)]
    year = [sum(column) / 1000 for column in zip(*months, strict=True)]
    assert year == pytest.approx(kilograms, rel=0.002)


def test_an_air_conditioner_over_a_season(zhenjiang: Catalogue) -> None:
    season = sum(grams(zhenjiang, "ac", None, 1, date(2026, 6, 1))[1] for _ in range(122)) / 1000
    assert season == pytest.approx(12.8, abs=0.05)


@pytest.mark.parametrize(("year", "factor"), [(2021, 0.6451), (2022, 0.5978), (2023, 0.5827), (2026, 0.5827)])
def test_the_grid_of_the_year(zhenjiang: Catalogue, year: int, factor: float) -> None:
    _, mid, _ = grams(zhenjiang, "lamp", "cfl", 1, date(year, 6, 30))
    assert mid == pytest.approx(4 * 4 * 30 * factor, abs=0.001)


def test_today_the_newest_grid_factor_counts(zhenjiang: Catalogue) -> None:
    grid = zhenjiang.factors["grid.js"].on(DAY)
    assert grid is not None and (grid.version, grid.source.year) == ("2023", "2023")


@pytest.mark.parametrize(
    ("bag", "uses"),
    [("old", 0), ("cotton", 52), ("organic_cotton", 149), ("nonwoven", 6), ("woven", 5), ("rpet", 8)],
)
def test_a_new_bag_first_pays_back_its_making(zhenjiang: Catalogue, bag: str, uses: int) -> None:
    assert zhenjiang.action("basket").option(bag).breakeven_uses == uses
    before = quantify(zhenjiang, Activity("basket", bag, 1000, DAY, max(0, uses - 1) * 1000))
    after = quantify(zhenjiang, Activity("basket", bag, 1000, DAY, uses * 1000))
    assert after.mid_mg == 20_000 and before.mid_mg == (0 if uses else 20_000)


def test_limits_are_those_of_the_method(zhenjiang: Catalogue) -> None:
    limits = {
        (action.id, limit.scope, limit.period): limit.max_milli // 1000
        for action in zhenjiang.actions.values()
        for limit in action.limits
    }
    assert limits["walking", "resident", "day"] == 30
    assert limits["bicycle", "resident", "day"] == limits["ebike", "resident", "day"] == 100
    assert limits["bus", "resident", "day"] == limits["rail", "resident", "day"] == 200
    assert limits["basket", "resident", "day"] == 6
    assert limits["cup", "resident", "day"] == 5
    assert limits["shower", "resident", "day"] == 10
    assert limits["lamp", "household", "year"] == 12 * limits["lamp", "household", "month"] <= 12 * 20
    assert limits["vegetarian_meal", "resident", "day"] == 3
    yearly = {action for action, _, period in limits if period == "year"}
    assert yearly == set(zhenjiang.actions), "nothing is without a limit of a year"
    assert {action for action, _, period in limits if period == "month"} == set(zhenjiang.actions) - {"rail"}
    for (action, scope, period), most in limits.items():
        longer = {"day": "month", "month": "year"}.get(period, "")
        assert most <= limits.get((action, scope, longer), most), "no limit is above that of a longer time"


def test_taking_part_earns_points_and_no_kilograms(zhenjiang: Catalogue) -> None:
    for action in ("community", "pledge"):
        assert zhenjiang.action(action).form == "none"
        assert zhenjiang.action(action).points > 0


def test_boundaries_that_meet_have_a_reason_and_lower_the_credit(zhenjiang: Catalogue) -> None:
    mixed = {}
    for action in zhenjiang.actions.values():
        for option in action.options:
            ids = [name for name in option.method.factor_ids if zhenjiang.factors[name].newest.boundary != "none"]
            counted = {zhenjiang.factors[name].newest.boundary for name in ids}
            if len(counted) > 1:
                mixed[action.id, option.id] = option.exception
    assert all(reason.in_(language) for reason in mixed.values() for language in ("zh", "en"))
    assert set(mixed) == {
        *(("bicycle", mode) for mode in ("car", "taxi")),
        *(("shared_bicycle", mode) for mode in ("car", "taxi")),
        *(("ebike", mode) for mode in ("car", "taxi", "motorcycle")),
        *(("bus", mode) for mode in ("car", "taxi", "motorcycle")),
    }


def test_not_knowing_never_earns_more_than_an_honest_answer(zhenjiang: Catalogue) -> None:
    """Unknown earns points and 0 kg; a figure published about people in general credits nobody."""
    for action in zhenjiang.actions.values():
        for option in action.options:
            if option.id == UNSURE:
                assert grams(zhenjiang, action.id, option.id, 1, date(2026, 7, 1)) == (0, 0, 0)
                assert action.points > 0
    told = {option.told for action in zhenjiang.actions.values() for option in action.options if option.told}
    credited = {name for action in zhenjiang.actions.values() for o in action.options for name in o.method.factor_ids}
    assert told == {"act.cycle.unknown", "act.sharedebike.unknown", "tree.js.cpcd"} and not told & credited


def test_what_nobody_has_read_says_so(zhenjiang: Catalogue) -> None:
    assert all(version.note for version in versions(zhenjiang) if version.is_unconfirmed)
    shown = explain(zhenjiang, Activity("ac", None, 1000, date(2026, 7, 1)))
    assert {use.factor.status for use in shown.uses} == {"recalled", "verified", "assumption"}
    assert shown.formula == "1 × 22 kWh × 0.5827 kg/kWh ÷ 122 = 0.105 kg"
    assert shown.symbolic == "Q × F × EF ÷ N"


@pytest.mark.parametrize(
    ("name", "value", "locator", "boundary"),
    [
        ("board.cn", "821.23", "88321X0012021A", "cradle_to_gate"),
        ("paper.cn", "919.4", "88321X0032021A", "cradle_to_gate"),
        ("waste.food.digestion", "-36.53", "94339X0052021A", "cradle_to_grave"),
        ("waste.food.incin", "-1.2", "94333X0072020A", "cradle_to_grave"),
        ("al.recycled", "720", "41431X0072012A", "cradle_to_gate"),
    ],
)
def test_emissions_in_formulas_are_lines_of_their_own(
    zhenjiang: Catalogue, name: str, value: str, locator: str, boundary: str
) -> None:
    """As the database prints them, by the tonne."""
    version = zhenjiang.factors[name].newest
    assert version.value == Fraction(value) / 1000
    assert (version.status, version.source.locator, version.boundary) == ("verified_copy", locator, boundary)
    assert any(name in other.formula for other in versions(zhenjiang))


def test_formulas_hold_conversions_and_nothing_else(zhenjiang: Catalogue) -> None:
    found = {number for version in versions(zhenjiang) if version.formula for number in numbers(parse(version.formula))}
    assert found <= set(CONVERSIONS) and found == {-1, 1, 365, 1000, 3600}


def test_an_assumption_says_what_is_assumed(zhenjiang: Catalogue) -> None:
    for version in versions(zhenjiang):
        if version.status == "assumption":
            assert version.note.in_("en").startswith("Assumption: "), version.id
            assert version.note.in_("zh").startswith("假设："), version.id


def test_a_factor_that_nothing_uses_documents_something(zhenjiang: Catalogue) -> None:
    formulas = [version.formula for version in versions(zhenjiang)]
    texts = "\n".join([*formulas, *(file.read_text() for file in Path(ZHENJIANG).glob("*.toml"))])
    used = set(re.findall(r"[A-Za-z][\w.]*", texts))
    idle = [version for version in versions(zhenjiang) if version.id not in used]
    assert all(version.note or version.formula for version in idle), [version.id for version in idle]


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("motorcycle.core", Fraction("0.0558"), Fraction("0.11367")),
        ("metro.cn.real", Fraction("0.00881"), Fraction("0.047454")),
    ],
)
def test_an_end_that_nobody_published_is_not_the_figure_itself(
    zhenjiang: Catalogue, name: str, low: Fraction, high: Fraction
) -> None:
    """Read in a copy: a tenth of the figure is assumed to that side, and nothing with it counts as published."""
    version = zhenjiang.factors[name].newest
    assert (version.low, version.high) == (low, high)
    assert not version.has_range
    ride = (
        Activity("bus", "motorcycle", 1000, DAY) if name == "motorcycle.core" else Activity("rail", "taxi", 1000, DAY)
    )
    shown = explain(zhenjiang, ride)
    assert not shown.is_bounded and not shown.has_range


def test_a_range_has_two_ends_apart_from_its_figure(zhenjiang: Catalogue) -> None:
    """Where an end is the figure, it is one of those that say why: the careful end was taken, or a thing is exact."""
    careful = {"breakeven.bag.cotton", "breakeven.bag.ppnw", "breakeven.ea.cotton", "breakeven.ea.ppnw"}
    exact = {"ac.season.days", "water.heat"}
    ends = {one.id for one in versions(zhenjiang) if one.value and one.value in (one.low, one.high)}
    assert ends == {*careful, *exact, "rec.al.cn", "al.credit"}
