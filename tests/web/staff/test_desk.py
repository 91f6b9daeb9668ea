"""The city's desk: who sees what on it, what waits there and since when."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from campaigns.moderation.models import Case
from civic.calendar import utc_now
from tests.characters import Browser, Page, Site
from tests.organizations import apply, number_of


def rows(page: Page) -> dict[str, str]:
    """What stands in the queues: address → words of its line."""
    section = page.root.find(".//section[@aria-labelledby='waiting']")
    assert section is not None
    lines = {line.find("a").get("href", ""): line for line in section.iter("li")}  # type: ignore[union-attr]
    return {href: " ".join("".join(line.itertext()).split()) for href, line in lines.items()}


@pytest.fixture
def city(open_city: Callable[..., Site]) -> Site:
    """A city of its own, in which nothing waits yet."""
    return open_city()


def case(site: Site, hours: int, number: int = 1) -> int:
    """A case of the moderators that has waited so long."""
    with site.database.write() as session:
        made = Case(
            kind="text",
            subject=f"gone:{number}",
            subject_path="",
            by_id=1,
            text="",
            state="open",
            opened_at=utc_now() - timedelta(hours=hours),
        )
        session.add(made)
        session.flush()
        return made.id


def test_whoever_works_here_begins_at_the_desk(city: Site) -> None:
    assert city.clerk.open("/city").status == 200
    assert "/city" in city.clerk.open("/me/account").links()
    assert city.visitor().sign_in(city.newcomer().nickname).location == "/"


def test_residents_and_visitors_never_see_it(city: Site) -> None:
    assert city.newcomer().open("/city").status == 404
    assert city.visitor().open("/city").location.startswith("/signin")
    assert not [to for to in city.newcomer().open("/me/account").links() if to.startswith("/city")]


def test_an_empty_desk_has_a_kind_word(city: Site) -> None:
    page = city.administrator.open("/city")
    assert "辛苦了" in page.text
    assert rows(page) == {}


def _leads_to(browser: Browser) -> set[str]:
    return {to for to in browser.open("/city").links() if to.startswith(("/city/", "/moderation"))}


def test_each_role_finds_its_own_rooms(city: Site) -> None:
    assert {"/city/campaigns", "/city/organizations", "/city/goals", "/city/quiz"} <= _leads_to(city.clerk)
    assert "/moderation" not in _leads_to(city.clerk)
    assert "/moderation" in _leads_to(city.moderator)
    assert "/city/goals" not in _leads_to(city.moderator)
    assert _leads_to(city.administrator) >= _leads_to(city.clerk) | _leads_to(city.moderator)


@pytest.mark.parametrize("who", ["clerk", "moderator", "administrator"])
def test_every_link_of_the_desk_opens(city: Site, who: str) -> None:
    browser: Browser = getattr(city, who)
    assert {to: browser.open(to).status for to in _leads_to(browser)} == dict.fromkeys(_leads_to(browser), 200)


def test_it_says_how_many_wait_and_for_how_long(city: Site) -> None:
    city.newcomer()
    first = case(city, hours=3 * 24 + 5)
    case(city, hours=2, number=2)
    apply(city.newcomer(), "Oak School")
    waiting = rows(city.administrator.open("/city"))
    assert list(waiting) == ["/moderation", "/city/organizations"]
    assert re.search(r"\b2 ", waiting["/moderation"])
    assert "3 天" in waiting["/moderation"]
    assert f"/moderation/cases/{first}" in city.administrator.open("/city").links()
    assert f"/city/organizations/{number_of(city, 'Oak School')}" in city.clerk.open("/city").links()
    assert list(rows(city.moderator.open("/city"))) == ["/moderation"]


def test_what_is_decided_waits_no_more(city: Site) -> None:
    apply(city.newcomer(), "Elm School")
    path = f"/city/organizations/{number_of(city, 'Elm School')}"
    assert path in city.clerk.open("/city").links()
    city.clerk.send(path, f"{path}/decide", answer="approve")
    assert path not in city.clerk.open("/city").links()
    assert rows(city.clerk.open("/city")) == {}
