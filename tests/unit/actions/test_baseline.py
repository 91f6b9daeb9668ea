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
    assert home.mass == Mass(300 * KG, 400 * KG, 500 * KG)
    assert travel.mass == Mass(25 * KG, 100 * KG, 300 * KG)
    assert result.per_person == Mass(325 * KG, 500 * KG, 800 * KG)
    assert result.household == Mass(975 * KG, 1500 * KG, 2400 * KG)
    assert result.open_answers == 0 and not home.is_average


def test_what_nobody_answers_is_an_average_or_a_default(invented: Questionnaire) -> None:
    result = baseline(invented, {}, DAY)
    home, travel = result.sections
    assert home.is_average and home.mass == Mass(500 * KG, 500 * KG, 500 * KG)
    assert not travel.is_average and travel.mass == Mass(0, 0, 0)
    assert (result.people, result.people_is_default, result.open_answers) == (2, True, 3)


def test_zero_is_an_answer(invented: Questionnaire) -> None:
    home = baseline(invented, {"power": 0}, DAY).sections[0]
    assert not home.is_average and home.mass == Mass(0, 0, 0)


@pytest.fixture
def real(zhenjiang: Catalogue) -> Questionnaire:
    return load_questionnaire(ZHENJIANG, zhenjiang)


def test_open_answers_of_the_seed_city_give_its_sourced_average(real: Questionnaire) -> None:
    result = baseline(real, {}, DAY)
    home = 200 * 12 / 2.51 * 0.5827 + 9.6 * 12 / 2.51 * 2.16
    assert result.per_person.mid_mg == pytest.approx((home + 940 * (0.34 + 0.237)) * KG, rel=0.001)
    assert [part.section.id for part in result.sections] == ["home", "travel", "food", "goods"]
    assert real.reference and average(real.factors, real.reference, DAY).mid_mg == 2100 * KG
    assert len(real.unknown) >= 3


def test_a_known_answer_above_the_average_counts(real: Questionnaire) -> None:
    travel = baseline(real, {"petrol_car": 100_000}, DAY).sections[1]
    assert not travel.is_average and travel.open_answers == 4
    assert travel.mass.mid_mg == pytest.approx(100 * 365 / 7 * 0.1674 / 1.5 * KG, abs=1)
    less = baseline(real, {"petrol_car": 10_000}, DAY).sections[1]
    assert less.is_average and less.mass.mid_mg == pytest.approx(940 * 0.34 * KG)


def test_the_questionnaires_are_sound(harbour: Catalogue, zhenjiang: Catalogue) -> None:
    assert check_questionnaire(HARBOUR, harbour) == []
    assert check_questionnaire(ZHENJIANG, zhenjiang) == []
