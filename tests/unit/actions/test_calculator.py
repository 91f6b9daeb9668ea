"""Hand-computed figures of the invented pack, and what must hold for every action of both packs."""

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic.errors import Invalid, NotFound
from footprint.actions.calculator import Activity, Reduction, divide_half_even, explain, kilograms, quantify, removed
from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot, load_catalogue
from tests.packs.copies import HARBOUR, ZHENJIANG

HARBOUR_CATALOGUE = load_catalogue(HARBOUR, ("pt", "en"))
ZHENJIANG_CATALOGUE = load_catalogue(ZHENJIANG, ("zh", "en"))
DAY = date(2025, 12, 5)


def grams(catalogue: Catalogue, *activity: object, uses_before_milli: int = 0) -> tuple[float, float, float]:
    reduction = quantify(catalogue, Activity(*activity, uses_before_milli=uses_before_milli))  # type: ignore[arg-type]
    return reduction.low_mg / 1000, reduction.mid_mg / 1000, reduction.high_mg / 1000


def test_a_ride_in_place_of_a_car(harbour: Catalogue) -> None:
    # 10 km × (0.2 ÷ 2 − 0.01); low and high from the published range 0.05 to 0.2
    assert grams(harbour, "ride", "car", 10_000, DAY) == (500, 900, 2000)


def test_without_a_published_range_the_corners_count(harbour: Catalogue) -> None:
    # low 0.1 ÷ 4 − 0.01 = 0.015; high 0.3 ÷ 1 − 0.01 = 0.29
    assert grams(harbour, "ride", "lift", 10_000, DAY) == (150, 900, 2900)


def test_what_replaced_nothing_saves_nothing(harbour: Catalogue) -> None:
    assert grams(harbour, "ride", "walk", 10_000, DAY) == (0, 0, 0)
    assert grams(harbour, "ride", None, 10_000, DAY) == (0, 0, 0), "the default option"
    assert grams(harbour, "meeting", None, 1000, DAY) == (0, 0, 0)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 2, 29), (580, 725, 870)),  # 10 W × (4, 5, 6) h × 29 d × 0.5 of 2024
        (date(2025, 1, 1), (372, 620, 930)),  # 10 W × 31 d × (4 h × 0.3, 5 h × 0.4, 6 h × 0.5) of 2025
        (date(2031, 4, 1), (360, 600, 900)),  # the newest factor stays until there is a newer one
    ],
)
def test_a_lamp_earns_its_month_with_the_grid_of_its_day(
    harbour: Catalogue, day: date, expected: tuple[float, float, float]
) -> None:
    assert grams(harbour, "lantern", None, 1000, day) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2024, 2, 29), (3972.603, 3972.603, 3972.603)),  # (365 − 265) kWh × 29 ÷ 365 × 0.5 of 2024
        (date(2025, 1, 1), (2547.945, 3397.26, 4246.575)),  # × 31 ÷ 365 × (0.3, 0.4, 0.5) of 2025
    ],
)
def test_a_device_known_by_its_label_earns_its_month(
    harbour: Catalogue, day: date, expected: tuple[float, float, float]
) -> None:
    assert grams(harbour, "fridge", None, 1000, day) == expected
    explained = explain(harbour, Activity("fridge", None, 1000, day))
    assert explained.symbolic == "Q × (P₀ − P₁) × D ÷ 365 × EF" and explained.days == day_count(day)


def day_count(day: date) -> int:
    return (date(day.year, day.month + 1, 1) - date(day.year, day.month, 1)).days


def test_litres_not_burnt(harbour: Catalogue) -> None:
    assert grams(harbour, "fuel", None, 2500, DAY) == (5000, 6250, 7500)


def test_a_tree_is_a_removal_and_no_reduction(harbour: Catalogue) -> None:
    two = Activity("tree", None, 2000, DAY)
    assert quantify(harbour, two) == Reduction(0, 0, 0)
    assert removed(harbour, two) == Reduction(10_000_000, 20_000_000, 24_000_000)
    explained = explain(harbour, two)
    assert (explained.reduction.mid_mg, explained.removal) == (0, removed(harbour, two))
    assert explained.formula == "2 × 10 kg = 20 kg"


def test_what_reduces_removes_nothing(harbour: Catalogue) -> None:
    ride = Activity("ride", "car", 10_000, DAY)
    assert removed(harbour, ride) == Reduction(0, 0, 0) and explain(harbour, ride).removal is None


