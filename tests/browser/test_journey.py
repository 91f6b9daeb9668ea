"""The main job from the first look to the erased account: on a phone and a desk, with and without JavaScript, in both
languages, light and dark."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import PASSWORD, Person

OpenPage = Callable[..., Page]
LOOKS: dict[str, dict[str, Any]] = {
    "phone, Chinese, light": {"language": "zh-CN"},
    "phone, no script, Chinese, dark": {"language": "zh-CN", "java_script_enabled": False, "color_scheme": "dark"},
    "desk, English, dark": {"language": "en", "viewport": DESKTOP, "color_scheme": "dark"},
    "desk, no script, English, light": {"language": "en", "viewport": DESKTOP, "java_script_enabled": False},
}
SMALL_NUMBER = 3


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    return LOOKS[request.param]


@pytest.fixture
def come(open_page: OpenPage, look: dict[str, Any]) -> Callable[[], Person]:
    """`come()` is another person with a browser of that look."""
    return lambda: Person(open_page(**look), scripts=look.get("java_script_enabled", True))


@pytest.fixture
def resident(come: Callable[[], Person]) -> Person:
    """Somebody with an account."""
    person = come()
    person.go("/signup")
    person.sign_up()
    return person


def test_a_visitor_understands_tries_and_stays(come: Callable[[], Person], look: dict[str, Any]) -> None:
    visitor = come()
    visitor.go("/")
    expect(visitor.page.locator("html")).to_have_attribute("lang", look["language"])
    visitor.sees("h1")
    visitor.sees("svg.scenery")
    act = visitor.sees("main a.btn[href='/actions']").bounding_box()
    assert act
    assert act["y"] + act["height"] < look.get("viewport", PHONE)["height"]  # without scrolling

    visitor.tap("main a.btn[href='/actions']")
    visitor.tap("a.tile[href='/actions/bicycle']")
    visitor.fill_in("12", replaced_mode="car")
    visitor.send()
    saved = visitor.saved_mg()
    assert saved > 0

    visitor.tap("#log a.btn[href='/signup']")
    assert "12" in visitor.reads(".notice.good")
    visitor.sign_up()
    assert visitor.saved_mg() == saved
    visitor.go("/me/entries")
    assert visitor.page.locator(".rows .row").count() == 1


def test_logging_takes_two_taps_once_the_question_was_answered(resident: Person) -> None:
    resident.log("walking", "2", replaced_mode="car")
    resident.go("/actions")
    resident.taps = 0
    resident.tap("a.tile[href='/actions/walking']")
    resident.send()
    assert resident.taps == 2


def test_the_form_helps(resident: Person) -> None:
    resident.log("bicycle", "5", replaced_mode="car")
    resident.go("/actions/bicycle")
    field = resident.page.locator("#quantity")
    before = resident.reads("#preview")
    if resident.scripts:
        resident.fill_in("17")
        expect(resident.page.locator("#preview")).not_to_have_text(before)
        more, less = resident.page.locator(".stepper button").last, resident.page.locator(".stepper button").first
        more.click()
        expect(field).to_have_value("17.5")
        less.click()
        less.click()
        expect(field).to_have_value("16.5")
    else:
        expect(resident.page.locator(".stepper button").first).to_be_hidden()
    quick = resident.page.locator(".quick-values a").last
    value = quick.get_attribute("data-value")
    resident.tap(quick)
    expect(resident.page.locator("#quantity")).to_have_value(value or "")
    expect(resident.page.locator("#preview .big-figure")).to_be_visible()


def test_a_slip_is_explained_and_kept(resident: Person) -> None:
    resident.go("/actions/bicycle")
    resident.fill_in("abc", replaced_mode="taxi")
    resident.tap("#log .log-bar .btn")
    assert "abc" in resident.reads("#quantity-error")
    expect(resident.page.locator("#quantity")).to_have_value("abc")
    expect(resident.page.locator("[name=replaced_mode][value=taxi]")).to_be_checked()
    resident.fill_in("5")
    resident.send()
    assert resident.saved_mg() > 0


def test_why_this_number_and_undo(resident: Person) -> None:
    resident.log("bicycle", "5", replaced_mode="car")
    saved = resident.saved_mg()
    resident.tap("#log a.more[href^='/entries/']")
    assert resident.saved_mg("main .big-figure") == saved
    assert "5" in resident.page.locator(".formula:visible").last.inner_text()
    assert resident.page.locator("section[aria-labelledby=factors] article").count() >= 1
    assert resident.page.locator(".range-labels dd").count() == SMALL_NUMBER
    resident.tap("main form button")
    resident.sees(".card .tag")
    resident.go("/me/entries")
    resident.sees(".row.struck-out")


def test_my_footprint_and_my_home(resident: Person) -> None:
    resident.log("bicycle", "5", replaced_mode="car")
    saved = resident.saved_mg()
    resident.go("/me?period=week")
    assert resident.saved_mg("section[aria-labelledby=total] .big-figure") == saved
    resident.sees("figure.chart svg")
    resident.sees("section[aria-labelledby=kinds] .row")
    resident.tap("a[href='/me/baseline']")
    resident.tap("main form .btn")
    assert resident.saved_mg("section[aria-labelledby=result] .big-figure") > saved
    resident.go("/me")
    assert "%" in resident.reads("section[aria-labelledby=share] .big-figure")


def test_the_own_action_stands_beside_the_board_and_moves_it_for_nobody(
    resident: Person, come: Callable[[], Person]
) -> None:
    neighbour = come()
    name = {"zh-CN": "京口", "en": "Jingkou"}[resident.page.locator("html").get_attribute("lang") or ""]
    own, seen = resident.own_row(), neighbour.row_of(name)
    resident.log("bicycle", "40", replaced_mode="car")
    assert resident.own_row() == own
    assert resident.page.locator("main p.notice").count() == 1
    assert neighbour.row_of(name) == seen
    assert neighbour.page.locator("main p.notice").count() == 0


def test_language_and_look_are_a_tap_away(resident: Person, look: dict[str, Any]) -> None:
    root = resident.page.locator("html")
    other = {"zh-CN": "en", "en": "zh-CN"}[look["language"]]
    resident.go("/boards/districts?period=week&measure=participation")
    resident.tap(f".tools a[lang='{other[:2]}']")
    expect(root).to_have_attribute("lang", other)
    expect(resident.page).to_have_url(re.compile("period=week&measure=participation"))
    papers = {}
    for theme in ("dark", "light"):
        resident.tap(f"footer a[href$='theme={theme}']")
        expect(root).to_have_attribute("data-theme", theme)
        papers[theme] = root.evaluate("one => getComputedStyle(one.querySelector('body')).backgroundColor")
    assert papers["dark"] != papers["light"]
    resident.go("/")
    expect(root).to_have_attribute("lang", other)
    expect(root).to_have_attribute("data-theme", "light")


def test_taking_everything_along_and_leaving(resident: Person, come: Callable[[], Person], tmp_path: Path) -> None:
    resident.log("bicycle", "5", replaced_mode="car")
    stored = resident.download(tmp_path / "mine.json")
    assert stored["account"]["username"] == resident.nickname
    assert len(stored["entries"]) == 1

    second = come()
    second.sign_in(resident.nickname)
    expect(second.page).to_have_url(re.compile(r"/$"))
    resident.go("/me/account")
    resident.tap("form[action$='/signout/everywhere'] button")
    for person in (resident, second):
        person.page.goto("/me")
        expect(person.page).to_have_url(re.compile("/signin"))

    resident.sign_in(resident.nickname)
    resident.go("/me/erase")
    resident.page.fill("[name=password]", PASSWORD)
    resident.tap("main form .btn")
    expect(resident.page).to_have_url(re.compile(r"/$"))
    resident.sign_in(resident.nickname)
    resident.sees("#problems")
