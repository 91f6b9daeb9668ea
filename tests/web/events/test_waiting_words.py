"""Dates and questions of an organization that the city does not trust yet wait; and series, midnight and copies."""

from datetime import time, timedelta
from typing import Any

from sqlalchemy import select

from campaigns.events.models import Event
from campaigns.programme.models import Campaign, Proposal
from campaigns.programme.queries import questions
from tests import gatherings
from tests.characters import Browser, Page, Site
from tests.organizing import campaign, campaign_id, organizer


def _fields(site: Site, name: str, *, days: int = 3, **more: str) -> dict[str, str]:
    said = {
        "day": str(site.today + timedelta(days=days)),
        "begins": "09:00",
        "ends": "11:00",
        "key": "key-" + name.replace(" ", ""),
    }
    words = {f"{field}_{code}": name for field in ("name", "place", "question") for code in site.city.languages}
    return said | words | {"capacity": "", "repeat": "once"} | more


def _events(site: Site, slug: str) -> list[Event]:
    with site.database.read() as session:
        found = select(Event).where(Event.campaign_id == campaign_id(site, slug)).order_by(Event.starts_at)
        return list(session.scalars(found))


def _plan(site: Site, boss: Browser, slug: str, name: str, **more: Any) -> Page:
    path = f"/organize/campaigns/{slug}/events/new"
    return boss.post(path, {"csrf_token": boss.token(), **_fields(site, name, **more)})


def _change(site: Site, boss: Browser, slug: str, event: int, name: str, **more: Any) -> Page:
    path = f"/organize/campaigns/{slug}/events/{event}/edit"
    revision = boss.open(path).root.find(".//input[@name='revision']")
    sent = {"revision": str(revision.get("value")) if revision is not None else "", **_fields(site, name, **more)}
    return boss.post(path, {"csrf_token": boss.token(), **sent})


def _decide(site: Site, slug: str, act: str, note: str = "") -> None:
    number = campaign_id(site, slug)
    with site.database.read() as session:
        revision = session.get_one(Campaign, number).revision
    page = f"/city/campaigns/{number}/decide"
    site.clerk.post(page, {"csrf_token": site.clerk.token(), "act": act, "note": note, "revision": str(revision)})


def test_a_new_date_is_hidden_until_the_city_agrees(site: Site) -> None:
    boss = organizer(site, trusted=False)
    slug = campaign(site, "community", boss)
    _plan(site, boss, slug, "Flea market")
    (event,) = _events(site, slug)
    assert event.is_hidden
    page = f"/campaigns/{slug}/events/{event.id}"
    assert site.visitor().open(page).status == 404
    assert "Flea market" not in site.visitor("en").open(f"/campaigns/{slug}").text
    assert "等待市里审核" in boss.open(f"/organize/campaigns/{slug}/events").text
    assert "Flea market" in site.clerk.open(f"/city/campaigns/{event.campaign_id}/decide").text
    _decide(site, slug, "agree")
    assert site.visitor().open(page).status == 200


def test_other_words_of_a_date_wait_and_are_seen_beside_the_old_ones(site: Site) -> None:
    boss = organizer(site, trusted=False)
    slug = campaign(site, "community", boss)
    event = gatherings.event(site, slug)
    _change(site, boss, slug, event, "Another name")
    page = site.visitor("en").open(f"/campaigns/{slug}/events/{event}").text
    assert "River clean-up" in page
    assert "Another name" not in page
    assert "Another name" in boss.open(f"/organize/campaigns/{slug}/events/{event}/edit").html
    _decide(site, slug, "object", "Say what it is.")
    assert [one.name.by_language["en"] for one in _events(site, slug)] == ["River clean-up (en)"]
    _change(site, boss, slug, event, "A third name")
    _decide(site, slug, "agree")
    assert [one.name.by_language["en"] for one in _events(site, slug)] == ["A third name"]
    with site.database.read() as session:
        assert session.get(Proposal, campaign_id(site, slug)) is None


