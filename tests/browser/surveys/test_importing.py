"""A table of answers on a phone: the columns are corrected and the rows imported, without scripts."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page, expect

from tests import surveying
from tests.browser.conftest import PHONE
from tests.browser.people import Person
from tests.browser.test_every_page import FINGER_PX, TOO_SMALL
from tests.characters import Browser, Site

HandOver = Callable[[BrowserContext, Browser], None]
OpenPage = Callable[..., Page]


def test_columns_are_corrected_on_a_phone(town: Site, open_page: OpenPage, hand_over: HandOver) -> None:
    survey_id, wave_id = surveying.opened(town, "table")
    phone = open_page(java_script_enabled=False, viewport=PHONE)
    hand_over(phone.context, town.clerk)
    phone.goto(f"/city/surveys/{survey_id}/import")
    data = "所在区,Q1,some column of the firm\n京口区,听说过,a\n丹徒区,没有,b\n".encode("gbk")
    phone.set_input_files("#file", {"name": "firm.csv", "mimeType": "text/csv", "buffer": data})
    phone.click("main form .btn.wide")
    expect(phone.locator("#role_1")).to_have_value("q:heard")
    phone.click("main button[value=check]")
    expect(phone.locator("main .notice.bad")).to_contain_text("2")
    Person(phone).fits()
    assert phone.evaluate(TOO_SMALL, FINGER_PX) == []
    phone.select_option("#code_1_0", "1")
    phone.select_option("#code_1_1", "3")
    phone.select_option("#role_2", "cluster")
    phone.click("main button[value=check]")
    Person(phone).fits()
    phone.click("main button[value=import]")
    expect(phone.locator("main")).to_contain_text("已导入")
    with town.database.read() as session:
        kept = surveying.responses(session, wave_id)
        assert [(one.district, one.cluster, surveying.answers(session, one)[0]) for one in kept] == [
            ("jingkou", "a", "1"), ("dantu", "b", "3"),
        ]  # fmt: skip
