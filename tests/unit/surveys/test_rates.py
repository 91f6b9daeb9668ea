"""Rates of a wave against R's package survey, what is withheld, and how two waves differ."""

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from campaigns.surveys.margins import UNSAID, check_totals, rake_to
from campaigns.surveys.rates import (
    FEW,
    NO_ERROR,
    NOBODY,
    WIDE,
    Change,
    Fieldwork,
    Question,
    Rate,
    Respondents,
    change,
    rate,
    rates,
    together,
    weighed,
)
from civic.errors import Invalid
from civic.statistics.estimates import share
from civic.statistics.independence import rao_scott
from civic.statistics.raking import Bounds
from tests.surveys import SCHOOLS, lines

NO_BOUNDS = Bounds(0, 1e9)


def asked_schools(name: str) -> Respondents:
    """Schools as if they were respondents: `strat` drawn by type, `clus1` by district."""
    rows = lines({"strat": "api_strat.csv", "clus1": "api_clus1.csv"}[name])
    by_type = name == "strat"
    return Respondents(
        strata=[row["stype"] if by_type else "" for row in rows],
        units=[str(number) if by_type else row["dnum"] for number, row in enumerate(rows)],
        populations=[float(row["fpc"]) for row in rows],
        weights=[float(row["pw"]) for row in rows],
        profile={name: [row[name] for row in rows] for name in SCHOOLS} | {"district": [row["stype"] for row in rows]},
    )


def school_question(name: str, column: str) -> Question:
    rows = lines({"strat": "api_strat.csv", "clus1": "api_clus1.csv"}[name])
    return Question(column, "", [float(row[column] == "Yes") for row in rows])


@pytest.mark.parametrize("name", ["strat", "clus1", "strat raked", "clus1 raked"])
def test_rates_are_as_r_computes_them(name: str) -> None:
    """svymean of a share with svyciprop(method = "beta"), with strata, clusters, finite populations, raked."""
    file, *is_raked = name.split()
    expected = next(one for one in lines("api_r.csv") if (one["design"], one["figure"]) == (name, "share comp.imp"))
    sampled = weighed(asked_schools(file), SCHOOLS if is_raked else None, NO_BOUNDS)
    found = rate(sampled, "comp.imp", [school_question(file, "comp.imp")]).found
    assert found is not None
    for figure in ("estimate", "se", "deff", "low", "high"):
        assert getattr(found, figure) == pytest.approx(float(expected[figure]), rel=1e-6)


def people(number: int, places: int = 2, seed: int = 1) -> Respondents:
    random = Random(seed)
    district = [f"place {row % places}" for row in range(number)]
    sex = [random.choice(("female", "male")) for _ in range(number)]
    return Respondents(district, [str(row) for row in range(number)], None, [10.0] * number,
                       {"district": district, "sex": sex})  # fmt: skip


def answers(number: int, share_of: float, seed: int = 2) -> list[float | None]:
    random = Random(seed)
    return [float(random.random() < share_of) for _ in range(number)]


def test_a_measure_is_the_share_of_all_valid_answers() -> None:
    questions = [Question("a", "awareness", [1, 0, None, 1]), Question("b", "awareness", [1, None, None, 0])]
    found = rate(weighed(people(4)), "awareness", questions)
    assert found.found is not None and found.found.estimate == pytest.approx(3 / 5)
    assert (found.asked, found.missing, found.found.n) == (4, 3 / 8, 3)


def test_every_measure_and_question_in_the_city_and_in_each_place() -> None:
    questions = [Question("a", "gain", answers(80, 0.5)), Question("b", "", answers(80, 0.5))]
    found = list(rates(weighed(people(80)), questions, ["place 0", "place 1", "nowhere"]))
    assert [(one.key, one.place) for one in found] == [
        (key, place) for key in ("gain", "a", "b") for place in ("", "place 0", "place 1", "nowhere")
    ]
    assert [one.asked for one in found[:4]] == [80, 40, 40, 0]
    assert {one.withheld for one in found if one.place == "nowhere"} == {NOBODY}


def _rate_of(number: int, share_of: float, weights: Sequence[float] | None = None) -> Rate:
    some = people(number, places=1)
    some = replace(some, weights=weights) if weights else some
    return rate(weighed(some), "a", [Question("a", "", answers(number, share_of))])


def test_a_rate_is_published_when_thirty_stand_behind_it_and_it_is_known_within_thirty_points() -> None:
    assert _rate_of(60, 0.5).withheld == ""
    assert _rate_of(29, 0.97).withheld == FEW
    assert _rate_of(36, 0.5).withheld == WIDE
    unequal = [1.0] * 60 + [100.0] * 2
    assert _rate_of(62, 0.5, unequal).withheld == FEW


def test_an_error_needs_two_units() -> None:
    two = replace(people(40), units=["c0", "c1"] * 20)
    one_place = rate(weighed(replace(two, strata=[""] * 40)), "a", [Question("a", "", answers(40, 0.5))], "place 0")
    assert one_place.withheld == NO_ERROR
    with pytest.raises(Invalid, match="cannot be what was planned"):
        weighed(replace(two, strata=[""] * 40, units=["c"] * 40))


