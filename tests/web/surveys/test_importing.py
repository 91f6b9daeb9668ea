"""A table of answers is sent, looked through, corrected and imported, by a clerk."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.surveys import planning
from campaigns.surveys.importing import NAME_MAX, forget_old
from campaigns.surveys.models import SurveyImport
from civic.accounts.models import AuditEntry
from civic.audit_log.rules import ACTS
from civic.calendar import utc_now
from tests import surveying
from tests.answered import send_table
from tests.characters import Page, Site

HEADINGS = "编号,所在区,性别,年龄,权重,Q1,第2题,Q3,Q4"
ROWS = (
    "1,京口区,女,34,1250.5,1,\"1,4\",1. 空调,green_trips 1",
    "2,丹徒区,男,70岁,980,没听过,Channels 4,不愿回答,green_trips 5",
    "3,京口区,,,1100,3,,2,GREEN TRIPS 2",
)  # fmt: skip


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


def table(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\n".join((headings, *rows)).encode("gbk")


def kept(site: Site, wave_id: int) -> list[tuple[object, ...]]:
    with site.database.read() as session:
        return [
            (one.number, one.sex, one.age_band, one.district, one.weight_thousandths, *surveying.answers(session, one))
            for one in surveying.responses(session, wave_id)
        ]


def test_a_table_is_imported_after_it_was_looked_through(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "firm")
    sent = send_table(site, survey_id, table(*ROWS))
    assert sent.status == 303
    page = site.clerk.follow(sent)
    form = page.form(sent.location)
    assert [form[f"role_{place}"] for place in range(9)] == [
        "number", "district", "sex", "age", "weight", "q:heard", "q:channels", "q:hottest_use", "q:green_trips",
    ]  # fmt: skip
    assert "answers.csv" in page.text and "3 行" in page.text
    dry = site.clerk.post(sent.location, {**form, "act": "check"})
    assert "还没有说明它的含义" in dry.text
    corrected = {**dry.form(sent.location), **_last_words(dry, sent.location)}
    clean = site.clerk.post(sent.location, {**corrected, "act": "check"})
    assert "3 行可以导入" in clean.text and not kept(site, wave_id)
    done = site.clerk.post(sent.location, {**clean.form(sent.location), "act": "import"})
    assert done.status == 303 and "已全部导入" in site.clerk.follow(done).text
    assert kept(site, wave_id)[:2] == [
        (1, "female", "25-34", "jingkou", 1_250_500, "1", "1,4", "1", "1"),
        (2, "male", "65+", "dantu", 980_000, "2", "4", "", "5"),
    ]


def _last_words(page: Page, here: str) -> dict[str, str]:
    """Everything that nobody had explained means the second answer."""
    return {name: "2" for name, value in page.form(here).items() if name.startswith("code_") and not value}


def test_the_same_file_is_not_imported_twice(site: Site) -> None:
    survey_id, _wave_id = surveying.opened(site, "twice")
    data = table(*ROWS[:1])
    first = send_table(site, survey_id, data)
    assert "正在等待" not in first.text and "已经在下面等待处理" in send_table(site, survey_id, data).beside("file")
    site.clerk.send(first.location, act="import", code_7_0="2")
    again = send_table(site, survey_id, data, "another name.csv")
    assert again.status == 422 and "已经导入过" in again.beside("file")


def test_nothing_is_imported_while_a_row_cannot_be_read(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "wrong")
    bad = ("1,京口区,女,34,1,1,1,1,1", "1,Atlantis,女,300,0,1,1,1,1")
    here = send_table(site, survey_id, table(*bad)).location
    page = site.clerk.open(here)
    sent = site.clerk.post(here, {**page.form(here), "act": "import"})
    assert sent.status == 409 and "没有导入" in sent.problems
    for words in ("年龄为 16 至 110 周岁", "Atlantis", "第 2 行的编号与它相同"):
        assert words in sent.text
    assert not kept(site, wave_id)


def test_numbers_that_came_meanwhile_are_told(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "meanwhile")
    here = send_table(site, survey_id, table("7,京口区,女,34,1,1,1,1,1")).location
    surveying.type_sheet(site.clerk, survey_id, 7)
    page = site.clerk.send(here, act="check")
    assert "本调查期已经有这个编号的答卷" in page.text
    assert len(kept(site, wave_id)) == 1


def test_columns_can_be_corrected(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "columns")
    here = send_table(site, survey_id, table("京口区,1,2,9", "丹徒区,2,1,9", headings="where,a,b,c")).location
    page = site.clerk.open(here)
    assert page.form(here)["role_1"] == ""
    nothing = site.clerk.post(here, {**page.form(here), "act": "check"})
    assert "至少指明一道题" in nothing.problems
    chosen = site.clerk.post(here, {**page.form(here), "role_1": "q:heard", "role_3": "q:green_trips", "act": "check"})
    form = chosen.form(here)
    assert (form["code_1_0"], form["code_1_1"], form["code_3_0"]) == ("1", "2", "")
    assert "没有对应的列" in chosen.text
    done = site.clerk.post(here, {**form, "code_1_0": "3", "code_3_0": "0", "act": "import"})
    assert done.status == 303
    assert [row[5:] for row in kept(site, wave_id)] == [("3", "", "", ""), ("2", "", "", "")]
    twice = site.clerk.post(here, {**form, "act": "import"})
    assert twice.status == 404


def test_two_columns_are_not_the_same_thing(site: Site) -> None:
    survey_id, _wave = surveying.opened(site, "same")
    here = send_table(site, survey_id, table("京口区,1,2", headings="所在区,Q1,b")).location
    page = site.clerk.send(here, act="check", role_2="q:heard")
    assert page.status == 422 and "第 2, 3 列被认作同一项内容" in page.problems
    forged = site.clerk.send(here, act="check", role_2="q:nothing")
    assert forged.status == 422


def test_what_is_no_table_or_has_no_wave_is_refused(site: Site) -> None:
    survey_id, _wave = surveying.opened(site, "nonsense")
    assert "不是可读取的表格" in send_table(site, survey_id, b"\x89PNG\r\n\xff\xff").beside("file")
    assert "请选择文件" in site.clerk.send(f"/city/surveys/{survey_id}/import").beside("file")
    closed = surveying.survey(site, "planned")
    assert "没有进行中的调查期" in site.clerk.open(f"/city/surveys/{closed}/import").text


def test_a_table_is_dropped_by_hand_or_after_a_day(site: Site) -> None:
    survey_id, _wave = surveying.opened(site, "dropped")
    here = send_table(site, survey_id, table(*ROWS)).location
    dropped = site.clerk.send(here, f"{here}/drop")
    assert dropped.status == 303 and site.clerk.open(here).status == 404
    here = send_table(site, survey_id, table(*ROWS)).location
    with site.database.write() as session:
        forget_old(session, utc_now() + timedelta(hours=23))
    assert site.clerk.open(here).status == 200
    with site.database.write() as session:
        forget_old(session, utc_now() + timedelta(hours=25))
        assert list(session.scalars(select(SurveyImport))) == []


def test_what_was_done_stands_in_the_audit_book(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "audited")
    here = send_table(site, survey_id, table("京口区,1", headings="区,Q1"), "x" * 3_000).location
    site.clerk.send(here, act="import")
    with site.database.read() as session:
        told = session.scalars(select(AuditEntry.details).where(AuditEntry.subject == f"survey:{survey_id}")).all()
        assert f"wave 1, {'x' * NAME_MAX}" in told
        acts = list(session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"survey:{survey_id}")))
        assert acts[-2:] == ["send a table of answers", "import answers"] and ACTS.keys() >= set(acts)
        (found,) = session.scalars(select(SurveyImport).where(SurveyImport.wave_id == wave_id))
        assert (found.content, found.rows) == (None, 1)


def test_a_table_of_one_survey_is_none_of_another(site: Site) -> None:
    survey_id, _wave = surveying.opened(site, "one")
    here = send_table(site, survey_id, table(*ROWS)).location
    other = surveying.survey(site, "other")
    number = here.rsplit("/", 1)[1]
    assert site.clerk.open(f"/city/surveys/{other}/import/{number}").status == 404
    assert site.xiaoming.open(here).status == 404


def test_rows_can_be_pasted(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "pasted")
    here = f"/city/surveys/{survey_id}/import"
    sent = site.clerk.send(here, pasted="区\tQ1\n京口区\t2\n")
    site.clerk.send(sent.location, act="import")
    assert [row[3:6] for row in kept(site, wave_id)] == [("jingkou", None, "2")]
    assert site.clerk.send(here, pasted="区\t区\n1\t2").form(here)["pasted"] == "区\t区\n1\t2"


def imported(site: Site, survey_id: int) -> str:
    """The page of a table that was imported."""
    sent = send_table(site, survey_id, table(*ROWS[:1]))
    site.clerk.send(sent.location, act="import", code_7_0="2")
    return sent.location


def test_who_imported_a_table_can_undo_it_and_nobody_else(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "undone")
    there = imported(site, survey_id)
    index = f"/city/surveys/{survey_id}/import"
    other = site.administrator
    assert "撤销导入" not in other.open(index).text
    assert other.post(f"{there}/undo", {"csrf_token": other.token()}).status == 403 and kept(site, wave_id)
    assert "撤销导入" in site.clerk.open(index).text
    undone = site.clerk.post(f"{there}/undo", site.clerk.open(index).form(f"{there}/undo"))
    assert undone.status == 303 and not kept(site, wave_id)
    with site.database.read() as session:
        act = select(AuditEntry.details).where(AuditEntry.act == "undo an import of answers")
        assert session.scalars(act).all() == ["wave 1, answers.csv, 1"]
    assert imported(site, survey_id) and kept(site, wave_id)


def test_an_import_stays_once_its_wave_is_closed(site: Site) -> None:
    survey_id, wave_id = surveying.opened(site, "stays")
    there, index = imported(site, survey_id), f"/city/surveys/{survey_id}/import"
    fields = site.clerk.open(index).form(f"{there}/undo")
    with surveying.at_the_desk(site) as (session, clerk):
        planning.close_wave(session, clerk, wave_id, utc_now())
    assert site.clerk.post(f"{there}/undo", fields).status == 409 and kept(site, wave_id)