def test_questions_wait_too(site: Site) -> None:
    boss = organizer(site, trusted=False)
    slug = campaign(site, "community", boss)
    path = f"/organize/campaigns/{slug}/questions"
    revision = boss.open(path).root.find(".//input[@name='revision']")
    sent = {"revision": str(revision.get("value")) if revision is not None else ""}
    sent |= {f"label-0_{code}": "Your shoe size?" for code in site.city.languages} | {"kind-0": "number"}
    boss.post(path, {"csrf_token": boss.token(), **sent})
    number = campaign_id(site, slug)
    with site.database.read() as session:
        assert not questions(session, number)
    assert "Your shoe size?" in boss.open(path).html
    assert "Your shoe size?" in site.clerk.open(f"/city/campaigns/{number}/decide").text
    _decide(site, slug, "agree")
    with site.database.read() as session:
        assert [one.label.by_language["en"] for one in questions(session, number)] == ["Your shoe size?"]


def test_what_a_trusted_organization_says_is_shown_at_once(site: Site) -> None:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    _plan(site, boss, slug, "Flea market")
    (event,) = _events(site, slug)
    assert site.visitor().open(f"/campaigns/{slug}/events/{event.id}").status == 200


def test_a_series_is_changed_and_cancelled_whole(site: Site) -> None:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    _plan(site, boss, slug, "Weekly", repeat="week", until=str(site.today + timedelta(days=20)))
    first, second, third = _events(site, slug)
    days = (second.starts_at.date() - site.today).days
    _change(site, boss, slug, second.id, "Renamed", days=days, whole="y", begins="10:00")
    local = site.app_services.calendar.local
    changed = _events(site, slug)
    assert [(one.name.by_language["en"], local(one.starts_at).hour) for one in changed] == [
        ("Weekly", 9),
        ("Renamed", 10),
        ("Renamed", 10),
    ]
    assert [one.starts_at.date() for one in changed] == [one.starts_at.date() for one in (first, second, third)]
    page = f"/organize/campaigns/{slug}/events/{second.id}"
    boss.post(f"{page}/cancel", {"csrf_token": boss.token(), "whole": "y"})
    assert [one.cancelled_at is None for one in _events(site, slug)] == [True, False, False]


def test_an_event_ends_after_midnight(site: Site) -> None:
    slug = campaign(site, "community")
    number = gatherings.event(site, slug, begins=time(22), ends=time(1, 30))
    (event,) = _events(site, slug)
    assert event.ends_at - event.starts_at == timedelta(hours=3, minutes=30)
    assert "the next day" in site.visitor("en").open(f"/campaigns/{slug}/events/{number}").text


def test_shortening_a_campaign_names_its_dates_and_asks(site: Site) -> None:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    gatherings.event(site, slug, days=20)
    path = f"/organize/campaigns/{slug}/edit"
    page = site.again(boss, "en").open(path)
    sent = {str(one.get("name")): str(one.get("value") or "") for one in page.root.iter("input")}
    sent |= {str(one.get("name")): one.text or "" for one in page.root.iter("textarea")}
    sent |= {"audience": "everyone", "ends_on": str(site.today + timedelta(days=10)), "csrf_token": boss.token()}
    sent = {name: value for name, value in sent.items() if not name.startswith(("district-", "action-"))}
    asked = site.again(boss, "en").post(path, sent)
    assert "River clean-up (en)" in asked.text
    assert asked.root.find(".//input[@name='calls_off']") is not None
    boss.post(path, {**sent, "calls_off": "y"})
    assert [one.cancelled_at is not None for one in _events(site, slug)] == [True]


def test_the_list_is_handed_out_as_a_table_and_on_paper(site: Site) -> None:
    boss, guest = organizer(site), site.newcomer()
    slug = campaign(site, "community", boss)
    number = gatherings.event(site, slug)
    gatherings.register(site, slug, number, guest)
    desk = f"/organize/campaigns/{slug}/events/{number}"
    assert guest.nickname in boss.client.get(f"{desk}/guests.csv").text
    assert boss.client.get(f"{desk}/guests.xlsx").data[:2] == b"PK"
    assert boss.client.get(f"{desk}/sheet.pdf").data[:5] == b"%PDF-"
    assert guest.open(f"{desk}/guests.csv").status == 404
