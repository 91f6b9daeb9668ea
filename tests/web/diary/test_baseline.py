"""A year from a few questions: each answer counts, person and home stay apart, shares compare like with like."""

import json
from collections.abc import Mapping

import pytest
import sqlalchemy as sa

from civic.calendar import utc_now
from footprint.diary.models import BaselineAnswers
from tests.characters import Browser, Page, Site, text_of

PATH = "/me/baseline"


@pytest.fixture
def resident(site: Site) -> Browser:
    return site.newcomer(language="en")


def lines(page: Page) -> Mapping[str, str]:
    """What the result says of each question, by the words of the question."""
    found = [text_of(line) for line in page.root.findall(".//details/ul/li")]
    return {line.partition("? ")[0] if "? " in line else line.partition(" ")[0]: line for line in found}


def answered(resident: Browser, **answers: str) -> Page:
    assert resident.send(PATH, **answers).status == 303
    return resident.open(PATH)


def test_each_question_says_whether_it_was_answered(resident: Browser) -> None:
    told = lines(answered(resident, pork="0.1"))
    assert "your answer: 0.1 kg a week" in told["Pork"]
    assert "left open: an average stands in" in told["Beef"]
    assert "left open: counted as 0" in told["How much bottled water do you drink in a week"]
    # 0.1 × 365 ÷ 7 × 3.63: the average of 37 kg is higher and does not replace it
    assert "18.9 kg" in told["Pork"]


def test_a_zero_is_no_average(resident: Browser) -> None:
    assert "your answer: 0 kg a week" in lines(answered(resident, pork="0"))["Pork"]


def test_what_one_does_oneself_does_not_depend_on_who_lives_there(resident: Browser) -> None:
    alone, four = (lines(answered(resident, people=people, pork="1"))["Pork"] for people in ("1", "4"))
    assert alone == four


def test_the_home_is_told_apart_from_the_person(resident: Browser) -> None:
    page = answered(resident, people="4", electricity="400", gas="0")
    # 400 × 12 × 0.5827 for all, a quarter for each
    assert "Your home shares 2.8 t a year among 4 people" in page.text
    assert "699 kg your answer: 400 kWh a month; your part of the home’s 2.8 t" in page.text
    assert "You live alone" in answered(resident, people="1").text


def test_a_share_is_of_one_s_own_year(resident: Browser) -> None:
    resident.log("line_drying", quantity="1", dryer="yes")
    few, many = (answered(resident, people=people, **SPARE) for people in ("1", "4"))
    assert "1.4 kg, " in few.text
    shares = [share_of(page) for page in (few, many)]
    assert shares[0] == shares[1] > 0
    assert share_of(resident.open("/me"), "Against my own year") == shares[0]


SPARE = {
    **dict.fromkeys(("electricity", "gas"), "0"),
    **dict.fromkeys(("petrol_car", "electric_car", "taxi", "bus", "ebike"), "0"),
    **dict.fromkeys(("beef", "mutton", "tofu", "vegetables", "fruit"), "0"),
    "pork": "1",
}
"""A year of 189 kg, all of it the person's own."""


def share_of(page: Page, after: str = "") -> float:
    """The first share in per cent after some words."""
    words = page.text.partition(after or "What you saved, by year")[2].split()
    return float(next(word for word in words if word.endswith("%")).rstrip("%"))


def test_a_share_stops_at_the_whole_and_says_why(resident: Browser) -> None:
    resident.log("line_drying", quantity="1", dryer="yes")
    page = answered(resident, **{**SPARE, "pork": "0.001"})
    assert share_of(page) == 100
    assert "More than all of your year" in page.text
    assert "More than all of your year" in resident.open("/me").text
    assert "More than all" not in answered(resident, **SPARE).text


def test_answers_of_an_earlier_release_are_read(site: Site, resident: Browser) -> None:
    resident.log("walking")
    with site.database.write() as session:
        number = session.scalar(sa.text("SELECT max(id) FROM resident"))
        kept = json.dumps({"people": 3000, "electricity": 250_000, "pork": 500, "asked_no_more": 7})
        session.add(BaselineAnswers(resident_id=number, answers=kept, answered_at=utc_now()))
    page = resident.open(PATH)
    assert "your answer: 250 kWh a month" in page.text and "your answer: 0.5 kg a week" in page.text
    assert page.form(PATH)["people"] == "3" and "asked_no_more" not in page.text
