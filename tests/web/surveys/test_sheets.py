"""Sheets of paper: typed by one clerk, typed again by another, compared and decided."""

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.surveys.models import SurveyResponse
from campaigns.surveys.queries import Progress, progress, questions
from civic.accounts.models import AuditEntry
from tests import surveying
from tests.characters import Browser, Site
from tests.surveying import type_sheet


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


@pytest.fixture
def clerk(site: Site) -> Browser:
    return site.again(site.clerk, "en")


@pytest.fixture
def second(site: Site) -> Browser:
    return site.again(site.administrator, "en")


def test_stratum_and_cluster_stay_from_sheet_to_sheet(site: Site, clerk: Browser) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    kept = clerk.follow(type_sheet(clerk, survey_id, 12, stratum="3", cluster="C9"))
    form = kept.form(f"/city/surveys/{survey_id}/entry")
    assert "Sheet 12 is kept" in kept.text
    assert (form["number"], form["stratum"], form["cluster"], form["q1"]) == ("13", "3", "C9", "")
    with site.database.read() as session:
        (one,) = surveying.responses(session, wave_id)
        assert surveying.answers(session, one) == ["1", "1,4", "1", "2"]
        assert (one.sex, one.age_band, one.district, one.is_agreed) == ("female", "25-34", "jingkou", False)


@pytest.mark.parametrize(
    "field, typed, words",
    [
        ("age", "7", "from 16 to 110"),
        ("age", "140", "from 16 to 110"),
        ("age", "old", "whole number"),
        ("district", "9", "from 0 to 8"),
        ("stratum", "12", "from 1 to 8"),
        ("stratum", "", "from 1 to 8"),
        ("number", "0", "from 1 to"),
        ("q1", "4", "from 1 to 3"),
        ("q1", "", "0 for no answer"),
        ("q1", "12", "Only one answer"),
        ("q2", "17", "from 1 to 6"),
    ],
)
def test_what_no_sheet_says(site: Site, clerk: Browser, field: str, typed: str, words: str) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    refused = type_sheet(clerk, survey_id, **{"number": 1, field: typed})  # type: ignore[arg-type]
    assert refused.status == 422 and words in refused.beside(field)
    with site.database.read() as session:
        assert surveying.responses(session, wave_id) == []


def test_a_sheet_is_typed_once_by_each_of_two(site: Site, clerk: Browser, second: Browser) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    assert "not been typed a first time" in type_sheet(second, survey_id, 1, 2).beside("number")
    assert type_sheet(clerk, survey_id, 1).status == 303
    assert "typed already" in type_sheet(second, survey_id, 1).beside("number")
    refused = type_sheet(clerk, survey_id, 1, 2)
    assert refused.status == 403 and "Somebody else" in refused.problems
    assert type_sheet(second, survey_id, 1, 2).status == 303
    assert "typed already" in type_sheet(second, survey_id, 1, 2).beside("number")
    with site.database.read() as session:
        assert progress(session, wave_id) == Progress(once=1, twice=1, agreed=1)


def test_what_differs_is_decided_and_noted(site: Site, clerk: Browser, second: Browser) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    type_sheet(clerk, survey_id, 5, q1="1", age="34", stratum="1")
    typed = second.follow(type_sheet(second, survey_id, 5, 2, q1="3", age="0", stratum="2"))
    assert "differs from its first copy" in typed.text
    wave, desk = f"/city/surveys/waves/{wave_id}", f"/city/surveys/{survey_id}/sheets"
    assert "1 sheets differ" in clerk.send(wave, f"{wave}/close").problems
    page = second.open(f"{desk}/5")
    assert "25-34" in page.text and "no answer" in page.text and "Runzhou" in page.text
    with site.database.read() as session:
        first_question = f"question:{questions(session, survey_id)[0].id}"
    assert second.send(f"{desk}/5", f"{desk}/5/decide", **{first_question: "2", "age": "1"}).beside("stratum")
    chosen = {first_question: "2", "age": "1", "stratum": "2"}
    assert second.send(f"{desk}/5", f"{desk}/5/decide", **chosen).status == 303
    assert second.post(f"{desk}/5/decide", {"csrf_token": second.token(), **chosen}).status == 409
    with site.database.read() as session:
        one, two = surveying.responses(session, wave_id)
        assert (one.is_agreed, one.age_band, one.stratum_id) == (True, "25-34", two.stratum_id)
        assert surveying.answers(session, one)[0] == "3"
        assert two.age_band == "", "the second copy stays as it was typed"
        noted = session.scalars(select(AuditEntry.details).where(AuditEntry.act == "decide a sheet")).one()
        assert f"{first_question} 1|3 -> 2" in noted
    assert clerk.send(wave, f"{wave}/close").status == 303


def test_the_sheet_that_is_printed_says_the_digits_that_are_typed(site: Site, clerk: Browser) -> None:
    survey_id, _wave = surveying.opened(site, "autumn")
    page = clerk.open(f"/city/surveys/{survey_id}/print?first=8&number=2")
    assert page.text.count("Sheet number 8") == page.text.count("Sheet number 9") == 1
    assert "2 ☐ Female" not in page.text and "1 ☐ Female" in page.text and "0 ☐ Prefer not to say" in page.text


def test_a_closed_wave_takes_no_sheet(site: Site, clerk: Browser) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    form = clerk.open(f"/city/surveys/{survey_id}/entry").form(f"/city/surveys/{survey_id}/entry")
    wave = f"/city/surveys/waves/{wave_id}"
    assert clerk.send(wave, f"{wave}/close").status == 303
    sent = {**form, **surveying.KEYED, "stratum": "1"}
    assert clerk.post(f"/city/surveys/{survey_id}/entry", sent).status == 404
    with site.database.read() as session:
        assert session.scalars(select(SurveyResponse)).all() == []
