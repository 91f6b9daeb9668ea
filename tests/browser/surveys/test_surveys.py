"""A survey on a phone without scripts, at a tablet, and a sheet that is typed without a mouse."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests import surveying
from tests.browser.conftest import DESKTOP
from tests.browser.people import Person
from tests.browser.test_every_page import FINGER_PX, TOO_SMALL
from tests.characters import Browser, Site

HandOver = Callable[[BrowserContext, Browser], None]
OpenPage = Callable[..., Page]


def test_answering_on_a_phone_without_scripts(town: Site, open_page: OpenPage) -> None:
    _survey, wave_id = surveying.opened(town, "phone")
    (code,) = surveying.codes(town, wave_id)
    phone = open_page(java_script_enabled=False)
    phone.goto("/surveys/phone")
    phone.fill("#code", code)
    phone.click("main form .btn")
    for name in ("q1", "q3", "q4", "sex", "age"):
        phone.locator(f"input[name={name}]").first.check()
    phone.locator("input[name=q2_1]").check()
    phone.click("main form .btn")
    expect(phone.locator("#district-error")).to_contain_text("不想回答")
    expect(phone.locator("input[name=q3]").first).to_be_checked()
    Person(phone).fits()
    assert phone.evaluate(TOO_SMALL, FINGER_PX) == []
    phone.locator("input[name=district][value=none]").check()
    phone.click("main form .btn")
    expect(phone.locator("h1")).to_have_text("谢谢您")
    assert {cookie["name"] for cookie in phone.context.cookies()} <= {
        town.app_services.settings.session_cookie, "lang", "theme",
    }  # fmt: skip
    with town.database.read() as session:
        (kept,) = surveying.responses(session, wave_id)
        assert (surveying.answers(session, kept), kept.district) == (["1", "1", "1", "1"], "")


def test_a_tablet_begins_anew_after_each_answer(town: Site, open_page: OpenPage) -> None:
    _survey, wave_id = surveying.opened(town, "hall")
    key, codes = surveying.kiosk(town, wave_id), surveying.codes(town, wave_id, 2)
    tablet = open_page(java_script_enabled=False)
    for code in codes:
        tablet.goto(f"/kiosk/{key}")
        assert tablet.locator("main input:checked").count() == 0
        tablet.fill("#code", code)
        for name in ("q1", "q3", "q4", "sex", "age", "district"):
            tablet.locator(f"input[name={name}]").first.check()
        tablet.locator("input[name=q2_none]").check()
        tablet.click("main form .btn.wide")
        expect(tablet.locator("h1")).to_have_text("谢谢您")
    with town.database.read() as session:
        assert len(surveying.responses(session, wave_id)) == 2


def test_a_sheet_is_typed_without_a_mouse(town: Site, open_page: OpenPage, hand_over: HandOver) -> None:
    survey_id, wave_id = surveying.opened(town, "keys")
    desk = open_page(viewport=DESKTOP, java_script_enabled=False)
    hand_over(desk.context, town.clerk)
    desk.goto(f"/city/surveys/{survey_id}/entry")
    for sheet in (1, 2):
        expect(desk.locator("#number")).to_be_focused()
        expect(desk.locator("#number")).to_have_value(str(sheet))
        desk.keyboard.press("Tab")
        if sheet == 1:
            desk.keyboard.type("3")
        expect(desk.locator("#stratum")).to_have_value("3")
        for digits in ("C7" if sheet == 1 else "", "1", "14", "0", "2", "1", "34", "1"):
            desk.keyboard.press("Tab")
            desk.keyboard.type(digits)
        desk.keyboard.press("Enter")
        expect(desk.locator(".notice.good")).to_contain_text(f"第 {sheet} 号问卷已保存")
    with town.database.read() as session:
        first, second = surveying.responses(session, wave_id)
        assert (first.cluster, second.cluster, second.stratum_id) == ("C7", "C7", first.stratum_id)
        assert surveying.answers(session, second) == ["1", "1,4", "", "2"]


def test_what_two_copies_of_a_sheet_say_differently_is_decided(
    town: Site, open_page: OpenPage, hand_over: HandOver
) -> None:
    survey_id, wave_id = surveying.opened(town, "twice")
    surveying.type_sheet(town.clerk, survey_id, 1)
    phone = open_page(java_script_enabled=False)
    hand_over(phone.context, town.administrator)
    phone.goto(f"/city/surveys/{survey_id}/entry?pass=2")
    Person(phone).fits()
    for name, digits in {**surveying.KEYED, "number": "1", "stratum": "1", "q1": "2"}.items():
        phone.fill(f"[name={name}]", digits)
    phone.click("main form .btn")
    expect(phone.locator("main .notice").first).to_contain_text("1")
    phone.goto(f"/city/surveys/{survey_id}/sheets/1")
    Person(phone).fits()
    phone.click("main form .btn")
    expect(phone.locator("main .error")).to_be_visible()
    phone.locator("main input[value='2']").first.check()
    phone.click("main form .btn")
    expect(phone.locator("main .empty")).to_be_visible()
    with town.database.read() as session:
        first = surveying.responses(session, wave_id)[0]
        assert (first.is_agreed, surveying.answers(session, first)[0]) == (True, "2")
