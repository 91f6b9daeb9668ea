"""Planning, registering and feedback through the pages: what cannot be is refused and kept as typed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests import gatherings
from tests.characters import Browser, Page, Site, text_of
from tests.organizing import campaign, organizer


@pytest.fixture
def boss(site: Site) -> Browser:
    return organizer(site)


@pytest.fixture
def slug(site: Site, boss: Browser) -> str:
    return campaign(site, "community", boss)


def form_of(site: Site, **differing: str) -> dict[str, str]:
    day = site.today + timedelta(days=2)
    said = {"name_zh": "清洁江边", "place_zh": "江边", "day": day.isoformat(), "begins": "09:00", "ends": "11:00"}
    return {**said, **differing}


BAD = [
    ("name_zh", ""),
    ("name_zh", "\x00"),
    ("name_zh", "x" * 10_000),
    ("place_zh", ""),
    ("day", "2026-02-30"),
    ("day", "9999-12-31"),
    ("day", "0001-01-01"),
    ("begins", "25:00"),
    ("ends", "08:00"),
    ("capacity", "0"),
    ("capacity", "-3"),
    ("capacity", "1e9"),
    ("capacity", "²"),
    ("repeat", "daily"),
    ("key", ""),
]


@pytest.mark.parametrize(("field", "typed"), BAD)
def test_what_cannot_be_planned_is_said_beside_its_field(
    site: Site, boss: Browser, slug: str, field: str, typed: str
) -> None:
    before = site.rows()["event"]
    page = boss.send(f"/organize/campaigns/{slug}/events/new", **form_of(site, **{field: typed}))
    assert page.status == 422
    assert page.beside(field) or field in ("repeat", "key")
    assert "清洁江边" in page.html or field == "name_zh"
    assert site.rows()["event"] == before


def test_repeating_and_sending_twice(site: Site, boss: Browser, slug: str) -> None:
    path, until = f"/organize/campaigns/{slug}/events/new", (site.today + timedelta(days=17)).isoformat()
    sent = {**boss.open(path).form(path), **form_of(site, repeat="week", until=until)}
    before = site.rows()["event"]
    assert [boss.post(path, sent).status for _ in range(2)] == [303, 303]
    assert site.rows()["event"] == before + 3
    assert boss.open(f"/organize/campaigns/{slug}/events").html.count("清洁江边") == 3


def test_fewer_places_than_people_is_refused_with_the_number(site: Site, boss: Browser, slug: str) -> None:
    event = gatherings.event(site, slug, days=2)
    gatherings.register(site, slug, event, site.newcomer(), site.newcomer())
    page = boss.send(f"/organize/campaigns/{slug}/events/{event}/edit", capacity="1")
    assert page.status == 422
    assert "已有 2 人报名" in page.beside("capacity")


def test_a_family_registers_changes_and_leaves(site: Site, slug: str) -> None:
    event, family = gatherings.event(site, slug, capacity=4), site.newcomer()
    page = f"/campaigns/{slug}/events/{event}"
    refused = family.send(page, f"{page}/register", minors="2")
    assert refused.status == 422
    assert "监护人同意" in refused.beside("guardian")
    family.follow(family.send(page, f"{page}/register", minors="2", guardian="y"))
    assert "带 2 个孩子" in family.open(page).text
    family.follow(family.send(page, f"{page}/unregister"))
    assert "带 2 个孩子" not in family.open(page).text


def test_nobody_under_age_registers_alone_for_a_ride(site: Site) -> None:
    ride = campaign(site, "ride")
    event, guest = gatherings.event(site, ride), site.newcomer(language="en")
    page = f"/campaigns/{ride}/events/{event}"
    before = site.rows()
    refused = guest.send(page, f"{page}/register")
    assert refused.status == 422
    assert "rides only with a guardian" in refused.beside("of_age")
    assert site.rows() == before
    assert guest.send(page, f"{page}/register", of_age="y", minors="1").status == 422
    assert guest.send(page, f"{page}/register", of_age="y", minors="1", guardian="y").status == 303
    assert guest.send(page, f"{page}/register", minors="2", guardian="y").status == 303  # said once
    assert "of_age" not in guest.open(page).html
    free = gatherings.event(site, ride, minors_need_guardian=False)
    page = f"/campaigns/{ride}/events/{free}"
    assert guest.send(page, f"{page}/register").status == 303


def test_registering_joins_the_campaign(site: Site, slug: str) -> None:
    event, guest = gatherings.event(site, slug), site.newcomer()
    before = site.rows()["participant"]
    page = f"/campaigns/{slug}/events/{event}"
    assert guest.send(page, f"{page}/register").status == 303
    assert site.rows()["participant"] == before + 1
    assert "已报名" in guest.open(f"/campaigns/{slug}").text


@pytest.mark.parametrize("minors", ["-1", "6", "x", "1" * 20, "\x00", "²"])
def test_odd_numbers_of_children(site: Site, slug: str, minors: str) -> None:
    event, guest = gatherings.event(site, slug), site.newcomer()
    page = f"/campaigns/{slug}/events/{event}"
    assert guest.send(page, f"{page}/register", minors=minors, guardian="y").status == 422


def test_calling_off_tells_everybody_and_closes_everything(site: Site, boss: Browser, slug: str) -> None:
    event, guest = gatherings.event(site, slug), site.newcomer()
    gatherings.register(site, slug, event, guest)
    desk = f"/organize/campaigns/{slug}/events/{event}"
    before = site.rows()["message"]
    boss.follow(boss.send(desk, f"{desk}/cancel"))
    assert site.rows()["message"] == before + 1
    assert "这场活动取消了" in guest.open(f"/campaigns/{slug}/events/{event}").text


@pytest.fixture
def begun(site: Site, slug: str) -> int:
    """The number of an event that has just begun."""
    event = gatherings.event(site, slug)
    gatherings.begin(site, event)
    return event


@pytest.fixture
def heard(site: Site, boss: Browser, slug: str, begun: int) -> Callable[[Browser, int], str]:
    """`heard(guest, number)` checks somebody in who says how it was; what the desk shows then."""
    desk, page = f"/organize/campaigns/{slug}/events/{begun}", f"/campaigns/{slug}/events/{begun}"

    def act(guest: Browser, satisfaction: int) -> str:
        code = gatherings.code_of(site, guest)
        boss.post(f"{desk}/scan", {"csrf_token": boss.token(), "code": code, "register": "y"})
        guest.follow(guest.send(page, f"{page}/feedback", satisfaction=str(satisfaction), answer=guest.nickname))
        return thoughts(boss.open(desk))

    return act


def thoughts(desk: Page) -> str:
    return text_of(desk.root.find(".//section[@aria-labelledby='thoughts']"))


def test_results_need_ten_and_hide_single_answers(
    site: Site, boss: Browser, slug: str, heard: Callable[[Browser, int], str]
) -> None:
    guests = [site.newcomer() for _ in range(11)]
    shown = [heard(guest, 4) for guest in guests]
    assert ["4.0" in one for one in shown] == [False] * 9 + [True] * 2
    assert shown[9] == shown[10]
    assert guests[0].nickname in shown[9] and guests[10].nickname not in shown[10]
    assert "10 人评价" in shown[10]


def test_taking_somebody_back_changes_no_result(
    site: Site, boss: Browser, slug: str, begun: int, heard: Callable[[Browser, int], str]
) -> None:
    desk, page = f"/organize/campaigns/{slug}/events/{begun}", f"/campaigns/{slug}/events/{begun}"
    critic, others = site.newcomer(), [site.newcomer() for _ in range(19)]
    shown = [heard(guest, 1 if guest is critic else 5) for guest in [critic, *others[:9]]][-1]
    late = site.newcomer()
    heard(late, 1)
    for guest in (critic, late):
        take_back(boss, desk, guest)
        assert thoughts(boss.open(desk)) == shown
    grown = [heard(guest, 5) for guest in others[9:]][-1]
    assert "20 人评价" in grown and "4.8" in grown, "who was counted stays, who was not is gone"
    again = others[0].post(f"{page}/feedback", {"csrf_token": others[0].token(), "satisfaction": "1"})
    assert again.status == 409
    assert thoughts(boss.open(desk)) == grown


def take_back(boss: Browser, desk: str, guest: Browser) -> None:
    page = boss.open(desk)
    row = next(one for one in page.root.iter("li") if text_of(one.find(".//b")) == guest.nickname)
    action = next(str(one.get("action")) for one in row.iter("form"))
    assert boss.post(action, page.form(action)).status == 303


def test_the_desk_of_a_draft_leads_to_no_page_that_is_not_there_yet(site: Site, boss: Browser) -> None:
    slug = campaign(site, "community", boss, state="draft")
    event, desk = gatherings.event(site, slug), f"/organize/campaigns/{slug}"
    for path in ("", "/events", "/events/new", f"/events/{event}", f"/events/{event}/edit", "/preview"):
        page = boss.open(desk + path)
        broken = [to for to in page.links() if to.startswith(f"/campaigns/{slug}") and path != "/preview"]
        assert (page.status, broken) == (200, []), path
    assert desk in boss.open(f"{desk}/preview").links()


def test_what_was_done_is_said_once(site: Site, slug: str) -> None:
    resident, event = site.newcomer(language="en"), gatherings.event(site, slug)
    page = f"/campaigns/{slug}/events/{event}"
    resident.send(page, f"{page}/register")
    gone = resident.send(page, f"{page}/unregister")
    assert "no longer registered" in resident.follow(gone).text
    assert "no longer registered" not in resident.open(page).text
    resident.send(f"/campaigns/{slug}", f"/campaigns/{slug}/leave")
    kept = [resident.open(f"/campaigns/{slug}").text for _ in range(3)]
    assert ["You have left" in text for text in kept] == [True, False, False]


def test_a_message_says_the_day_as_its_reader_does(site: Site, slug: str) -> None:
    event, leaving, waiting = gatherings.event(site, slug, capacity=1), site.newcomer(), site.newcomer()
    gatherings.register(site, slug, event, leaving, waiting)
    page, day = f"/campaigns/{slug}/events/{event}", site.today + timedelta(days=1)
    leaving.send(page, f"{page}/unregister")
    (letter,) = (to for to in waiting.open("/me/inbox").links() if to.startswith("/me/inbox/"))
    assert f"{day.month}月{day.day}日周" in site.again(waiting, "zh").open(letter).text
    assert f"{day:%a, %b} {day.day} 09:00" in site.again(waiting, "en").open(letter).text
