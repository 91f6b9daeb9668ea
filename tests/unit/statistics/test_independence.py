"""The test of Rao and Scott against R's `svychisq`, and by hand where the sample is a simple one."""

import pytest

from civic.statistics.designs import beside, sample
from civic.statistics.independence import NoTest, rao_scott
from tests.surveys import invented, lines, schools

FIGURES = ("f", "ndf", "ddf", "p")


@pytest.mark.parametrize(
    "expected", lines("api_chisq_r.csv"), ids=lambda one: f"{one['design']}: {one['a']}, {one['b']}"
)
def test_schools_as_r_tests_them(expected: dict[str, str]) -> None:
    survey = schools(expected["design"])
    found = rao_scott(survey.design, survey.texts(expected["a"]), survey.texts(expected["b"]))
    assert [getattr(found, name) for name in FIGURES] == pytest.approx(_numbers(expected), rel=1e-7)


@pytest.mark.parametrize("expected", lines("designs_chisq_r.csv"), ids=lambda one: one["design"])
def test_invented_samples_as_r_tests_them(expected: dict[str, str]) -> None:
    number = int(expected["design"])
    survey = invented(expected["design"], 0 if number % 2 else 1 if number % 3 else 2)
    found = rao_scott(survey.design, survey.texts("yes"), survey.texts("colour"))
    assert [getattr(found, name) for name in FIGURES] == pytest.approx(_numbers(expected), rel=1e-7)


def _numbers(expected: dict[str, str]) -> list[float]:
    return [float(expected[name]) for name in FIGURES]


def test_the_printed_example() -> None:
    """svychisq(~sch.wide + stype, dclus1) of the package's help."""
    survey = schools("clus1")
    found = rao_scott(survey.design, survey.texts("sch.wide"), survey.texts("stype"))
    assert (f"{found.f:.4f}", f"{found.ndf:.4f}", f"{found.ddf:.3f}") == ("5.1934", "1.4946", "20.925")


def test_a_simple_sample_is_tested_by_pearson() -> None:
    """(10 × 15 − 5 × 20)² × 50 / (15 × 35 × 30 × 20), and its design effect n / (n − 1)."""
    one = ["a"] * 15 + ["b"] * 35
    two = ["x"] * 10 + ["y"] * 5 + ["x"] * 20 + ["y"] * 15
    found = rao_scott(sample(50), one, two)
    assert found.pearson == pytest.approx(50 * (10 * 15 - 5 * 20) ** 2 / (15 * 35 * 30 * 20))
    assert (found.n, found.ndf, found.ddf) == (50, pytest.approx(1), pytest.approx(49))
    assert sum(found.shares.values()) == pytest.approx(1)


def test_who_did_not_answer_both_is_left_out() -> None:
    one, two = ["a", "b"] * 10, ["x", "x", "y"] * 6 + ["y", "y"]
    """A domain: its variance has the factor n / (n − 1) of everybody who was drawn."""
    whole = rao_scott(sample(20), one, two)
    more = rao_scott(sample(22), [*one, "", "a"], [*two, "x", ""])
    assert (more.n, more.f) == (20, pytest.approx(whole.f * (20 / 19) / (22 / 21)))


@pytest.mark.parametrize(
    ("one", "two", "words"),
    [("aaaa", "xyxy", "the same answer"), ("abab", ["", "", "", ""], "the same answer")],
)
def test_what_cannot_be_tested_is_told(one: str, two: str, words: str) -> None:
    with pytest.raises(NoTest, match=words):
        rao_scott(sample(4), list(one), list(two))


def test_no_degree_of_freedom_is_told() -> None:
    """One of each stratum answered both."""
    with pytest.raises(NoTest, match="no more units than strata"):
        rao_scott(sample(4, strata="aabb"), ["a", "", "b", ""], ["x", "x", "y", "y"])


def test_pairs_that_nobody_gave_are_told() -> None:
    with pytest.raises(NoTest, match="join levels that are alike"):
        rao_scott(sample(6), list("aabbcc"), list("xxyyzz"))


def test_two_samples_beside_each_other_keep_their_own_variances() -> None:
    """The covariance of what was drawn apart is nothing, so variances add up; with margins, and with two stages."""
    one, two = schools("clus1 raked"), schools("clus2")
    both = beside(one.design, two.design)
    values = [float(row["api00"]) for row in (*one.rows, *two.rows)]
    first, second = values[: len(one.rows)], values[len(one.rows) :]
    assert both.variance(values) == pytest.approx(one.design.variance(first) + two.design.variance(second), rel=1e-9)
    assert both.degrees_of_freedom(range(len(values))) == one.design.degrees_of_freedom(
        range(len(first))
    ) + two.design.degrees_of_freedom(range(len(second)))
