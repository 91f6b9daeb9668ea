"""Estimates from samples against R's package survey: its published example, and thirty invented samples."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic.statistics.designs import DesignError, Stage, sample
from civic.statistics.estimates import Estimate, answer_share, mean, ratio, share, total
from tests.surveys import Survey, invented, lines, schools

FIGURES = ("estimate", "se", "deff", "df", "n", "low", "high")


def _figure(survey: Survey, figure: str) -> Estimate:
    """A figure by its name in `api_r.csv`, like "mean api00 of E"."""
    what, name, *rest = figure.split()
    if what == "ratio":
        return ratio(survey.design, survey.numbers(name), survey.numbers(rest[0]))
    if what == "share":
        return share(survey.design, survey.says(name, "Yes"))
    group = [label == rest[1] for label in survey.texts("stype")] if rest else None
    return {"mean": mean, "total": total}[what](survey.design, survey.numbers(name), group)


@pytest.mark.parametrize("expected", lines("api_r.csv"), ids=lambda one: f"{one['design']}: {one['figure']}")
def test_schools_as_r_computes_them(expected: dict[str, str]) -> None:
    _is_as(_figure(schools(expected["design"]), expected["figure"]), expected)


@pytest.mark.parametrize("expected", lines("designs_r.csv"), ids=lambda one: f"{one['design']}: {one['figure']}")
def test_invented_samples_as_r_computes_them(expected: dict[str, str]) -> None:
    survey = invented(expected["design"], int(expected["stages_with_fpc"]))
    what, *of_a = expected["figure"].split()
    group = [a == "a" and bool(y) for a, y in zip(survey.texts("group"), survey.texts("y"), strict=True)]
    answers = survey.says("yes", "yes") if what == "share" else survey.numbers("y")
    found = {"mean": mean, "share": share, "total": total}[what](survey.design, answers, group if of_a else None)
    _is_as(found, expected)


def _is_as(found: Estimate, expected: dict[str, str]) -> None:
    known = [name for name in FIGURES if expected[name] not in ("", "NaN")]
    assert len(known) >= 5
    assert [getattr(found, name) for name in known] == pytest.approx(
        [float(expected[name]) for name in known], rel=1e-7
    )


@pytest.mark.parametrize(
    ("design", "figure", "estimate", "se"),
    [
        ("clus1", "mean api00", "644.17", "23.542"),
        ("clus1", "total enroll", "3404940.13", "932235.03"),
        ("strat", "mean api00", "662.29", "9.4089"),
        ("clus2", "mean api00", "670.81", "30.099"),
        ("clus2", "total enroll", "2639272.93", "799637.77"),
    ],
)
def test_the_printed_examples(design: str, figure: str, estimate: str, se: str) -> None:
    """As the package's help pages show them, to their last digit."""
    found = _figure(schools(design), figure)
    assert found.se is not None
    printed = [f"{found.estimate:.{_digits(estimate)}f}", f"{found.se:.{_digits(se)}f}"]
    assert printed == [estimate, se]


def _digits(text: str) -> int:
    return len(text.partition(".")[2])


def test_a_simple_sample_is_what_a_textbook_makes_of_it() -> None:
    answers = [3.0, 5, 8, 12]
    found = mean(sample(4), answers)
    assert (found.estimate, found.df, found.n) == (7, 3, 4)
    assert found.se == pytest.approx(sqrt((16 + 4 + 1 + 25) / 3 / 4))
    assert (found.deff, found.effective_n) == (pytest.approx(1), pytest.approx(4))


def test_a_census_is_certain() -> None:
    found = mean(sample(3, stages=[Stage("abc", [3, 3, 3])]), [1.0, 2, 6])
    assert (found.estimate, found.se, found.low, found.high) == (3, 0, 3, 3)


def test_a_share_of_one_in_three_is_a_share_drawn() -> None:
    by_size, by_share = (sample(3, stages=[Stage("abc", [size] * 3)]) for size in (9, 1 / 3))
    assert by_size.weights == pytest.approx((3, 3, 3))
    assert mean(by_size, [1.0, 2, 6]).se == pytest.approx(mean(by_share, [1.0, 2, 6]).se)


def test_nobody_of_a_few_is_not_certainly_nobody() -> None:
    """Clopper and Pearson: 1 − 0.025^(1/20)."""
    found = share(sample(20), [0.0] * 20)
    assert (found.estimate, found.low, found.effective_n) == (0, 0, 20)
    assert found.high == pytest.approx(1 - 0.025 ** (1 / 20), rel=1e-10)
    assert share(sample(20), [1.0] * 20).low == pytest.approx(0.025 ** (1 / 20), rel=1e-10)


