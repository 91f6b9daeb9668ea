"""The clerk's way from an idea to an open wave, and every refusal on it."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.surveys.models import Survey, SurveyInvitation
from campaigns.surveys.queries import questions, strata
from civic.accounts.models import AuditEntry
from tests import surveying
from tests.characters import Browser, Page, Site

DESK = "/city/surveys"
WORDS = {
    "title_zh": "秋季调查",
    "title_en": "Autumn survey",
    "frame_zh": "十六岁以上居民",
    "frame_en": "People of 16 and over",
}


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


@pytest.fixture
def clerk(site: Site) -> Browser:
    return site.again(site.clerk, "en")


def days(site: Site, first: int, last: int) -> dict[str, str]:
    first_on, last_on = ((site.today + timedelta(days=number)).isoformat() for number in (first, last))
    return {"title_zh": "第一期", "first_on": first_on, "last_on": last_on}


def test_from_an_idea_to_codes(site: Site, clerk: Browser) -> None:
    made = clerk.send(f"{DESK}/new", **WORDS, slug="autumn")
    assert made.location.endswith("/questions"), made.problems
    page = made.location
    assert clerk.send(page, f"{page}/offered", add_heard="y", add_sorting="y").status == 303
    own = {"text_zh": "您满意吗？", "kind": "scale", "measures": "satisfaction", "key": "pleased", "position": "1"}
    assert clerk.send(f"{page}/new", **own).status == 303
    with site.database.read() as session:
        survey = session.scalars(select(Survey)).one()
        asked = questions(session, survey.id)
        assert [one.key for one in asked] == ["pleased", "heard", "sorting"]
        assert (len(asked[0].answers), asked[0].positive) == (5, [1, 2]), "the pack's own scale"
        desk = f"{DESK}/{survey.id}"

    wave = clerk.send(desk, f"{desk}/waves", **days(site, -1, 20)).location
    assert "needs strata" in clerk.send(wave, f"{wave}/open").problems
    sample = clerk.send(f"{wave}/strata").location
    proposal = clerk.open(sample)
    assert "3,991 answers" in proposal.text and "1,387 answers would do" in proposal.text
    computed = clerk.send(sample, f"{sample}/compute", district="", city="5", deff="1", response="100")
    assert "385 answers" in clerk.follow(computed).text
    assert clerk.send(wave, f"{wave}/open").status == 303
    assert "was opened" in clerk.open(page).text

    made_codes = clerk.send(f"{wave}/invitations", stratum="2", cluster="C7", number="3")
    codes = [item for item in made_codes.root.iter("li") if "code=" in "".join(item.itertext())]
    assert made_codes.status == 200 and len(codes) == 3
    assert made_codes.answer.headers["Cache-Control"] == "private, no-store"
    assert "Made so far: 3, used: 0" in clerk.open(f"{wave}/invitations").text
    table = clerk.send(f"{wave}/invitations", stratum="1", number="2", **{"as": "csv"})
    assert table.answer.content_type.startswith("text/csv") and table.html.count("/surveys/autumn?code=") == 2
    with site.database.read() as session:
        kept = session.scalars(select(SurveyInvitation)).all()
        shown = made_codes.text.replace(" ", "")
        assert len(kept) == 5 and not any(one.code_hash[:12].upper() in shown for one in kept)
        acts = session.scalars(select(AuditEntry.act)).all()
        assert {"plan a survey", "open a wave of a survey", "make invitations"} <= set(acts)


@pytest.mark.parametrize(
    "differing, field, words",
    [
        ({"slug": "Autumn 2026"}, "slug", "small letters"),
        ({"slug": "taken"}, "slug", "Another survey"),
        ({"campaign": "nowhere"}, "campaign", "no campaign"),
        ({"title_zh": ""}, "title_zh", "fill this in"),
    ],
)
def test_what_a_survey_cannot_be(site: Site, clerk: Browser, differing: dict[str, str], field: str, words: str) -> None:
    surveying.survey(site, "taken")
    refused = clerk.send(f"{DESK}/new", **{**WORDS, "slug": "fine", **differing})
    assert refused.status == 422 and words in refused.beside(field)
    assert refused.form(f"{DESK}/new")["frame_en"] == WORDS["frame_en"]


QUESTION = {"text_zh": "问？", "kind": "single", "measures": "awareness", "key": "asked", "position": "9"}


@pytest.mark.parametrize(
    "differing, field, words",
    [
        ({}, "answers", "from 2 to 9"),
        ({"answers_zh": "是"}, "answers", "from 2 to 9"),
        ({"answers_zh": "甲\n乙", "positive": "3"}, "positive", "no answer 3"),
        ({"answers_zh": "甲\n乙", "positive": ""}, "positive", "which answers count"),
        ({"answers_zh": "甲\n乙", "positive": "1, 2"}, "positive", "nothing is measured"),
        ({"answers_zh": "甲\n乙", "positive": "yes"}, "positive", "numbers"),
        ({"answers_zh": "甲\n甲", "positive": "1"}, "answers_zh", "the same"),
        ({"answers_zh": "甲\n乙", "answers_en": "One", "positive": "1"}, "answers_en", "as many"),
        ({"answers_zh": "甲\n乙\n丙", "kind": "knowledge", "positive": "1 2"}, "positive", "one right answer"),
        ({"answers_zh": "甲\n乙", "kind": "scale", "positive": "1"}, "answers", "5 answers"),
        ({"answers_zh": "甲\n乙", "positive": "1", "key": "heard"}, "key", "Another question"),
        ({"answers_zh": "甲\n乙", "positive": "1", "key": "Not good"}, "key", "small letters"),
    ],
)
def test_what_a_question_cannot_be(
    site: Site, clerk: Browser, differing: dict[str, str], field: str, words: str
) -> None:
    page = f"{DESK}/{surveying.survey(site, 'autumn')}/questions/new"
    refused = clerk.send(page, **{**QUESTION, **differing})
    assert refused.status == 422 and words in refused.beside(field), refused.problems
    assert refused.form(page)["text_zh"] == "问？"


@pytest.mark.parametrize(
    "first, last, field, words",
    [(5, 4, "last_on", "before the first"), (8, 30, "first_on", "Another wave"), (40, 400, "last_on", "at most")],
)
def test_waves_do_not_overlap(site: Site, clerk: Browser, first: int, last: int, field: str, words: str) -> None:
    survey_id = surveying.survey(site, "autumn")
    surveying.wave(site, survey_id, first=0, last=10)
    refused = clerk.send(f"{DESK}/{survey_id}", f"{DESK}/{survey_id}/waves", **days(site, first, last))
    assert refused.status == 422 and words in refused.beside(field)


def test_one_wave_after_the_other(site: Site, clerk: Browser) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    later = surveying.wave(site, survey_id, first=20, last=30)
    first, second = (f"{DESK}/waves/{number}" for number in (wave_id, later))
    assert "Another wave is open" in clerk.send(second, f"{second}/open").problems
    assert clerk.send(first, f"{first}/close").status == 303
    assert "was opened" in clerk.post(f"{first}/open", {"csrf_token": clerk.token()}).problems
    assert clerk.send(second, f"{second}/open").status == 303
    assert clerk.send(second, f"{second}/close").status == 303
    desk = f"{DESK}/{survey_id}"
    assert clerk.send(desk, f"{desk}/archive").status == 303
    assert "archived" in clerk.post(f"{desk}/waves", {"csrf_token": clerk.token(), **days(site, 60, 70)}).problems


def dispositions(clerk: Browser, wave_id: int, **typed: str) -> Page:
    return clerk.send(f"{DESK}/waves/{wave_id}/dispositions", **typed)


def test_what_became_of_the_sample(site: Site, clerk: Browser) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    assert surveying.type_sheet(site.clerk, survey_id, 1).status == 303
    assert "No more can be reached" in dispositions(clerk, wave_id, drawn_1="4", reached_1="5").beside("reached_1")
    assert "No more can refuse" in dispositions(
        clerk, wave_id, drawn_1="4", reached_1="2", refused_1="3"
    ).beside("refused_1")  # fmt: skip
    assert "1 have answered" in dispositions(clerk, wave_id, drawn_1="0").beside("drawn_1")
    assert dispositions(clerk, wave_id, drawn_1="4", reached_1="3", refused_1="1").status == 303
    assert "25%" in clerk.open(f"{DESK}/waves/{wave_id}").text


def test_strata_stay_once_codes_were_made(site: Site, clerk: Browser) -> None:
    wave_id = surveying.wave(site, surveying.survey(site, "autumn"))
    page = f"{DESK}/waves/{wave_id}/strata"
    assert clerk.send(page, people_jingkou="0", clusters_jingkou="3").beside("people_jingkou")
    by_settlement = clerk.open(f"{page}?by=settlement")
    fields = {**by_settlement.form(page), "people_jingkou_urban": "900", "people_jingkou_rural": "100"}
    assert clerk.post(page, fields).status == 303
    with site.database.read() as session:
        kept = [(one.number, one.settlement, one.population) for one in strata(session, wave_id)]
    assert kept == [(1, "urban", 900), (2, "rural", 100)]
    surveying.codes(site, wave_id)
    assert "Invitations were made" in clerk.send(page, people_jingkou_urban="800").problems


def test_nobody_else_comes_here(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "autumn")
    for path in (DESK, f"{DESK}/{survey_id}", f"{DESK}/waves/{wave_id}", f"{DESK}/{survey_id}/entry"):
        assert site.xiaoming.open(path).status == 404
        assert site.moderator.open(path).status == 404
        assert site.visitor().open(path).location.startswith("/signin")
