"""The results of a wave: rates with their errors, margins, waves compared, and files from which all is recomputed."""

import csv
import json
import shlex
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from campaigns.surveys import answering, planning, queries
from campaigns.surveys.answering import Origin, Reply
from campaigns.surveys.figures import PublishedWave, published_rates
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from civic.commands import cli
from civic.errors import Invalid
from tests import answered, surveying
from tests.characters import Browser, Page, Site
from tests.organizing import campaign, organizer

FIGURES = ("estimate", "low", "high", "deff", "effective_n")


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def told(site: Site, wave_id: int) -> PublishedWave:
    with site.database.read() as session:
        return published_rates(session, wave_id)


def results(site: Site, survey_id: int, language: str = "en") -> Page:
    return site.again(site.clerk, language).open(f"/city/surveys/{survey_id}/results")


def close(site: Site, wave_id: int) -> None:
    with surveying.at_the_desk(site) as (session, clerk):
        planning.close_wave(session, clerk, wave_id, utc_now())


def answers(site: Site, survey_id: int, reason: str) -> Page:
    """What each person answered, as it is asked for on the page of results."""
    here = f"/city/surveys/{survey_id}/results/1"
    return site.clerk.post(f"{here}/answers.csv", {"csrf_token": site.clerk.token(), "reason": reason})


def test_answers_one_by_one_are_handed_out_of_closed_waves_for_a_reason(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "closed")
    answered.fill(site, wave_id, 40)
    assert "can be had once" in results(site, survey_id).text
    assert answers(site, survey_id, "Audit").status == 409
    close(site, wave_id)
    assert answers(site, survey_id, " ").beside("reason")
    handed = answers(site, survey_id, "For the auditor")
    assert handed.status == 200 and "no-store" in handed.answer.headers["Cache-Control"]
    with site.database.read() as session:
        noted = session.scalars(select(AuditEntry.details).where(AuditEntry.act == "take out survey answers")).all()
    assert list(noted) == ["For the auditor"]


def file(browser: Browser, survey_id: int, name: str) -> list[dict[str, str]]:
    answer = browser.client.get(f"/city/surveys/{survey_id}/results/1/{name}.csv")
    assert answer.status_code == 200 and "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(StringIO(answer.get_data(as_text=True).removeprefix("\ufeff"))))


MARGINS = {"sex_female": "1700000", "sex_male": "1500000", "age_16-24": "1000000", "age_65+": "2200000"}


def set_margins(site: Site, survey_id: int, **other: str) -> Page:
    here = f"/city/surveys/{survey_id}/margins/1"
    return site.clerk.post(here, {**site.clerk.open(here).form(here), **MARGINS, **other})


def test_rates_are_told_with_their_errors_in_the_city_and_in_districts(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "plain")
    answered.fill(site, wave_id, 640)
    found = told(site, wave_id)
    assert (found.is_sample, found.responses) == (True, 640)
    (city,) = [one for one in found.rates if one.is_measure and one.key == "practice" and not one.district]
    assert city.withheld == "" and city.low is not None and city.high is not None and city.estimate is not None
    assert city.low < city.estimate < city.high and 0.55 < city.estimate < 0.75
    page = results(site, survey_id)
    assert page.h1 == "Results of the survey" and "640 people answered" in page.text
    assert f"{100 * city.estimate:.1f}%" in page.text and "bar-range" in page.html
    assert "not a sample" not in page.text
    assert "调查结果" in results(site, survey_id, "zh").text


def test_what_is_not_known_well_enough_is_one_sign_and_why(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "few")
    answered.fill(site, wave_id, 160)
    found = told(site, wave_id)
    districts = [one for one in found.rates if one.district]
    assert {one.withheld for one in districts} == {"few"}
    assert all(one.estimate is one.low is one.high is one.deff is None for one in districts)
    assert "fewer than 30 effective answers" in results(site, survey_id).text
    for row in file(site.clerk, survey_id, "rates"):
        assert (row["status"] == "withheld") == (row["estimate"] == "") == bool(row["why"])


@pytest.mark.parametrize(("clusters", "is_raked"), [(0, False), (5, False), (0, True), (5, True)])
def test_an_auditor_gets_equal_figures_from_the_files(
    site: Site, tmp_path: Path, clusters: int, is_raked: bool
) -> None:
    survey_id, wave_id = surveying.opened(site, "audit")
    answered.fill(site, wave_id, 480, clusters=clusters)
    if is_raked:
        assert set_margins(site, survey_id).status == 303
    (tmp_path / "margins.csv").write_bytes(
        site.clerk.client.get(f"/city/surveys/{survey_id}/results/1/margins.csv").data
    )
    close(site, wave_id)
    (tmp_path / "answers.csv").write_bytes(answers(site, survey_id, "Audit").answer.data)
    page = results(site, survey_id)
    commands = [one.text or "" for one in page.root.iterfind(".//p[@class='formula']")]
    assert len(commands) == len({one.key for one in told(site, wave_id).rates if one.is_measure}) + 3
    assert ("--fpc drawn_of" in commands[0], "--margins" in commands[0]) == (not clusters, is_raked)
    recomputed = _figures([_run(command, tmp_path) for command in commands])
    published = told(site, wave_id).rates
    assert len(recomputed) == len(published) and sum(not one.withheld for one in published) > 10
    for figures, one in zip(recomputed, published, strict=True):
        if not one.withheld:
            assert figures == [getattr(one, name) for name in FIGURES]