def test_a_bag_first_pays_back_its_making(harbour: Catalogue) -> None:
    assert grams(harbour, "net", None, 4000, DAY) == (0, 0, 0)
    assert grams(harbour, "net", None, 6000, DAY) == (20, 60, 80), "the 5th and the 6th use"
    assert grams(harbour, "net", None, 1000, DAY, uses_before_milli=3000) == (0, 0, 0)
    assert grams(harbour, "net", None, 1000, DAY, uses_before_milli=4000) == (10, 30, 40)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(0, 5000), max_size=12))
def test_splitting_uses_into_entries_changes_nothing(parts: list[int]) -> None:
    before, total = 0, 0
    for part in parts:
        total += quantify(HARBOUR_CATALOGUE, Activity("net", None, part, DAY, before)).mid_mg
        before += part
    at_once = quantify(HARBOUR_CATALOGUE, Activity("net", None, sum(parts), DAY)).mid_mg
    assert abs(total - at_once) <= len(parts), "half a milligram of rounding an entry"


ACTIVITIES = st.sampled_from(
    [
        (catalogue, action.id, option.id)
        for catalogue in (HARBOUR_CATALOGUE, ZHENJIANG_CATALOGUE)
        for action in catalogue.actions.values()
        if not action.months
        for option in action.options
    ]
)
DAYS = st.dates(date(2026, 7, 1), date(2030, 12, 31))


@settings(max_examples=40, deadline=None)
@given(ACTIVITIES, st.integers(0, 10**9), st.integers(0, 10**9), DAYS)
def test_more_never_saves_less_and_never_below_nothing(
    which: tuple[Catalogue, str, str], one: int, other: int, day: date
) -> None:
    catalogue, action, option = which
    less, more = (quantify(catalogue, Activity(action, option, q, day)) for q in sorted((one, other)))
    assert 0 <= less.low_mg <= less.mid_mg <= less.high_mg
    assert less.low_mg <= more.low_mg and less.mid_mg <= more.mid_mg and less.high_mg <= more.high_mg


@settings(max_examples=40, deadline=None)
@given(ACTIVITIES, st.integers(0, 10**6), DAYS)
def test_a_snapshot_computes_the_same(which: tuple[Catalogue, str, str], quantity: int, day: date) -> None:
    catalogue, action, option = which
    activity = Activity(action, option, quantity, day)
    assert quantify(SNAPSHOTS[catalogue.version], activity) == quantify(catalogue, activity)


SNAPSHOTS = {
    catalogue.version: catalogue_from_snapshot(catalogue.snapshot())
    for catalogue in (HARBOUR_CATALOGUE, ZHENJIANG_CATALOGUE)
}


def test_a_snapshot_has_the_version_of_what_it_kept(harbour: Catalogue) -> None:
    again = SNAPSHOTS[harbour.version]
    assert (again.version, again.languages, again.snapshot()) == (harbour.version, ("pt", "en"), harbour.snapshot())


@pytest.mark.parametrize("text", ["[]", "{}", '{"format": 99}', "nonsense"])
def test_what_is_no_snapshot_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        catalogue_from_snapshot(text)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**15), st.integers(1, 10**6))
def test_halves_go_to_the_even_neighbour(numerator: int, denominator: int) -> None:
    assert divide_half_even(numerator, denominator) == round(Fraction(numerator, denominator))


