"""Raking against R's package survey, against what defines truncated raking, and the sentences why not."""

from collections.abc import Mapping, Sequence
from math import log
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.raking import Bounds, RakingError, kish, rake
from tests.surveys import lines, rake_schools, schools

PEOPLE = {"sex": ["f", "f", "f", "m", "m", "m"], "age": ["young", "old", "old", "young", "young", "old"]}
TOTALS = {"sex": {"f": 52.0, "m": 48.0}, "age": {"young": 30.0, "old": 70.0}}


@pytest.mark.parametrize(("column", "bounds"), [("calibrate", None), ("rake", None), ("bounded", Bounds(0.85, 1.7))])
def test_schools_are_weighed_as_by_r(column: str, bounds: Bounds | None) -> None:
    survey = schools("clus1")
    found = rake_schools(survey, bounds)
    expected = {(row["stype"], row["sch.wide"]): float(row[column]) for row in lines("api_raked_r.csv")}
    pairs = zip(survey.texts("stype"), survey.texts("sch.wide"), strict=True)
    assert found.weights == pytest.approx([expected[pair] for pair in pairs], rel=1e-7)
    assert found.misses[-1] <= 1e-10 and len(found.misses) < 20


@given(st.integers(0, 10_000), st.sampled_from([None, Bounds(0.7, 1.5), Bounds(0.5, 4)]))
def test_weights_are_products_of_factors_of_levels_wherever_no_bound_holds_them(
    seed: int, bounds: Bounds | None
) -> None:
    """Totals are those of weights that were raked so, hence such weights exist; and they are the only ones."""
    random = Random(seed)
    answers = {name: [random.choice("abc") for _ in range(40)] for name in ("one", "two")}
    before = [random.uniform(0.5, 2) for _ in range(40)]
    by_level = {(name, level): random.uniform(0.8, 1.2) for name in answers for level in "abc"}
    made = [w * by_level["one", a] * by_level["two", b] for w, a, b in zip(before, *answers.values(), strict=True)]
    totals = {name: _sums(answers[name], made) for name in answers}
    try:
        found = rake(answers, totals, before, bounds)
    except RakingError:
        assert bounds is not None and bounds.high < 2  # too narrow for some levels
        return
    for name in answers:
        assert _sums(answers[name], found.weights) == pytest.approx(totals[name], rel=1e-8)
    if not found.at_bounds:
        assert found.weights == pytest.approx(made, rel=1e-6)


def _sums(labels: Sequence[str], weights: Sequence[float]) -> Mapping[str, float]:
    return {level: sum(w for w, label in zip(weights, labels, strict=True) if label == level) for level in labels}


def test_a_bounded_factor_is_the_product_cut_off() -> None:
    """What defines the truncated distance: where no bound holds, logarithms of factors add up over levels."""
    survey = schools("clus1")
    found = rake_schools(survey, Bounds(0.85, 1.7))
    pairs = zip(survey.texts("stype"), survey.texts("sch.wide"), strict=True)
    factor = {pair: new / old for pair, new, old in zip(pairs, found.weights, survey.design.weights, strict=True)}
    assert factor["H", "No"] == pytest.approx(1.7) and found.at_bounds == 3
    by_row = [log(factor[stype, "Yes"] / factor[stype, "No"]) for stype in "EM"]
    assert by_row[0] == pytest.approx(by_row[1], rel=1e-7)
    assert log(factor["H", "Yes"]) - by_row[0] > log(1.7)


def test_margins_explain_themselves_wholly() -> None:
    """The number of girls of California's schools is known when it is raked to: nothing is left of it."""
    raked = schools("strat raked")
    known = raked.says("sch.wide", "Yes")
    assert raked.design.variance(known) == pytest.approx(0, abs=1e-9)
    assert schools("strat").design.variance(known) > 1


def test_cells_of_ten_thousand_take_few_rounds() -> None:
    random = Random(3)
    answers = {name: [str(random.randrange(size)) for _ in range(10_000)] for name, size in _SIZES.items()}
    totals = {name: {str(level): 1_000_000 / size for level in range(size)} for name, size in _SIZES.items()}
    found = rake(answers, totals, [1.0] * 10_000)
    assert len(found.misses) < 10 and len(found.cells.sizes) == 96


