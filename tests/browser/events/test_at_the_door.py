"""Checking in with a real browser: a camera that sees a resident's code, and a list without a net."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from campaigns.events.models import Event
from tests import gatherings
from tests.browser.conftest import PHONE
from tests.characters import Browser, Site
from tests.organizing import campaign, organizer
from tests.servers import LiveServer
from workbench.servers import wait_until

HandOver = Callable[[BrowserContext, Browser], None]
OpenPage = Callable[..., Page]


@dataclass
class Door:
    """An event whose door is open, its organizer, and two guests who are registered."""

    town: Site
    boss: Browser
    guests: list[Browser]
    slug: str
    event: int

    def path(self, what: str) -> str:
        return f"/organize/campaigns/{self.slug}/events/{self.event}/{what}"

    @property
    def attended(self) -> int:
        with self.town.database.read() as session:
            return session.get_one(Event, self.event).attended


@pytest.fixture
def door(town: Site) -> Door:
    boss, guests = organizer(town), [town.newcomer(), town.newcomer()]
    slug = campaign(town, "community", boss)
    event = gatherings.event(town, slug)
    gatherings.register(town, slug, event, *guests)
    gatherings.begin(town, event)
    return Door(town, boss, guests, slug, event)


def test_the_camera_reads_a_code_and_lets_its_resident_in(
    door: Door, live_server: LiveServer, hand_over: HandOver, filmed: Callable[[str], Chromium]
) -> None:
    browser = filmed(gatherings.code_of(door.town, door.guests[0]))
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    hand_over(context, door.boss)
    page, loaded = context.new_page(), []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(door.path("scan"))
    page.click("#start-camera")
    expect(page.locator("#answer.good")).to_contain_text(door.guests[0].nickname, timeout=20_000)
    expect(page.locator("#answer")).to_contain_text("签到成功")
    assert page.evaluate("document.querySelector('video').videoWidth") == 640
    assert any("/static/qr-" in address for address in loaded), "the browser read it without our decoder"
    assert door.attended == 1


def test_the_letters_can_be_typed_with_and_without_javascript(
    door: Door, open_page: OpenPage, hand_over: HandOver
) -> None:
    for guest, scripts in zip(door.guests, (True, False), strict=True):
        page = open_page(java_script_enabled=scripts)
        hand_over(page.context, door.boss)
        page.goto(door.path("scan"))
        page.fill("#code", gatherings.code_of(door.town, guest).lower())
        page.click("#typed button")
        expect(page.locator(".result.good")).to_contain_text(guest.nickname)
        expect(page.locator("#code")).to_have_value("")
    assert door.attended == 2


def test_the_list_works_without_a_net_and_is_handed_in_once(
    door: Door, open_page: OpenPage, hand_over: HandOver
) -> None:
    page = open_page()
    hand_over(page.context, door.boss)
    page.goto(door.path("list"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then((names) => names.length > 0)")
    page.context.set_offline(True)
    for guest in door.guests:
        page.get_by_label(guest.nickname).check()
    expect(page.locator("#sync")).to_contain_text("2")
    assert door.attended == 0
    page.reload()
    expect(page.get_by_label(door.guests[1].nickname)).to_be_checked()
    page.context.set_offline(False)
    expect(page.locator("#sync")).to_contain_text("都提交了")
    assert door.attended == 2
    page.reload()
    expect(page.get_by_label(door.guests[0].nickname)).to_be_disabled()
    assert door.attended == 2


def test_the_list_is_a_form_without_javascript(door: Door, open_page: OpenPage, hand_over: HandOver) -> None:
    page = open_page(java_script_enabled=False)
    hand_over(page.context, door.boss)
    page.goto(door.path("list"))
    page.get_by_label(door.guests[0].nickname).check()
    page.click("#ticks .btn")
    expect(page.locator(".notice[role=status]").first).to_contain_text(door.guests[0].nickname)
    assert door.attended == 1


def test_a_resident_registers_scans_the_screen_and_says_how_it_was(
    door: Door, live_server: LiveServer, open_page: OpenPage, hand_over: HandOver
) -> None:
    guest = door.town.newcomer()
    page = open_page()
    hand_over(page.context, guest)
    page.goto(f"/here/{gatherings.screen_code(door.town, door.event)}")
    page.click("main form .btn")
    expect(page.locator(".result.bad")).to_contain_text("没有报名")
    page.click("main form .btn")
    expect(page.locator(".notice.good").first).to_contain_text("签到成功")
    page.check("[name=satisfaction][value='5']")
    page.fill("#answer", "学会了分类")
    page.click("main section form .btn")
    expect(page.locator("text=谢谢您")).to_be_visible()
    wait_until(lambda: door.attended == 1)


def test_somebody_is_added_without_a_net_and_a_refusal_stays_until_seen_to(
    door: Door, open_page: OpenPage, hand_over: HandOver
) -> None:
    newcomer = door.town.newcomer()
    page = open_page()
    hand_over(page.context, door.boss)
    page.goto(door.path("list"))
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.wait_for_function("caches.keys().then((names) => names.length > 0)")
    page.context.set_offline(True)
    for who in (newcomer.nickname, "没有这个人"):
        page.fill("#who", who)
        page.click("#walk-in button")
    expect(page.locator("#sync")).to_contain_text("2")
    page.reload()
    assert door.attended == 0
    page.context.set_offline(False)
    expect(page.locator("#refused li")).to_contain_text("没有这个人")
    wait_until(lambda: door.attended == 1)
    page.reload()
    page.click("#refused button")
    expect(page.locator("#refused")).to_be_hidden()


def test_the_scanner_counts_and_takes_back(door: Door, open_page: OpenPage, hand_over: HandOver) -> None:
    page = open_page()
    hand_over(page.context, door.boss)
    page.goto(door.path("scan"))
    page.fill("#code", gatherings.code_of(door.town, door.guests[0]))
    page.click("#typed button")
    expect(page.locator("#attended")).to_have_text("1")
    page.click("#undo button")
    expect(page.locator("#attended")).to_have_text("0")
    assert door.attended == 0