@pytest.mark.parametrize(
    ("activity", "field"),
    [
        (Activity("ride", "rocket", 1000, DAY), "instead_of"),
        (Activity("net", "rocket", 1000, DAY), "option"),
        (Activity("ride", "car", -1, DAY), "quantity"),
        (Activity("ride", "car", 10**9 + 1, DAY), "quantity"),
        (Activity("ride", "car", 1000, date(2023, 12, 31)), "occurred_on"),
        (Activity("glass", None, 1000, date(2025, 2, 1)), "occurred_on"),
    ],
)
def test_nonsense_is_refused_beside_its_field(harbour: Catalogue, activity: Activity, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        quantify(harbour, activity)
    assert refused.value.field == field


def test_an_unknown_action_does_not_exist(harbour: Catalogue) -> None:
    with pytest.raises(NotFound):
        quantify(harbour, Activity("teleport", None, 1000, DAY))


@pytest.mark.parametrize("quantity_milli", [0, -1000, 10**12, 1500])
def test_a_form_refuses_quantities_nobody_means(harbour: Catalogue, quantity_milli: int) -> None:
    with pytest.raises(Invalid) as refused:
        harbour.action("net").check_quantity(quantity_milli)
    assert refused.value.field == "quantity"


# Why this number


def test_the_formula_shows_its_numbers_and_symbols(harbour: Catalogue) -> None:
    shown = explain(harbour, Activity("ride", "car", 10_000, DAY))
    assert shown.formula == "10 km × (0.2 kg/km ÷ 2 − 0.01 kg/km) = 0.9 kg"
    assert shown.symbolic == "Q × (BE ÷ n − PE)"
    assert [(use.symbol, use.factor.id) for use in shown.uses] == [
        ("BE", "car"),
        ("n", "people.in.car"),
        ("PE", "bike"),
        ("", "bike.for.car"),
    ]
    assert shown.reduction == Reduction(500_000, 900_000, 2_000_000)
    assert shown.words.in_("pt") == "Distância × (o outro meio − este meio)."
    assert shown.has_range and shown.boundary == "gate_to_grave" and shown.days is None
    assert not shown.is_bounded, "people in the car are an assumption"


def test_a_month_shows_its_days_and_the_version_of_its_day(harbour: Catalogue) -> None:
    shown = explain(harbour, Activity("lantern", None, 2000, date(2024, 2, 3)))
    assert shown.formula == "2 × (20 W − 10 W) × 5 h/d × 29 d ÷ 1000 × 0.5 kg/kWh = 1.45 kg"
    assert shown.symbolic == "Q × (P₀ − P₁) × h × D ÷ 1000 × EF"
    grid = shown.uses[-1].factor
    assert (grid.version, shown.days) == ("2024", 29)


def test_break_even_shows_what_was_credited(harbour: Catalogue) -> None:
    shown = explain(harbour, Activity("net", None, 3000, DAY, 2000))
    assert (shown.credited_milli, shown.breakeven_milli, shown.formula) == (1000, 4000, "1 × 0.03 kg = 0.03 kg")
    assert harbour.action("net").option(None).breakeven_uses == 4


def test_a_number_without_a_range_says_so(harbour: Catalogue) -> None:
    shown = explain(harbour, Activity("glass", None, 1000, DAY))
    assert not shown.has_range and not shown.is_bounded
    assert shown.reduction == Reduction(150_000, 300_000, 450_000), "the half that the pack assumes"


def test_bounds_are_bounds_where_every_number_was_read_with_its_range(harbour: Catalogue) -> None:
    shown = explain(harbour, Activity("net", None, 1000, DAY, 4000))
    assert shown.has_range and shown.is_bounded


def test_every_default_can_be_explained() -> None:
    for catalogue in (HARBOUR_CATALOGUE, ZHENJIANG_CATALOGUE):
        for action in catalogue.actions.values():
            day = date(2026, action.months[0], 1) if action.months else date(2026, 7, 1)
            for option in action.options:
                activity = Activity(action.id, option.id, action.amount.default_milli, day)
                shown = explain(catalogue, activity)
                assert shown.reduction == quantify(catalogue, activity)
                assert shown.formula.endswith(kilograms(shown.reduction.mid_mg))


def test_kilograms_keep_three_figures() -> None:
    shown = [kilograms(mg) for mg in (0, 20_000, 292_200, 3_403_000, 1_234_567_000, 1)]
    assert shown == ["0 kg", "0.02 kg", "0.292 kg", "3.4 kg", "1234.57 kg", "0.000001 kg"]


def test_day_by_day_no_gap(harbour: Catalogue) -> None:
    day = date(2024, 1, 1)
    while day < date(2025, 3, 1):
        assert quantify(harbour, Activity("lantern", None, 1000, day)).mid_mg > 0
        day += timedelta(days=1)


def test_a_snapshot_of_an_earlier_release_still_computes() -> None:
    """The file is never made anew: entries recorded then must recompute with every later release."""
    kept = catalogue_from_snapshot(HARBOUR.with_name("snapshot-1.json").read_text(encoding="utf-8"))
    assert grams(kept, "ride", "car", 10_000, DAY) == (500, 900, 2000)
    assert grams(kept, "lantern", None, 1000, date(2024, 2, 29)) == (580, 725, 870)
    assert grams(kept, "net", None, 6000, DAY) == (20, 60, 80)


def test_a_catalogue_from_before_boundaries_and_assumed_ranges_computes_as_it_did() -> None:
    """Nothing of today's rules reaches into it: what was not sure counted then, and a range nobody stated was none."""
    kept = catalogue_from_snapshot(HARBOUR.with_name("snapshot-2.json").read_text(encoding="utf-8"))
    day = date(2026, 11, 22)
    assert grams(kept, "bicycle", "unknown", 6_000, day) == (0, 292.2, 626.4)
    assert grams(kept, "sort_textiles", None, 1_000, day) == (0, 6647.34, 22157.8)
    assert grams(kept, "refill", None, 1_000, day) == (320, 320, 320)
    assert kept.action("sort_textiles").limits[0].max_milli == 20_000