def test_a_stratum_of_one_is_joined_with_the_smallest_other() -> None:
    some = people(9, places=1)
    some = replace(some, strata=["a"] * 5 + ["b"] * 3 + ["c"], populations=[50.0] * 5 + [30.0] * 3 + [7.0])
    found = weighed(some)
    assert found.joined == [("c", "b")]
    assert found.people.populations is not None
    assert dict(zip(found.people.strata, found.people.populations, strict=True)) == {"a": 50, "c + b": 37}


# Margins


def test_who_did_not_say_keeps_their_share() -> None:
    raking = rake_to({"sex": ["f", "m", "m", ""]}, {"sex": {"f": 50, "m": 50}}, [1.0] * 4)
    assert raking.totals == {"sex": {"f": 37.5, "m": 37.5, UNSAID: 25.0}}
    assert raking.raked.weights == pytest.approx([37.5, 18.75, 18.75, 25])
    assert [(line.level, line.before, round(line.after, 9)) for line in raking.lines()] == [
        ("f", 1, 37.5), ("m", 2, 37.5), (UNSAID, 1, 25)]  # fmt: skip
    assert raking.deff_before == 1 < raking.deff_after


@pytest.mark.parametrize(
    ("totals", "words"),
    [
        ({"sex": {"f": 50, "m": 50}, "age": {"y": 60, "o": 60}}, "different totals: 100 by sex, 120 by age"),
        ({"sex": {"f": 50, "m": 40, "x": 10}}, "Nobody who answered is “x” by sex, but 10 of the population are"),
        ({"sex": {"f": 100}}, "2 who answered are “m” by sex, which has no total"),
        ({"sex": {"f": 100, "m": 0}}, "2 who answered are “m” by sex, which has no total"),
        ({"sex": {"f": 0, "m": 0}}, "no totals above 0"),
        ({}, "no totals above 0"),
        ({"sex": {"f": 99, "m": 1}}, "No weights were found"),
        ({"sex": {"f": 50, "m": 50}, "age": {"y": 90, "o": 10}}, "No weights were found"),
    ],
)
def test_margins_that_cannot_be_met_are_told_in_a_sentence(totals: dict[str, dict[str, float]], words: str) -> None:
    profile = {"sex": ["f", "f", "m", "m"], "age": ["y", "y", "o", "o"]}
    with pytest.raises(Invalid) as problem:
        rake_to(profile, totals, [1.0] * 4)
    assert words in str(problem.value) and problem.value.field == "margins"


def test_totals_may_be_rounded_shares() -> None:
    check_totals({"a": {"x": 0.3333333, "y": 0.6666667}, "b": {"z": 1.0000001}})


# Waves


def _change(one: Sequence[float | None], two: Sequence[float | None], measure: str = "") -> Change | None:
    sides = [(weighed(people(len(said))), [Question("a", measure, said)]) for said in (one, two)]
    return change("a", *sides)


def test_two_waves_are_compared_by_their_difference_and_by_rao_and_scott() -> None:
    found = _change(answers(200, 0.4, 5), answers(300, 0.6, 6))
    assert found is not None and found.test is not None
    assert found.low < found.difference < found.high and 0.1 < found.difference < 0.3
    assert found.low > 0 and found.test.p < 0.001
    same = _change(answers(200, 0.5, 5), answers(200, 0.5, 7))
    assert same is not None and same.test is not None and same.low < 0 < same.high and same.test.p > 0.05


def test_the_test_of_one_sample_cut_in_two_is_that_of_the_sample() -> None:
    """Two waves of a stratum each are one sample of two strata."""
    said = answers(400, 0.5, 3)
    one = weighed(people(200, places=1, seed=3))
    found = change("a", (one, [Question("a", "", said[:200])]), (one, [Question("a", "", said[200:])]))
    both = replace(people(400, places=1), strata=["1"] * 200 + ["2"] * 200)
    words, waves = [str(each) for each in said], ["1"] * 200 + ["2"] * 200
    expected = rao_scott(weighed(both).design, waves, words)
    assert found is not None and found.test is not None
    assert [found.test.f, found.test.p] == pytest.approx([expected.f, expected.p])


def test_waves_with_margins_and_several_questions_are_compared_by_all_answers() -> None:
    totals = {"sex": {"female": 1000.0, "male": 1000.0}}
    questions = [Question("a", "gain", answers(200, 0.5, 8)), Question("b", "gain", answers(200, 0.5, 9))]
    raked = weighed(people(200), totals)
    found = change("gain", (raked, questions), (raked, questions))
    assert found is not None and found.test is not None
    assert found.difference == pytest.approx(0) and found.test.p == pytest.approx(1)
    assert found.test.n == 800


def test_what_is_not_published_is_not_compared() -> None:
    assert _change(answers(12, 0.5), answers(300, 0.5)) is None


def test_everybody_saying_the_same_leaves_nothing_to_test() -> None:
    found = _change([1.0] * 100, [1.0] * 100)
    assert found is not None and (found.difference, found.test) == (0, None)


def test_response_is_of_those_drawn() -> None:
    whole = together([Fieldwork(100, 80, 10, 60), Fieldwork(300, 100, 50, 40)])
    assert (whole, whole.response) == (Fieldwork(400, 180, 60, 100), 0.25)
    assert together([]).response is None


def test_one_question_is_estimated_as_a_share() -> None:
    said = answers(100, 0.3)
    sampled = weighed(people(100))
    assert rate(sampled, "a", [Question("a", "", said)]).found == share(sampled.design, said)
