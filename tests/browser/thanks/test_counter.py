"""Two phones at a counter: a resident shows a voucher, and the sponsor's camera, or a thumb, redeems it once."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.people import Person
from tests.browser.test_every_page import FINGER_PX, TOO_SMALL
from tests.characters import Browser, Site
from tests.servers import LiveServer
from tests.thanking import Counter

HandOver = Callable[[BrowserContext, Browser], None]
OpenPage = Callable[..., Page]


@pytest.fixture
def counter(town: Site) -> Counter:
    return Counter.opened(town, town.newcomer())


def fits(page: Page) -> None:
    """Nothing scrolls sideways, and fingers hit."""
    Person(page).fits()
    assert page.evaluate(TOO_SMALL, FINGER_PX) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["script", "no script"])
def test_a_voucher_is_taken_shown_and_redeemed(
    counter: Counter, open_page: OpenPage, hand_over: HandOver, scripts: bool
) -> None:
    offer, guest = counter.offer(), counter.site.newcomer()
    guest.log("walking")
    phone = open_page(java_script_enabled=scripts)
    hand_over(phone.context, guest)
    phone.goto("/vouchers")
    phone.click(f"article .btn[href='/vouchers/{offer}']")
    phone.click("main form .btn")
    expect(phone.locator("svg.qr")).to_be_visible()
    code = phone.locator(".code-letters").inner_text()

    till = open_page(java_script_enabled=scripts)
    hand_over(till.context, counter.clerk)
    till.goto("/vouchers/redeem")
    till.fill("#code", code.lower())
    till.click("#typed button")
    expect(till.locator(".result.info")).to_contain_text("江边一杯茶")
    till.click("#next-step button")
    if scripts:
        expect(till.locator("#answer.good")).to_contain_text("核销成功")
    else:
        expect(till.locator(".notice.good")).to_have_text("已核销，请把东西交给对方。")
    expect(till.locator("#next-step")).to_be_hidden()
    till.fill("#code", code)
    till.click("#typed button")
    expect(till.locator("main")).to_contain_text("使用过了")
    assert counter.figures(offer) == (1, 1, 1)
    if scripts:
        for page, path in ((phone, "/vouchers"), (phone, f"/vouchers/{offer}"), (till, "/vouchers/redeem")):
            page.goto(path)
            fits(page)
        till.goto("/organize/vouchers")
        fits(till)
        till.goto(f"/organize/vouchers/{counter.slug}/new")
        fits(till)


def test_the_camera_reads_a_voucher_and_a_tap_redeems_it(
    counter: Counter, live_server: LiveServer, hand_over: HandOver, filmed: Callable[[str], Chromium]
) -> None:
    offer = counter.offer()
    browser = filmed(counter.given(offer, counter.site.newcomer()))
    context = browser.new_context(base_url=live_server.url, viewport=PHONE, locale="zh-CN")  # type: ignore[arg-type]
    hand_over(context, counter.clerk)
    page = context.new_page()
    page.goto("/vouchers/redeem")
    page.click("#start-camera")
    expect(page.locator("#answer.info")).to_contain_text("江边一杯茶", timeout=20_000)
    assert counter.figures(offer) == (1, 0, 1), "looking redeems nothing"
    page.click("#next-step button")
    expect(page.locator("#answer.good")).to_contain_text("核销成功")
    assert counter.figures(offer) == (1, 1, 1)
