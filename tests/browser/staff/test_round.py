"""A clerk's round on a phone: sign in, the desk, the first case, decide, the next one, back at the desk."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from campaigns.moderation.services import open_case
from civic.accounts.services import grant_role
from civic.accounts.totp import code_at, make_secret
from civic.calendar import utc_now
from civic.database.engine import Database
from tests.browser.people import Person
from tests.people import named
from tests.servers import Databases, LiveServer

LOOKS: dict[str, dict[str, Any]] = {
    "Chinese": {"language": "zh-CN"},
    "English, no script, dark": {"language": "en", "java_script_enabled": False, "color_scheme": "dark"},
}
KEY = "a key for this round, long enough to be taken"


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """Where the live server keeps its rows, so that a test can give a role as the operator does."""
    made = Database(databases.make("sqlite"))
    yield made
    made.dispose()


@pytest.fixture
def live_server(live_environ: dict[str, str], database: Database) -> Iterator[LiveServer]:
    """The site with a key that makes the clerk's codes here too."""
    with LiveServer({**live_environ, "TONGXING_DATABASE_URL": database.url, "TONGXING_SECRET_KEY": KEY}) as server:
        yield server


@pytest.fixture(params=LOOKS)
def clerk(request: pytest.FixtureRequest, live_server: LiveServer, open_page: Callable[..., Page]) -> Person:
    """Somebody with a phone who has an account and no role yet."""
    look = LOOKS[request.param]
    person = Person(open_page(**look), scripts=look.get("java_script_enabled", True))
    person.go("/signup")
    person.sign_up()
    return person


def employed(database: Database, clerk: Person) -> str:
    """Makes the clerk an administrator; the code that the new phone shows."""
    with database.write() as session:
        factor = grant_role(session, clerk.nickname, "administrator", utc_now())
    assert factor is not None
    secret = make_secret(KEY, factor.actor.account_id, factor.serial)
    return code_at(secret, int(utc_now().timestamp()) // 30)


def sent_in(database: Database, person: Person, count: int) -> list[int]:
    """Cases of somebody's that have waited for three days."""
    since = utc_now() - timedelta(days=3, hours=1)
    with database.write() as session:
        who = named(session, person.nickname).resident_id
        return [
            open_case(
                session, kind="text", subject=f"gone:{number}", subject_path="", by_id=who, text="Hello.", now=since
            ).id
            for number in range(count)
        ]


def test_a_round(clerk: Person, database: Database, open_page: Callable[..., Page]) -> None:
    author = Person(open_page(language="zh-CN"))
    author.go("/signup")
    author.sign_up()
    first, second = sent_in(database, author, 2)
    code = employed(database, clerk)
    page = clerk.page
    page.context.clear_cookies()
    clerk.sign_in(clerk.nickname)
    page.fill("[name=code]", code)
    clerk.tap("main form .btn")

    expect(page).to_have_url(re.compile("/city$"))
    clerk.fits()
    assert re.search(r"3 (天|days)", clerk.reads("section[aria-labelledby=waiting]"))
    clerk.tap("section[aria-labelledby=waiting] small a")
    for number in (first, second):
        expect(page).to_have_url(re.compile(f"/moderation/cases/{number}$"))
        clerk.fits()
        clerk.tap("button[name=answer][value=allow]")
    expect(page).to_have_url(re.compile("/city$"))
    clerk.sees("section[aria-labelledby=waiting] .empty")
    clerk.go("/city/residents")
    page.fill("[name=q]", author.nickname)
    clerk.tap("main form .btn")
    clerk.tap("main .row a")
    clerk.fits()
    clerk.go("/city/audit")
    clerk.fits()
    assert re.search("查看居民资料|looked at a resident", clerk.reads("main table"))
    for path in (
        "/city/campaigns?list=all",
        "/city/calendar",
        "/city/letters/new",
        "/moderation",
    ):
        clerk.go(path)
        clerk.fits()
