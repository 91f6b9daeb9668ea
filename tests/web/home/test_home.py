"""The first page: what the city did, who is ahead, what is on, and one thing to do."""

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests import gatherings
from tests.characters import Site
from tests.crowds import neighbours
from tests.organizing import campaign


@pytest.fixture
def newborn(open_city: Callable[..., Site]) -> Site:
    """A city in which nothing has happened yet."""
    return open_city()


def test_an_empty_city_says_so(newborn: Site) -> None:
    page = newborn.visitor("en").open("/")
    assert "Zhenjiang" in page.h1
    assert "The board fills with the first records." in page.text
    assert "No campaign is running right now" in page.text


def test_one_call_to_act_and_no_account_needed(newborn: Site) -> None:
    page = newborn.visitor("en").open("/")
    buttons = [one.get("href") for one in page.root.iter("a") if one.get("class") == "btn"]
    assert buttons == ["/actions"]
    assert "No account needed" in page.text


def test_the_landscape_grows(newborn: Site) -> None:
    def trees() -> int:
        return len(re.findall(r'href="#(?:tree|pine)"', newborn.visitor().open("/").html))

    assert trees() == 0
    neighbours(newborn, "jingkou", km=100)
    assert trees() > 0


def test_a_leaf_of_the_own_tree_for_each_thing_done(newborn: Site) -> None:
    def leaves() -> int:
        return len(re.findall(r'class="leaf"', resident.open("/").html))

    resident = newborn.again(newborn.xiaoming, "en")
    assert leaves() == 0
    resident.log("cup")
    resident.log("cup")
    assert leaves() == 2
    page = resident.open("/").html
    assert page.count('class="grove own"') == 1
    assert 'class="grove own"' not in newborn.visitor("en").open("/").html


def test_a_resident_sees_the_own_week_and_habits(newborn: Site) -> None:
    resident = newborn.again(newborn.xiaoming, "en")
    assert "小明, what did you do today?" in resident.open("/").text
    resident.log("cup")
    page = resident.open("/")
    assert "小明, your week so far" in page.text
    assert "/actions/cup" in page.links()


@pytest.mark.parametrize("path", ["/", "/actions"])
def test_habits_follow_every_entry_and_undo(app: Flask, path: str) -> None:
    """They are kept until there is another entry; both databases count alike."""
    resident = Site(app).newcomer()

    def usual() -> list[str]:
        found = resident.open(path).root.find(".//*[@class='tiles']")
        return [] if found is None else [link.get("href", "") for link in found.iter("a")]

    usual()
    first = resident.log("cup")
    assert usual()[:1] == ["/actions/cup"]
    for _ in range(2):
        resident.log("basket")
    assert usual() == ["/actions/basket", "/actions/cup"]
    undo = next(one.get("action", "") for one in first.root.iter("form") if one.get("action", "").endswith("/undo"))
    resident.post(undo, {"csrf_token": resident.token()})
    assert usual() == ["/actions/basket"]


def test_nobodys_week_is_shown_to_others(newborn: Site) -> None:
    newborn.xiaoming.log("cup")
    assert "小明" not in newborn.visitor().open("/").html
    assert "小明" not in newborn.meihua.open("/").html


def test_an_unchanged_page_is_not_sent_again(newborn: Site) -> None:
    visitor = newborn.visitor()
    tag = visitor.open("/").answer.headers.get("ETag")
    assert visitor.open("/", **{"If-None-Match": tag}).status == 304
    neighbours(newborn, "jingkou")
    assert visitor.open("/", **{"If-None-Match": tag}).status == 200


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("theme", ["light", "dark", "auto"])
def test_language_and_theme_are_remembered(newborn: Site, language: str, theme: str) -> None:
    visitor = newborn.visitor("fr")
    visitor.open(f"/?lang={language}")
    visitor.open(f"/?theme={theme}")
    root = visitor.open("/").root
    assert root.get("lang") == {"zh": "zh-CN", "en": "en"}[language]
    assert root.get("data-theme", "auto") == theme


def test_a_demonstration_says_so_on_every_page(open_city: Callable[..., Site]) -> None:
    visitor = open_city(demo=True).visitor("en")
    for path in ("/", "/actions", "/boards", "/boards/districts", "/campaigns", "/signin", "/about/method", "/nowhere"):
        assert "Demonstration: invented people and figures." in visitor.open(path).html


def test_my_campaigns_gather_dates_and_what_is_needed_there(site: Site) -> None:
    resident, slug = site.newcomer(language="en"), campaign(site, "community")
    assert "You take part in nothing yet" in resident.open("/me/campaigns").text
    first, second = gatherings.event(site, slug, capacity=1), gatherings.event(site, slug, days=2, capacity=1)
    gatherings.register(site, slug, first, site.newcomer(), resident)
    gatherings.register(site, slug, second, resident)
    page = resident.open("/me/campaigns")
    dates = [to for to in page.links() if "/events/" in to]
    assert dates == [f"/campaigns/{slug}/events/{first}", f"/campaigns/{slug}/events/{second}"]
    assert "on the waiting list" in page.text
    assert "you are registered" in page.text
    assert {f"/campaigns/{slug}", "/me/code", "/me/card", "/me/tracks", "/me/pledges"} <= set(page.links())
    for path in ("/me", "/me/account", "/campaigns"):
        assert "/me/campaigns" in resident.open(path).links()
    resident.send(f"/campaigns/{slug}", f"/campaigns/{slug}/leave")
    assert f"/campaigns/{slug}" not in resident.open("/me/campaigns").links()


def test_what_stands_around_campaigns_is_found_from_their_list(site: Site) -> None:
    assert {"/organize", "/organizations", "/certificates"} <= set(site.visitor().open("/campaigns").links())


def test_the_city_finds_its_desk(site: Site) -> None:
    for path in ("/me/account", "/city/campaigns", "/city/organizations"):
        assert "/city" in site.clerk.open(path).links()
    assert not [to for to in site.newcomer().open("/me/account").links() if to.startswith("/city")]