def _run(command: str, folder: Path) -> dict[str, Any]:
    words = [str(folder / word) if word.endswith(".csv") else word for word in shlex.split(command)[1:]]
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, done.stderr
    return dict(json.loads(done.stdout))


def _figures(recomputed: list[dict[str, Any]]) -> list[Any]:
    """Of the city, then of each district."""
    return [
        [pytest.approx(one[name], abs=1e-12) for name in FIGURES]
        for whole in recomputed
        for one in (whole, *whole["domains"])
    ]


def test_margins_are_met_and_what_they_cost_is_told(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "margins")
    answered.fill(site, wave_id, 480)
    before = told(site, wave_id)
    assert set_margins(site, survey_id).status == 303
    page = results(site, survey_id)
    assert "Raked in" in page.text and "Design effect of the weights" in page.text and "did not say" in page.text
    assert told(site, wave_id).rates[0].estimate != before.rates[0].estimate
    totals = {(row["variable"], row["level"]): float(row["total"]) for row in file(site.clerk, survey_id, "margins")}
    assert sum(total for (variable, _), total in totals.items() if variable == "age") == pytest.approx(3_200_000)
    assert set_margins(site, survey_id, **dict.fromkeys(MARGINS, "")).status == 303
    assert told(site, wave_id).rates == before.rates


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"sex_male": "1400000"}, "总数不一致：按性别合计 3,100,000，按年龄合计 3,200,000"),
        ({"age_25-34": "0", "age_35-44": "10", "age_65+": "2199990"}, "按年龄，答卷里没有“35-44”的人"),
        ({"sex_male": "", "sex_female": "3200000"}, "人是“男”，边际总数里却没有这一类"),
        ({"sex_male": "3199999", "sex_female": "1"}, "找不到能同时满足所有边际总数的权数"),
        ({"low": "1"}, "这里应在 0.05 到 0.99 之间"),
        ({"sex_male": "many"}, "整数"),
    ],
)
def test_margins_that_cannot_be_met_are_told_in_a_sentence(site: Site, typed: dict[str, str], words: str) -> None:
    survey_id, wave_id = surveying.opened(site, "unmet")
    answered.fill(site, wave_id, 80)
    refused = set_margins(site, survey_id, **typed)
    assert refused.status == 422 and words in refused.text
    assert refused.form(f"/city/surveys/{survey_id}/margins/1")["age_16-24"] == MARGINS["age_16-24"]


def test_too_few_answers_are_no_wave(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "empty")
    assert "too few answers" in results(site, survey_id).text
    with pytest.raises(Invalid):
        told(site, wave_id)
    planned = surveying.survey(site, "nothing")
    assert results(site, planned).status == 404
    assert site.clerk.open(f"/city/surveys/{survey_id}/results/2").status == 404
    assert site.xiaoming.open(f"/city/surveys/{survey_id}/results").status == 404


def test_who_was_not_drawn_is_left_out(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "loose")
    answered.fill(site, wave_id, 80)
    with surveying.at_the_desk(site) as (session, _clerk):
        asked = queries.questions(session, survey_id)
        reply = Reply("", "", "jingkou", {one.id: "1" for one in asked})
        answering.keep(session, wave_id, 9_999_999, Origin("kiosk", None, ""), reply, site.today)
    assert told(site, wave_id).responses == 80
    assert "1 more was not drawn and is left out" in results(site, survey_id).text


def test_answers_of_whoever_came_are_never_told_as_those_of_residents(site: Site) -> None:
    slug = campaign(site, "community", organizer(site))
    survey_id, wave_id = surveying.opened(site, "campaign", about=slug)
    answered.fill(site, wave_id, 80)
    found = told(site, wave_id)
    assert not found.is_sample and found.responses == 80
    page = results(site, survey_id)
    assert "not a sample" in page.text and "resident" not in page.text.lower()
    refused = set_margins(site, survey_id)
    assert refused.status == 409 and "只有居民抽样调查才能加权" in refused.problems


def test_waves_are_compared(site: Site) -> None:
    survey_id, first = surveying.opened(site, "waves")
    answered.fill(site, first, 480, share=0.5)
    with surveying.at_the_desk(site) as (session, clerk):
        planning.close_wave(session, clerk, first, utc_now())
    second = surveying.wave(site, survey_id, first=11, last=20)
    with surveying.at_the_desk(site) as (session, clerk):
        planning.open_wave(session, clerk, second, utc_now())
    answered.fill(site, second, 480, seed=9, share=0.8)
    page = results(site, survey_id)
    assert "Against the wave before" in page.text and "p < 0.001" in page.text
    assert "Against the wave before" not in site.again(site.clerk, "en").open(
        f"/city/surveys/{survey_id}/results/1"
    ).text  # fmt: skip
