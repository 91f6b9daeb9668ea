"""A family challenge through the pages: joining, tasks by themselves and by tick, the board, the organizer's tasks."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from campaigns.families.models import Family
from civic.calendar import utc_now
from footprint.ledger.models import Entry
from footprint.ledger.rules import ON_PAPER
from footprint.ledger.services import Claim, record
from footprint.resources import LEDGER
from tests.characters import Browser, Site
from tests.organizing import actor_of, campaign, campaign_id, organizer


@pytest.fixture
def slug(site: Site) -> str:
    return campaign(site, "family", starts_on=site.today, ends_on=site.today + timedelta(days=27))


def join(site: Site, slug: str, name: str, language: str = "en") -> Browser:
    resident = site.newcomer(language=language)
    assert resident.send(f"/campaigns/{slug}/family", name=name).status == 303
    return resident


def tasks_on_board(resident: Browser, slug: str, name: str) -> str:
    rows = resident.open(f"/campaigns/{slug}/families").root.iter("li")
    texts = [" ".join("".join(row.itertext()).split()) for row in rows]
    return next(text for text in texts if name in text)


def test_a_task_counts_by_itself(site: Site, slug: str) -> None:
    resident = join(site, slug, "Bamboo")
    assert "0 tasks" in tasks_on_board(resident, slug, "Bamboo")
    resident.log("vegetarian_meal", quantity="3")
    assert resident.send(f"/campaigns/{slug}/family", name="Bamboo").status == 303
    assert "1 task" in tasks_on_board(resident, slug, "Bamboo")


def test_what_was_done_before_joining_does_not_count(site: Site, slug: str) -> None:
    """Neither what was logged before, nor what is logged later of a day before."""
    resident = site.newcomer(language="en")
    with time_machine.travel(utc_now() + timedelta(days=2)):
        resident = site.again(resident, "en")
        resident.log("vegetarian_meal", quantity="3")
        resident.send(f"/campaigns/{slug}/family", name="Aspen")
        yesterday = (site.today - timedelta(days=1)).isoformat()
        assert resident.log("vegetarian_meal", quantity="3", occurred_on=yesterday).status == 200
        assert counted(resident, slug, "Aspen") == "0 tasks"
        assert resident.log("cup", quantity="1").status == 200
        assert "g" in counted(resident, slug, "Aspen")
    with time_machine.travel(utc_now() + timedelta(days=3)):
        resident = site.again(resident, "en")
        assert resident.log("vegetarian_meal", quantity="3").status == 200
        assert counted(resident, slug, "Aspen").startswith("1 task")


def test_who_comes_back_begins_anew(site: Site, slug: str) -> None:
    resident = join(site, slug, "Beech")
    resident.log("vegetarian_meal", quantity="3")
    page = f"/campaigns/{slug}/family"
    actions = (str(form.get("action")) for form in resident.open(page).root.iter("form"))
    tick = next(action for action in actions if "/tasks/" in action)
    resident.send(page, tick, done="yes")
    assert counted(resident, slug, "Beech").startswith("2 tasks")
    resident.send(page, f"{page}/leave")
    resident.send(page, name="Beech")
    assert counted(resident, slug, "Beech") == "0 tasks"
    resident.send(page, tick, done="yes")
    assert counted(resident, slug, "Beech") == "1 task"


def test_what_the_campaign_recorded_itself_counts(site: Site) -> None:
    """Also an action that nobody can log for it."""
    slug = campaign(site, "family", actions=["cup"])
    resident = join(site, slug, "Alder")
    with site.database.write() as session:
        who, now = actor_of(session, resident).resident_id, utc_now()
        source = f"campaign:{campaign_id(site, slug)}:sheet:1"
        claim = Claim(who, "sheet:1", "bicycle", "car", 5000, site.today, ON_PAPER, source)
        record(session, site.app_services.get(LEDGER), claim, now)
    resident.log("bicycle", quantity="3", replaced_mode="car")
    shown = counted(resident, slug, "Alder")
    with site.database.read() as session:
        saved = session.scalars(select(Family.mid_mg).where(Family.name == "Alder")).one()
        mine = (Entry.key == "sheet:1", Entry.resident_id == who)
        of_sheet = session.scalars(select(Entry.mid_mg).where(*mine)).one()
    assert 0 < saved == of_sheet
    assert "g" in shown


def counted(resident: Browser, slug: str, name: str) -> str:
    """What stands behind the family on the board, counted anew."""
    assert resident.send(f"/campaigns/{slug}/family", name=name).status == 303
    return tasks_on_board(resident, slug, name).partition("our family")[2].removeprefix(" tie").strip()


def test_a_week_that_was_over_before_joining_takes_no_ticks(site: Site, slug: str) -> None:
    first = join(site, slug, "Rowan")
    page = f"/campaigns/{slug}/family"
    actions = (str(form.get("action")) for form in first.open(page).root.iter("form"))
    tick = next(action for action in actions if "/tasks/" in action)
    with time_machine.travel(utc_now() + timedelta(days=8)):
        late = join(site, slug, "Hazel")
        assert tick not in late.open(page).html
        assert late.post(tick, {"csrf_token": late.token(), "done": "yes"}).status == 422
        early = site.again(first, "en")
        assert early.send(page, tick, done="yes").status == 303


def test_a_task_is_ticked_and_unticked(site: Site, slug: str) -> None:
    resident = join(site, slug, "Willow")
    page = f"/campaigns/{slug}/family"
    tick = next(
        str(form.get("action"))
        for form in resident.open(page).root.iter("form")
        if "/tasks/" in str(form.get("action"))
    )
    for done, shown in (("yes", "1 task"), ("yes", "1 task"), ("no", "0 tasks")):
        assert resident.send(page, tick, done=done).status == 303
        assert shown in tasks_on_board(resident, slug, "Willow")


def test_the_week_must_have_begun(site: Site, slug: str) -> None:
    resident = join(site, slug, "Reed")
    page = f"/campaigns/{slug}/family"
    ticks = [str(form.get("action")) for form in resident.open(page).root.iter("form")]
    early = next(action for action in ticks if "/tasks/" in action)
    later = early.rpartition("/")[0] + "/" + str(int(early.rpartition("/")[2]) + 4)
    token = {"csrf_token": resident.token(), "done": "yes"}
    assert resident.post(later, token).status == 422


def test_one_family_has_one_result(site: Site, slug: str) -> None:
    first = join(site, slug, "Maple")
    household = first.open("/me/household")
    before = site.rows()["family"]
    assert household.status == 200
    assert first.send(f"/campaigns/{slug}/family", name="Maple tree").status == 303
    assert site.rows()["family"] == before
    assert "Maple tree" in first.open(f"/campaigns/{slug}/families").text


def test_ties_share_a_place(site: Site, slug: str) -> None:
    join(site, slug, "Plum")
    resident = join(site, slug, "Orchid")
    assert "tie" in tasks_on_board(resident, slug, "Plum")
    assert "tie" in tasks_on_board(resident, slug, "Orchid")


@pytest.mark.parametrize("name", ["", " ", "x" * 21, "a\x00b", "\ufffd"])
def test_a_name_is_checked(site: Site, slug: str, name: str) -> None:
    resident = site.newcomer()
    refused = resident.send(f"/campaigns/{slug}/family", name=name)
    assert refused.status == 422
    assert refused.beside("name")


def test_too_late_to_join(site: Site, slug: str) -> None:
    resident = site.newcomer()
    fields = resident.open(f"/campaigns/{slug}/family").form(f"/campaigns/{slug}/family")
    with time_machine.travel(utc_now() + timedelta(days=40)):
        assert resident.post(f"/campaigns/{slug}/family", {**fields, "name": "Late"}).status == 403


def test_leaving_the_board(site: Site, slug: str) -> None:
    resident = join(site, slug, "Cedar")
    assert resident.send(f"/campaigns/{slug}/family", f"/campaigns/{slug}/family/leave").status == 303
    assert "Cedar" not in resident.open(f"/campaigns/{slug}/families").text


def test_an_organizer_writes_tasks(site: Site) -> None:
    host = organizer(site)
    slug = campaign(site, "family", host, starts_on=site.today, ends_on=site.today + timedelta(days=13))
    path = f"/organize/campaigns/{slug}/tasks"
    form = host.open(path).form(path)
    assert host.post(path, {**form, "name_zh": "看星星", "week": "2"}).status == 303
    assert "看星星" in host.open(path).text
    for bad in (
        {"week": "9"},
        {"week": "x"},
        {"action": "nothing"},
        {"action": "cup"},
        {"target": "3"},
        {"name_zh": ""},
    ):
        assert host.post(path, {**form, "name_zh": "坏的", "week": "1", **bad}).status == 422
    remove = next(
        str(one.get("action")) for one in host.open(path).root.iter("form") if "/remove" in str(one.get("action"))
    )
    join(site, slug, "Pine")
    assert host.send(path, remove).status == 409
    assert organizer(site).open(path).status == 404


def test_the_page_opens_at_the_current_week(site: Site, slug: str) -> None:
    resident = join(site, slug, "Cedar")
    with time_machine.travel(utc_now() + timedelta(days=8)):
        page = resident.open(f"/campaigns/{slug}/family")
    weeks = [one for one in page.root.iter("details") if "week" in str(one.get("class"))]
    assert [number for number, week in enumerate(weeks, 1) if week.get("open") is not None] == [2]


def test_a_result_becomes_final_a_week_after_the_end(site: Site, slug: str) -> None:
    resident = join(site, slug, "Maple")
    page, board = f"/campaigns/{slug}/family", f"/campaigns/{slug}/families"
    actions = (str(form.get("action")) for form in resident.open(page).root.iter("form"))
    tick = next(action for action in actions if "/tasks/" in action)
    for days, said, status in ((34, "then the result is final", 303), (35, "This is the final result", 422)):
        with time_machine.travel(utc_now() + timedelta(days=days)):
            reader = site.again(resident, "en")
            assert said in reader.open(board).text
            assert reader.post(tick, {"csrf_token": reader.token(), "done": "yes"}).status == status
            assert (tick in reader.open(page).html) == (status == 303)
