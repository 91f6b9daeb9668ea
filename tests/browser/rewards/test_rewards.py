"""The first badge, an own goal, the week in review and the card, at 360 px, with and without JavaScript."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Person

LOOKS: dict[str, dict[str, Any]] = {
    "Chinese, script": {"language": "zh-CN"},
    "English, no script, dark": {"language": "en", "java_script_enabled": False, "color_scheme": "dark"},
}


@pytest.fixture(params=LOOKS)
def resident(request: pytest.FixtureRequest, open_page: Callable[..., Page]) -> Person:
    """Somebody with an account, on a phone."""
    look = LOOKS[request.param]
    person = Person(open_page(**look), scripts=look.get("java_script_enabled", True))
    person.go("/signup")
    person.sign_up()
    return person


def test_from_the_first_ride_to_a_card(resident: Person) -> None:
    resident.go("/actions/bicycle")
    resident.fill_in("5", replaced_mode="car")
    resident.send()
    resident.tap("main a[href='/me/badges']")
    resident.sees(".tag.filled")
    resident.fits()

    resident.tap("main a[href='/me/goal']")
    resident.fits()
    resident.tap("label.choice:has([name=days][value='2'])")
    resident.tap("label.tick:has([name=reviews])")
    resident.tap("main form button.btn")
    expect(resident.page.locator("[name=days][value='2']")).to_be_checked()
    expect(resident.page.locator("[name=reviews]")).to_be_checked()

    resident.go("/me/week")
    resident.sees(".big-figure")
    resident.fits()
    resident.tap("main .tabs a:not([aria-current])")
    expect(resident.page).to_have_url(re.compile(r"/me/week\?month=\d{4}-\d{2}$"))

    resident.go("/me/badges/card")
    resident.fits()
    width = "one => one.complete && one.naturalWidth"
    expect(resident.page.locator("main img")).to_be_visible()
    assert resident.page.locator("main img").evaluate(width) == 780