def test_lucky_strata_make_no_more_people() -> None:
    """Strata that differ in everything: next to no variance, and still Clopper and Pearson's interval of 10 of 20."""
    found = share(sample(20, strata=["a"] * 10 + ["b"] * 10), [0.0] * 10 + [1.0] * 10)
    assert (found.se, found.effective_n) == (pytest.approx(0, abs=1e-15), 20)
    assert (found.low, found.high) == (pytest.approx(0.2720, abs=5e-5), pytest.approx(0.7280, abs=5e-5))


def test_no_error_is_told_from_one_cluster_and_no_interval_without_a_degree_of_freedom() -> None:
    design = sample(6, strata="aaabbb", stages=[Stage("112334")])
    one_cluster = [True, True, False, False, False, False]
    found = mean(design, [1.0, 2, 3, 4, 5, 6], one_cluster)
    assert (found.estimate, found.se, found.low, found.effective_n) == (1.5, None, None, None)
    one_of_each = mean(design, [1.0, 2, 3, 4, 5, 6], [True, False, False, True, False, False])
    assert one_of_each.se is not None and (one_of_each.df, one_of_each.low) == (0, None)


def test_who_did_not_answer_is_left_out() -> None:
    found = mean(sample(4), [3.0, None, 5, 8])
    assert (found.n, found.estimate) == (3, pytest.approx(16 / 3))


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"strata": "aab"}, "Stratum “b” has only one unit"),
        ({"stages": [Stage("111")]}, "The sample has only one unit"),
        ({"stages": [Stage("122", [9, 9, 9]), Stage("123", [5, 5, 5])]}, "Unit “1” of the sample has only one unit"),
        ({"strata": "aaa", "stages": [Stage("123", [9, 9, 8])]}, "is 8 in one row and 9 in another"),
        ({"stages": [Stage("123", [2, 2, 2])]}, "3 units were drawn in the sample, but there are only 2"),
        ({"stages": [Stage("123", [0, 0, 0])]}, "is 0; it should be more than 0"),
        ({"weights": [1, -1, 1]}, "not below 0"),
        ({"weights": [0, 0, 0]}, "one of them is above it"),
    ],
)
def test_what_is_no_design_is_told_in_a_sentence(arguments: dict[str, object], words: str) -> None:
    with pytest.raises(DesignError, match=words):
        sample(3, **arguments)  # type: ignore[arg-type]


def test_a_single_unit_that_was_certain_to_be_drawn_adds_nothing() -> None:
    found = mean(sample(3, strata="aab", stages=[Stage("123", [4, 4, 1])]), [1.0, 3, 9])
    assert found.estimate == pytest.approx((2 * 4 + 9) / 5) and found.se is not None


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=2, max_size=30), st.floats(0.1, 100))
def test_the_unit_of_weights_does_not_matter_to_a_mean(people: list[tuple[int, int]], scale: float) -> None:
    answers = [float(answer) for answer, _ in people]
    plain, scaled = (mean(sample(len(people), [w * by for _, w in people]), answers) for by in (1.0, scale))
    assert plain.estimate == pytest.approx(scaled.estimate) and plain.se == pytest.approx(scaled.se, abs=1e-9)


def test_nobody_gives_no_figure() -> None:
    with pytest.raises(ValueError, match="nobody"):
        mean(sample(2), [None, None])
    with pytest.raises(ValueError, match="is 0"):
        ratio(sample(2), [1.0, 2], [0.0, 0])


@pytest.mark.parametrize("expected", [one for one in lines("api_r.csv") if one["figure"] == "ratio api00 api99"])
def test_a_share_of_answers_is_rs_ratio_of_two_sums(expected: dict[str, str]) -> None:
    """R's `svyratio` the other way round, whose error is that over the square of the ratio."""
    survey, ratio_r, se_r = schools(expected["design"]), float(expected["estimate"]), float(expected["se"])
    found = answer_share(survey.design, survey.numbers("api99"), survey.numbers("api00"))
    assert (found.estimate, found.se) == (pytest.approx(1 / ratio_r), pytest.approx(se_r / ratio_r**2, rel=1e-7))


@pytest.mark.parametrize("name", ["strat", "clus1", "clus1 raked"])
def test_a_share_of_one_answer_each_is_a_share(name: str) -> None:
    survey = schools(name)
    once = answer_share(survey.design, survey.says("sch.wide", "Yes"), [1.0] * len(survey.rows))
    for field in FIGURES:
        expected = getattr(share(survey.design, survey.says("sch.wide", "Yes")), field)
        assert getattr(once, field) == pytest.approx(expected, rel=1e-9)


def test_who_gave_no_answer_has_no_share_of_them() -> None:
    found = answer_share(sample(5), [1, 2, 0, None, 0], [2, 2, 2, None, 0])
    assert (found.n, found.estimate) == (3, 0.5)
