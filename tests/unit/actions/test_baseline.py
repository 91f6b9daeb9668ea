from datetime import date

import pytest

from footprint.actions.baseline import Mass, Questionnaire, average, baseline
from footprint.actions.baseline_file import check_questionnaire, load_questionnaire
from footprint.actions.catalogue import Catalogue
from tests.packs.copies import HARBOUR, ZHENJIANG

DAY = date(2026, 11, 22)
KG = 1_000_000


@pytest.fixture
def invented(harbour: Catalogue) -> Questionnaire:
    return load_questionnaire(HARBOUR, harbour)


def test_answers_become_a_year(invented: Questionnaire) -> None:
    # 250 kWh a month × 12 × 0.4 ÷ 3 people; 1,000 km × 0.2 ÷ 2, corners 0.1 ÷ 4 and 0.3 ÷ 1
    result = baseline(invented, {"people": 3000, "power": 250_000, "driving": 1_000_000}, DAY)
    home, travel = result.sections
    assert home.own == Mass(300 * KG, 400 * KG, 500 * KG)
    assert travel.own == Mass(25 * KG, 100 * KG, 300 * KG)
    assert result.own == Mass(325 * KG, 500 * KG, 800 * KG)
    assert result.open_answers == 0 and home.questions[0].answered_milli == 250_000


def test_what_others_at_home_do_themselves_is_not_made_up(invented: Questionnaire) -> None:
    answers = {"people": 3000, "power": 250_000, "driving": 1_000_000}
    result = baseline(invented, answers, DAY)
    assert result.home == Mass(900 * KG, 1200 * KG, 1500 * KG)
    assert result.sections[1].questions[0].home is None
    alone = baseline(invented, {**answers, "people": 1000}, DAY)
    assert alone.sections[1].own == result.sections[1].own and alone.home == result.home


def test_what_nobody_answers_is_an_average_or_a_default(invented: Questionnaire) -> None:
    result = baseline(invented, {}, DAY)
    (power,), (driving,) = (part.questions for part in result.sections)
    assert power.answered_milli is None and power.own == Mass(500 * KG, 500 * KG, 500 * KG)
    assert driving.answered_milli is None and driving.own == Mass(0, 0, 0)
    assert (result.people, result.people_is_default, result.open_answers) == (2, True, 3)


def test_zero_is_an_answer(invented: Questionnaire) -> None:
    (power,) = baseline(invented, {"power": 0}, DAY).sections[0].questions
    assert power.answered_milli == 0 and power.own == Mass(0, 0, 0)


@pytest.fixture
def real(zhenjiang: Catalogue) -> Questionnaire:
    return load_questionnaire(ZHENJIANG, zhenjiang)


def test_open_answers_of_the_seed_city_give_its_sourced_average(real: Questionnaire) -> None:
    result = baseline(real, {}, DAY)
    home = 200 * 12 / 2.51 * 0.5827 + 9.6 * 12 / 2.51 * 2.16
    assert result.own.mid_mg == pytest.approx((home + 940 * (0.34 + 0.237)) * KG, rel=0.001)
    assert [part.section.id for part in result.sections] == ["home", "travel", "food", "goods"]
    assert real.reference and average(real.factors, real.reference, DAY).mid_mg == 2100 * KG
    assert len(real.unknown) >= 3


def test_an_answer_counts_whatever_its_neighbours_are(real: Questionnaire) -> None:
    for km_milli in (0, 10_000, 100_000):
        petrol, *others = baseline(real, {"petrol_car": km_milli}, DAY).sections[1].questions
        assert petrol.own.mid_mg == pytest.approx(km_milli / 1000 * 365 / 7 * 0.1674 / 1.5 * KG, abs=1)
        assert [other.own.mid_mg for other in others] == [round(940 * 0.34 / 5 * KG)] * 4


def test_an_open_question_about_the_home_is_a_person_s_average_in_a_home_of_any_size(real: Questionnaire) -> None:
    single, usual = (baseline(real, answers, DAY).sections[0] for answers in ({"people": 1000}, {}))
    assert single.own == usual.own
    electricity = single.questions[0]
    assert electricity.home == electricity.own


def test_the_questionnaires_are_sound(harbour: Catalogue, zhenjiang: Catalogue) -> None:
    assert check_questionnaire(HARBOUR, harbour) == []
    assert check_questionnaire(ZHENJIANG, zhenjiang) == []
