"""Every page for every eye and every hand: axe finds nothing, nothing scrolls sideways, fingers hit, keys suffice."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.people import Person

OpenPage = Callable[..., Page]
AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js").read_text()
FINGER_PX = 44
SMALL = {"width": 320, "height": 640}
FOR_VISITORS = ("/", "/signup", "/signin", "/actions", "/actions/lamp", "/no-such-page")
FOR_RESIDENTS = (
    "/",
    "/actions",
    "/actions/bicycle",
    "/actions/stairs",
    "/boards",
    "/boards/districts",
    "/boards/districts?period=all&measure=participation",
    "/campaigns",
    "/about/method",
    "/about/method/annex",
    "/about/method/changes",
    "/about/privacy",
    "/me",
    "/me/entries",
    "/me/baseline",
    "/me/account",
    "/me/erase",
    "/me/badges",
    "/me/badges/card",
    "/me/goal",
    "/me/week",
)
LOOKS: dict[str, dict[str, Any]] = {
    "phone, Chinese, light": {"viewport": PHONE},
    "small phone, English, dark": {"viewport": SMALL, "language": "en", "color_scheme": "dark"},
    "desk, Chinese, dark": {"viewport": DESKTOP, "color_scheme": "dark"},
}
# Links in a line of text may be as low as the text, and no finger ever meets the keyboard's skip link.
TOO_SMALL = """finger => [...document.querySelectorAll('a:not(.skip), button, input, select, label:has(input)')]
  .filter(one => one.checkVisibility({visibilityProperty: true}) && one.type !== 'hidden')
  .filter(one => !(one.tagName === 'A' && getComputedStyle(one).display === 'inline'))
  .filter(one => !['radio', 'checkbox'].includes(one.type))
  .map(one => [one.outerHTML.slice(0, 90), one.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < finger - 0.5 || box.width < finger - 0.5))
  .map(([html, box]) => `${Math.round(box.width)} x ${Math.round(box.height)} ${html}`)"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
WIDE = """() => [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right >
  document.documentElement.clientWidth + 1).map(one => one.outerHTML.slice(0, 60)).slice(0, 6)"""
FOCUS = """() => { const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  return {name: one.outerHTML.slice(0, 80), line: style.outlineStyle, width: parseFloat(style.outlineWidth),
          shown: box.width > 0 && box.height > 0, id: one.id, kind: one.className} }"""


@pytest.fixture(params=LOOKS)
def resident(request: pytest.FixtureRequest, open_page: OpenPage) -> Person:
    """Somebody who has logged something, and something above its limit."""
    person = Person(open_page(**LOOKS[request.param]))
    person.go("/signup")
    person.sign_up()
    person.log("bicycle", "250", replaced_mode="car")
    return person


def faults(page: Page) -> Iterator[str]:
    """What is wrong with the page as it stands."""
    if (over := page.evaluate(SIDEWAYS)) > 0:
        yield f"scrolls sideways by {over} px"
    yield from (f"too small for a finger: {one}" for one in page.evaluate(TOO_SMALL, FINGER_PX))
    page.evaluate(AXE)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
    yield from (f"axe {one['id']}: {one['nodes'][0]['html'][:120]} ({len(one['nodes'])})" for one in found)


def tour(person: Person, paths: tuple[str, ...]) -> dict[str, list[str]]:
    wrong = {}
    for path in paths:
        person.page.goto(path)
        if found := list(faults(person.page)):
            wrong[path] = found
    return wrong


def test_pages_of_residents(resident: Person) -> None:
    entry = resident.page.locator("a.more[href^='/entries/']").get_attribute("href") or ""
    assert tour(resident, (*FOR_RESIDENTS, entry, entry + "?done=now")) == {}


@pytest.mark.parametrize("look", LOOKS)
def test_pages_of_visitors(open_page: OpenPage, look: str) -> None:
    visitor = Person(open_page(**LOOKS[look]))
    wrong = tour(visitor, FOR_VISITORS)
    visitor.log("bicycle", "12", replaced_mode="car")
    wrong["a try"] = list(faults(visitor.page))
    visitor.go("/signup")
    wrong["a kept try"] = list(faults(visitor.page))
    visitor.tap("main form .btn")
    visitor.sees("#problems")
    wrong["a refused form"] = list(faults(visitor.page))
    assert {path: found for path, found in wrong.items() if found} == {}


def walk_with_tab(page: Page, until: str) -> list[dict[str, Any]]:
    """Everything that takes the focus on the way to the element that `until` selects."""
    stops: list[dict[str, Any]] = []
    while not page.evaluate("where => document.activeElement.matches(where)", until):
        page.keyboard.press("Tab")
        stops.append(page.evaluate(FOCUS))
        assert len(stops) < 80, f"the keyboard never gets to {until}"
    return stops


def test_keys_alone_log_an_action(open_page: OpenPage) -> None:
    page = open_page(viewport=DESKTOP)
    person = Person(page)
    person.go("/actions/bicycle")
    stops = walk_with_tab(page, "[name=replaced_mode]")
    page.keyboard.press("Space")
    stops += walk_with_tab(page, "#log .log-bar .btn")
    assert [stop["name"] for stop in stops if stop["line"] == "none" or not stop["width"] or not stop["shown"]] == []
    page.keyboard.press("Enter")
    heading = page.locator("#log h1")
    expect(heading).to_be_focused()  # so that a screen reader says what came


def test_the_first_key_skips_to_the_content(open_page: OpenPage) -> None:
    page = open_page(viewport=DESKTOP)
    page.goto("/actions")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    expect(page.locator("a.skip")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("a.tile").first).to_be_focused()


def test_a_refusal_is_where_the_focus_goes(open_page: OpenPage) -> None:
    page = open_page()
    page.goto("/actions/bicycle")
    page.fill("#quantity", "abc")
    page.keyboard.press("Enter")
    expect(page.locator("[tabindex='-1']:has(#problems)")).to_be_focused()


FOR_VISITORS = (
    "/",
    "/actions",
    "/actions/bicycle",
    "/boards",
    "/boards/districts",
    "/campaigns",
    "/signup",
    "/signin/recover",
)
OWN = ("/", "/actions/bicycle", "/boards/districts", "/me", "/me/entries", "/me/account", "/me/way-back", "/me/pledges")


def test_zoomed_pages_still_fit(open_page: OpenPage) -> None:
    """A reader who sets the letters twice as large, or zooms until a phone is 180 px wide, scrolls down only."""
    person = Person(open_page(viewport=SMALL))
    wrong = {path: found for path in FOR_VISITORS if (found := _too_wide(person.page, path))}
    person.page.set_viewport_size(SMALL)
    person.go("/signup")
    person.sign_up()
    person.log("bicycle", "5", replaced_mode="car")
    wrong |= {path: found for path in OWN if (found := _too_wide(person.page, path))}
    assert wrong == {}


def _too_wide(page: Page, path: str) -> list[str]:
    """What of the page is wider than its window, with large letters or zoomed; nothing, where all fits."""
    page.set_viewport_size(SMALL)
    page.goto(path)
    page.locator("html").evaluate("one => { one.style.fontSize = '200%' }")
    large = page.evaluate(WIDE) if page.evaluate(SIDEWAYS) > 0 else []
    page.locator("html").evaluate("one => { one.style.fontSize = '' }")
    page.set_viewport_size({"width": 180, "height": 390})
    return [*large, *(page.evaluate(WIDE) if page.evaluate(SIDEWAYS) > 0 else [])]
