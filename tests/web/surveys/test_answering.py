"""Answering by link and at a tablet: once for each code, nothing required, nothing lost, nobody known."""

from pathlib import Path

import pytest
import time_machine
from flask import Flask

from campaigns.surveys.models import SurveyInvitation
from campaigns.surveys.queries import counts
from civic.database.engine import Database
from civic.paths import CITIES
from tests import surveying
from tests.characters import Site, open_site

HERE = "/surveys/autumn"


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def test_a_code_is_good_for_one_answer(site: Site) -> None:
    _survey, wave_id = surveying.opened(site, "autumn")
    (code,) = surveying.codes(site, wave_id)
    guest = site.visitor("en")
    page = guest.open(f"{HERE}?code={code.lower()}")
    assert page.h1 == "Survey autumn" and "Not kept: your name" in page.text
    sent = guest.post(HERE, surveying.filled(page, HERE))
    assert sent.location == f"{HERE}/thanks"
    assert "without your name" in guest.follow(sent).text

    again = site.visitor("en").open(f"{HERE}?code={code}")
    assert again.status == 409 and "used already" in again.beside("code")
    twice = guest.post(HERE, surveying.filled(page, HERE))
    assert twice.status == 409
    with site.database.read() as session:
        (kept,) = surveying.responses(session, wave_id)
        assert (kept.mode, kept.sex, kept.age_band, kept.entered_by_id) == ("link", "female", "16-24", None)
        assert surveying.answers(session, kept) == ["1", "1,2", "1", "1"]
        assert kept.number > 999_999
        (one,) = counts(session, wave_id)
        assert one.stratum_id == kept.stratum_id is not None
        assert [mark.is_used for mark in session.query(SurveyInvitation)] == [True]


def test_what_is_missing_stands_beside_its_question_and_nothing_is_lost(site: Site) -> None:
    _survey, wave_id = surveying.opened(site, "autumn")
    (code,) = surveying.codes(site, wave_id)
    guest = site.visitor("en")
    page = guest.open(f"{HERE}?code={code}")
    fields = surveying.filled(page, HERE, q2_none="y")
    del fields["q3"], fields["age"]
    refused = guest.post(HERE, fields)
    assert refused.status == 422
    assert "prefer not to say" in refused.beside("q3") and "prefer not to say" in refused.beside("age")
    assert "not both" in refused.beside("q2")
    assert {name: refused.form(HERE)[name] for name in ("q1", "q2_1", "q2_none", "sex", "code")} == {
        "q1": "1", "q2_1": "y", "q2_none": "y", "sex": "female", "code": code,
    }  # fmt: skip
    with site.database.read() as session:
        assert surveying.responses(session, wave_id) == []
    everything = {**refused.form(HERE), "q3": "none", "age": "none"}
    del everything["q2_1"], everything["q2_2"]
    assert guest.post(HERE, everything).status == 303
    with site.database.read() as session:
        (kept,) = surveying.responses(session, wave_id)
        assert surveying.answers(session, kept)[1:3] == ["", ""] and kept.age_band == ""


@pytest.mark.parametrize("field, value", [("q1", "9"), ("q1", ""), ("district", "mars"), ("sex", "1"), ("age", "200")])
def test_what_no_page_offers_is_refused(site: Site, field: str, value: str) -> None:
    _survey, wave_id = surveying.opened(site, "autumn")
    guest, (code,) = site.visitor("en"), surveying.codes(site, wave_id)
    page = guest.open(f"{HERE}?code={code}")
    refused = guest.post(HERE, surveying.filled(page, HERE, **{field: value}))
    assert refused.status == 422 and refused.beside(field)


def test_without_a_code_nobody_answers_for_residents(site: Site) -> None:
    _survey, wave_id = surveying.opened(site, "autumn")
    other = surveying.codes(site, surveying.opened(site, "other")[1])[0]
    guest = site.visitor("en")
    assert "drawn at random" in guest.open(HERE).text
    for code in (other, "ABCD-EFGH-JKLM", "0", "1' OR '1'='1", "é" * 50):
        wrong = guest.open(f"{HERE}?code={code}")
        assert wrong.status == 404 and "not one of this survey" in wrong.beside("code"), code
    forged = guest.post(HERE, {"csrf_token": guest.token(), "code": other, "q1": "1"})
    assert forged.status == 404
    with site.database.read() as session:
        assert surveying.responses(session, wave_id) == []


def test_codes_are_not_found_by_trying(database: Database, tmp_path: Path) -> None:
    site = open_site(database, CITIES / "zhenjiang", tmp_path, writes_per_minute=120)
    with time_machine.travel(site.app_services.calendar.end_of(site.today), tick=False):
        _survey, wave_id = surveying.opened(site, "autumn")
        (code,) = surveying.codes(site, wave_id)
        guest = site.visitor()
        tries = [guest.open(f"{HERE}?code=AAAA{letter}").status for letter in "BCDEFGHJKLM"]
        assert tries == [404] * 10 + [429]
        assert guest.open(f"{HERE}?code={code}").status == 200


def test_a_draft_is_nobodys_and_a_closed_survey_takes_nothing(site: Site) -> None:
    survey_id = surveying.survey(site, "autumn")
    wave_id = surveying.wave(site, survey_id)
    assert site.visitor().open(HERE).status == 404
    (code,) = surveying.codes(site, wave_id)
    here = f"/city/surveys/waves/{wave_id}"
    assert site.clerk.send(here, f"{here}/open").status == 303
    guest = site.visitor("en")
    page = guest.open(f"{HERE}?code={code}")
    fields = surveying.filled(page, HERE)
    assert site.clerk.send(here, f"{here}/close").status == 303
    assert "not open now" in guest.open(f"{HERE}?code={code}").text
    assert "not open now" in guest.post(HERE, fields).text
    with site.database.read() as session:
        assert surveying.responses(session, wave_id) == []


def test_a_tablet_takes_one_after_the_other_and_then_is_closed(site: Site) -> None:
    _survey, wave_id = surveying.opened(site, "autumn")
    codes = surveying.codes(site, wave_id, 3)
    key = surveying.kiosk(site, wave_id)
    tablet, here = site.visitor("en"), f"/kiosk/{key}"
    page = tablet.open(here)
    assert f"url={here}" in page.html and not [link for link in page.links() if not link.startswith(here)]
    assert tablet.post(here, surveying.filled(page, here, code="")).beside("code")
    for code in codes[:2]:
        thanks = tablet.follow(tablet.post(here, surveying.filled(tablet.open(here), here, code=code)))
        assert thanks.h1 == "Thank you" and f"url={here}" in thanks.html
    used = tablet.post(here, surveying.filled(tablet.open(here), here, code=codes[0]))
    assert used.status == 409 and "used already" in used.beside("code")
    desk = f"/city/surveys/waves/{wave_id}/kiosks"
    assert "2 / 100" in site.clerk.open(desk).text
    assert site.clerk.send(desk, f"{desk}/1/close").status == 303
    assert tablet.open(here).status == 404
    assert tablet.post(here, surveying.filled(page, here, code=codes[2])).status == 404
    with site.database.read() as session:
        assert [one.mode for one in surveying.responses(session, wave_id)] == ["kiosk", "kiosk"]
