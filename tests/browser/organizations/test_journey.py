"""A school comes to the site on a phone: applied for, approved, a class joined by QR link; a family shares a home."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civic.accounts.services import grant_role
from civic.accounts.totp import code_at, make_secret
from civic.calendar import utc_now
from civic.city.pack import load_city
from civic.database.engine import Database
from civic.paths import CITIES
from tests.browser.people import Person
from tests.organizing import own_organization
from tests.people import named
from tests.servers import Databases, LiveServer

OpenPage = Callable[..., Page]
LOOKS: dict[str, dict[str, Any]] = {
    "Chinese": {"language": "zh-CN"},
    "English, no script, dark": {"language": "en", "java_script_enabled": False, "color_scheme": "dark"},
}
KEY = "a key for this journey, long enough to be taken"


@pytest.fixture(scope="module")
def database_url(databases: Databases) -> str:
    """Where the live server keeps its rows, so that a test can give a role as the operator does."""
    return databases.make("sqlite")


@pytest.fixture(scope="module")
def live_server(live_environ: dict[str, str], database_url: str) -> Iterator[LiveServer]:
    """The site with a key that makes the clerk's codes here too."""
    with LiveServer({**live_environ, "TONGXING_DATABASE_URL": database_url, "TONGXING_SECRET_KEY": KEY}) as server:
        yield server


@pytest.fixture(params=LOOKS)
def come(request: pytest.FixtureRequest, open_page: OpenPage) -> Callable[[], Person]:
    """`come()` is another resident with a phone."""
    look = LOOKS[request.param]

    def make() -> Person:
        person = Person(open_page(**look), scripts=look.get("java_script_enabled", True))
        person.go("/signup")
        person.sign_up()
        return person

    return make


def employ(person: Person, database_url: str, role: str) -> None:
    """Gives a role, and signs in anew with the code that the new phone shows."""
    database = Database(database_url)
    with database.write() as session:
        factor = grant_role(session, person.nickname, role, utc_now())
    database.dispose()
    assert factor is not None
    person.page.context.clear_cookies()
    person.sign_in(person.nickname)
    secret = make_secret(KEY, factor.actor.account_id, factor.serial)
    person.page.fill("[name=code]", code_at(secret, int(utc_now().timestamp()) // 30))
    person.tap("main form .btn")


def organization(database_url: str, owner: Person) -> str:
    """The slug of an approved organization."""
    database = Database(database_url)
    with database.write() as session:
        by = named(session, owner.nickname).resident_id
        slug = own_organization(session, load_city(CITIES / "zhenjiang"), by).slug
    database.dispose()
    return slug


def test_a_school_and_its_class(come: Callable[[], Person], database_url: str) -> None:
    teacher, clerk, pupil = come(), come(), come()
    employ(clerk, database_url, "city")

    teacher.go("/organize/apply")
    teacher.fits()
    teacher.tap("main form .btn")
    teacher.sees("#problems")
    teacher.tap("label.choice:has([value=school])")
    teacher.page.fill("[name=name_zh]", f"小学{teacher.nickname}")
    teacher.page.fill("[name=about_zh]", "一所爱种树的学校。")
    teacher.page.fill("[name=contact_office]", "校长")
    teacher.page.fill("[name=contact_reach]", "0511-1234567")
    teacher.tap("main form .btn")
    expect(teacher.page.locator("main")).to_contain_text(f"小学{teacher.nickname}")

    clerk.go("/city/organizations")
    clerk.fits()
    clerk.tap(clerk.page.get_by_role("link", name=f"小学{teacher.nickname}"))
    clerk.tap("button[value=approve]")  # goes on to the next case, or back to the list
    clerk.go("/city/organizations?state=all")
    clerk.tap(clerk.page.get_by_role("link", name=f"小学{teacher.nickname}"))
    clerk.tap("button[name=trusted]")
    expect(clerk.page.locator("button[name=trusted]")).to_have_attribute("value", "0")

    teacher.go("/organize")
    teacher.tap("main a[href^='/organize/organizations/']")
    teacher.fits()
    teacher.tap("a[href$='/teams']")
    teacher.page.fill("[name=name]", "三年二班")
    teacher.tap("main form .btn")
    expect(teacher.page.locator("img[src$='code.svg']")).to_have_js_property("complete", True)
    teacher.fits()
    link = teacher.page.locator("input[readonly]").input_value()

    pupil.page.goto(link)
    pupil.fits()
    pupil.tap("main form .btn")
    pupil.sees("main .notice.good")
    teacher.page.reload()
    expect(teacher.page.locator("#members ~ ul")).to_contain_text(pupil.nickname)


def test_a_family_shares_a_home(come: Callable[[], Person]) -> None:
    mother, son = come(), come()
    mother.go("/me/household")
    mother.tap("form[action$='/code'] .btn")
    mother.fits()
    link = mother.page.locator("input[readonly]").input_value()
    son.page.goto(link)
    expect(son.page.locator("main")).to_contain_text(mother.nickname)
    son.fits()
    son.tap("main form .btn")
    expect(son.page.locator("main")).to_contain_text(mother.nickname)
    mother.page.reload()
    expect(mother.page.locator("main")).to_contain_text(son.nickname)
    son.tap("form[action$='/leave'] .btn")
    expect(son.page.locator("main")).not_to_contain_text(mother.nickname)


def test_a_report_is_judged_and_answered(come: Callable[[], Person], database_url: str) -> None:
    reporter, judge, owner = come(), come(), come()
    employ(judge, database_url, "moderator")
    reporter.go(f"/organizations/{organization(database_url, owner)}")
    reporter.tap("a[href^='/report/']")
    reporter.fits()
    reporter.tap("label.choice:has([value=off_topic])")
    reporter.tap("main form .btn")
    reporter.sees("main .notice.good")

    judge.go("/moderation?kind=report")
    judge.fits()
    judge.tap("main .rows a")
    judge.fits()
    judge.tap("button[value=allow]")
    reporter.go("/moderation/mine")
    reporter.tap("main .rows a")
    reporter.fits()
    assert reporter.reads("main dl.facts")