_SIZES = {"district": 8, "age": 6, "sex": 2}


def test_equal_weights_widen_nothing() -> None:
    assert kish([3.0, 3, 3, 0]) == 1
    assert kish([1.0, 3]) == pytest.approx(2 * 10 / 16)
    with pytest.raises(ValueError):
        kish([0.0])


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ({**TOTALS, "sex": {"f": 50.0, "m": 48.0}}, "different totals: 'sex' 98, 'age' 100"),
        ({**TOTALS, "sex": {"f": 42.0, "m": 48.0, "x": 10.0}}, "Nobody who answered is “x” of 'sex', but 10"),
        ({**TOTALS, "sex": {"m": 100.0}}, "“f” of 'sex' is no level of the margins, which are: m"),
        ({**TOTALS, "sex": {"f": 0.0, "m": 100.0}}, "“f” of 'sex', but its total is 0"),
        ({**TOTALS, "sex": {"f": -1.0, "m": 101.0}}, "is -1, below 0"),
        ({"sex": {"f": 0.0, "m": 0.0}}, "no totals above 0"),
        ({}, "no totals above 0"),
    ],
)
def test_margins_that_cannot_be_met_are_told(totals: dict[str, dict[str, float]], words: str) -> None:
    with pytest.raises(RakingError, match=words):
        rake(PEOPLE, totals, [1.0] * 6)


def test_what_does_not_converge_is_told() -> None:
    """All women are old: 60 women and 40 old people cannot be."""
    with pytest.raises(RakingError, match=r"did not converge in 1,000 rounds: “\w+” of '(sex|age)' is still off by"):
        people = {"sex": ["f", "f", "m", "m"], "age": ["old", "old", "young", "old"]}
        rake(people, {"sex": {"f": 60.0, "m": 40.0}, "age": {"old": 40.0, "young": 60.0}}, [1.0] * 4)


def test_bounds_that_are_too_narrow_are_told() -> None:
    with pytest.raises(RakingError, match=r"“young” of 'age' is 30, which trimmed weights cannot reach"):
        rake(PEOPLE, TOTALS, [1.0] * 6, Bounds(0.9, 1.1))
    for wrong in (Bounds(2, 3), Bounds(0.1, float("inf")), Bounds(-1, 2)):
        with pytest.raises(RakingError, match="1 should lie between"):
            rake(PEOPLE, TOTALS, [1.0] * 6, wrong)


def test_factors_that_run_away_are_told() -> None:
    """Bounds that hold back what the margins want: factors vanish long before 1,000 rounds."""
    people, weights, a = {"one": ["b", "a", "b"], "two": ["y", "y", "x"]}, [2.92, 0.707, 0.851], 2.333
    totals = {"one": {"a": a, "b": sum(weights) - a}, "two": {"x": sum(weights) * 0.4, "y": sum(weights) * 0.6}}
    with pytest.raises(RakingError, match=r"did not converge in 1,000 rounds: “x” of 'two' is still off"):
        rake(people, totals, weights, Bounds(0.5, 3.3))


@pytest.mark.parametrize("weight", [step / 7 for step in range(1, 40)])
def test_a_total_may_be_all_that_the_upper_bound_gives(weight: float) -> None:
    before = [weight, 3 * weight, 2 * weight, weight]
    high = 1.7
    totals = {"one": {"a": high * weight, "b": 7 * weight - high * weight}}
    found = rake({"one": ["a", "b", "b", "b"]}, totals, before, Bounds(0.5, high))
    assert found.weights[0] == pytest.approx(high * weight)


def test_a_level_of_nobody_with_a_total_of_nobody_does_no_harm() -> None:
    with_none = {**TOTALS, "sex": {**TOTALS["sex"], "x": 0.0}}
    assert rake(PEOPLE, with_none, [1.0] * 6).weights == rake(PEOPLE, TOTALS, [1.0] * 6).weights
