"""Every form that asks for a number, tried with the same odd values: 422, a message beside the field, and no row more
or less."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from campaigns.pledges.forms import read_said
from campaigns.programme.models import Campaign, Question
from civic.city.text import Text
from tests.characters import Browser, Fields, Page, Site
from tests.gatherings import event
from tests.numbers import ODD
from tests.organizing import campaign, campaign_id, organizer


@pytest.fixture(scope="module")
def boss(site: Site) -> Browser:
    """An organizer who also takes part."""
    somebody = organizer(site)
    somebody.log("walking")  # the first entry of all registers the catalogue
    return somebody


def try_all(site: Site, by: Browser, path: str, field: str, action: str = "", **answers: str) -> None:
    """Sends every odd value in one field of the form at `path`, the other fields as they are."""
    action = action or path
    fields: Fields = {**by.open(path).form(action), **answers}
    assert field in fields
    before = site.rows()
    pages = ((typed, by.post(action, {**fields, field: typed})) for typed in ODD)
    assert [ascii(typed[:30]) for typed, page in pages if not _refuses(page, field)] == []
    assert site.rows() == before


def _refuses(page: Page, field: str) -> bool:
    return page.status == 422 and f'id="{field}-error"' in page.html


def test_an_action(site: Site, boss: Browser) -> None:
    try_all(site, boss, "/actions/bicycle", "quantity")


def test_each_question_about_the_home(site: Site, boss: Browser) -> None:
    questions = [name for name in boss.open("/me/baseline").form("/me/baseline") if name != "csrf_token"]
    assert len(questions) > 5
    for odd in ("12,5", "1,0,0", "1_000", "-0.0001", "1e3", "10³"):
        page = boss.post(
            "/me/baseline", {**boss.open("/me/baseline").form("/me/baseline"), **dict.fromkeys(questions, odd)}
        )
        assert page.status == 422
        assert all(page.beside(name) for name in questions)
    try_all(site, boss, "/me/baseline", questions[0])


@pytest.mark.parametrize("field", ["goal_people", "goal_actions", "goal_kg"])
def test_goals(site: Site, boss: Browser, field: str) -> None:
    slug = campaign(site, "community", boss)
    try_all(site, boss, f"/organize/campaigns/{slug}/edit", field)


def test_the_places_of_an_event(site: Site, boss: Browser) -> None:
    names = {f"{field}_{code}": "East gate" for field in ("name", "place") for code in site.city.languages}
    slug = campaign(site, "community", boss)
    try_all(site, boss, f"/organize/campaigns/{slug}/events/new", "capacity", **names)


def test_children_who_come_along(site: Site, boss: Browser) -> None:
    slug = campaign(site, "community", boss)
    path = f"/campaigns/{slug}/events/{event(site, slug)}"
    try_all(site, boss, path, "minors", f"{path}/register", of_age="y", guardian="y")


def test_the_length_of_a_ride(site: Site, boss: Browser) -> None:
    slug = campaign(site, "ride", boss)
    meeting = {f"meeting_{code}": "East gate" for code in site.city.languages}
    try_all(site, boss, f"/organize/campaigns/{slug}/rides/{event(site, slug)}", "distance", **meeting)


def test_paintings_for_each_guardian(site: Site, boss: Browser) -> None:
    slug = campaign(site, "painting", boss)
    try_all(site, boss, f"/organize/campaigns/{slug}/gallery", "per_guardian")


def test_the_target_of_a_familys_task(site: Site, boss: Browser) -> None:
    slug = campaign(site, "family", boss)
    names = {f"name_{code}": "Walk" for code in site.city.languages}
    try_all(site, boss, f"/organize/campaigns/{slug}/tasks", "target", **names)


def test_a_crowd_and_a_paper_list(site: Site, boss: Browser) -> None:
    confirmed = next(one.id for one in site.catalogue.actions.values() if "organizer" in one.evidence)
    slug = campaign(site, "community", boss, actions=[confirmed])
    desk = f"/organize/campaigns/{slug}/paper"
    try_all(site, boss, desk, "people", f"{desk}/crowd")
    fields = boss.open(desk).form(f"{desk}/sheet")
    before = site.rows()
    odd = [typed for typed in ODD if "\n" not in typed and typed != ","]  # those would be other lines, or nothing
    pages = [(typed, boss.post(f"{desk}/sheet", {**fields, "lines": f"23456789AB {typed}"})) for typed in odd]
    assert [ascii(typed[:30]) for typed, page in pages if not _refuses(page, "lines")] == []
    assert site.rows() == before


@pytest.fixture(scope="module")
def pledged(site: Site, boss: Browser) -> tuple[str, str]:
    """A campaign of pledges and one of its actions."""
    slug = campaign(site, "trio", boss)
    with site.database.read() as session:
        return slug, session.scalars(select(Campaign.actions).where(Campaign.slug == slug)).one()[0]


def test_a_pledge(site: Site, boss: Browser, pledged: tuple[str, str]) -> None:
    slug, action = pledged
    try_all(site, boss, f"/campaigns/{slug}/pledge/{action}", "quantity")


@pytest.fixture
def asked(site: Site) -> Iterator[None]:
    """Within a request of a reader of English."""
    with site.app.test_request_context(headers={"Accept-Language": "en"}):
        site.app.preprocess_request()
        yield


@pytest.mark.usefixtures("asked")
def test_an_answer_about_a_pledge(site: Site, pledged: tuple[str, str]) -> None:
    action = site.catalogue.action(pledged[1])
    for typed in ODD:
        form, period, _ = read_said({"answer": "yes", "quantity": typed, "period": "week:2026-11-23"}, action)
        assert form.errors["quantity"], ascii(typed)
        assert period == "week:2026-11-23"


def test_a_question_about_a_number(site: Site, boss: Browser) -> None:
    """Nobody here knows what it asks, so it alone takes less than nothing."""
    slug = campaign(site, "community", boss)
    with site.database.write() as session:
        label = Text(dict.fromkeys(site.city.languages, "How cold was it?"))
        asked = Question(
            campaign_id=campaign_id(site, slug), position=0, kind="number", label=label, choices=[], is_required=True
        )
        session.add(asked)
        session.flush()
        field = f"question-{asked.id}"
    path = f"/campaigns/{slug}/join"
    fields, before = boss.open(path).form(path), site.rows()
    below = {"-3", "−3", "-0", "-0.0001"}
    pages = [(typed, boss.post(path, {**fields, field: typed})) for typed in ODD if typed not in below]
    assert [ascii(typed[:30]) for typed, page in pages if not _refuses(page, field)] == []
    assert site.rows() == before
    assert boss.post(path, {**fields, field: "−3.5"}).status == 303
