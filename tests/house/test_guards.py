"""Who may come where: a forgotten guard, an unguarded form or a lost way back fails the build."""

from collections.abc import Callable
from urllib.parse import parse_qs

import pytest
from flask import Flask

from civic.accounts.permissions import may_administer, may_run_city
from civic.web.guards import allowed
from civic.web.requests import SAFE_METHODS
from tests.characters import PASSWORD, Browser, Site
from tests.house.walk import addresses, remembered
from tests.organizing import organizer

Lively = Callable[[str], Site]


def guard_of(app: Flask, rule: str, method: str = "GET") -> object:
    """What the endpoint says about who may come."""
    known = next(one for one in app.url_map.iter_rules() if one.rule == rule and method in (one.methods or ()))
    return getattr(app.view_functions[known.endpoint], "guard", None)


def test_every_endpoint_says_who_may_come(site: Site) -> None:
    guards = {name: getattr(view, "guard", None) for name, view in site.app.view_functions.items()}
    assert [
        name
        for name, guard in guards.items()
        if guard not in ("public", "signed_in", "with_account") and not callable(guard)
    ] == []


@pytest.mark.parametrize("rule", remembered())
def test_a_visitor_is_asked_to_sign_in(lively: Lively, rule: str) -> None:
    site = lively("zhenjiang")
    path = addresses(rule, site)[0]
    answer = site.visitor().open(path + "?period=week")
    if guard_of(site.app, rule) == "public":
        assert not answer.location.startswith("/signin")
    else:
        signin, _, asked = answer.location.partition("?")
        assert (answer.status, signin, parse_qs(asked)) == (303, "/signin", {"next": [path + "?period=week"]})


@pytest.mark.parametrize(
    ("rule", "status"), [("/me", 200), ("/me/entries", 200), ("/entries/<row:id>", 200), ("/city", 404)]
)
def test_who_signs_in_comes_back(lively: Lively, rule: str, status: int) -> None:
    """The way is the same for all: the address that the test above finds in `next`."""
    site = lively("zhenjiang")
    path, visitor = addresses(rule, site)[0], site.visitor()
    turned_away = visitor.open(path + "?period=week")
    form = visitor.open(turned_away.location).form("/signin")
    let_in = visitor.post("/signin", {**form, "username": "小明", "password": PASSWORD})
    assert let_in.location == path + "?period=week"
    assert visitor.follow(let_in).status == status
    visitor.nickname = "小明"
    visitor.post("/signout", {"csrf_token": visitor.token()})  # or the twenty-first ends the session of the walk


@pytest.mark.parametrize("rule", remembered("POST"))
def test_forms_from_elsewhere_are_refused(lively: Lively, rule: str) -> None:
    """Without a token, or with another one, nothing is even looked at. What the page says, test_error_pages reads."""
    site = lively("zhenjiang")
    before, path, another = site.rows(), addresses(rule, site)[0], site.visitor().token()
    for browser in (site.visitor(), site.again(site.xiaoming, "zh")):
        for fields in ({}, {"csrf_token": "from elsewhere"}, {"csrf_token": another}):
            assert browser.post(path, fields).status == 400
    assert site.rows() == before


@pytest.mark.parametrize("rule", remembered("POST"))
def test_visitors_change_nothing_that_belongs_to_residents(lively: Lively, rule: str) -> None:
    site = lively("zhenjiang")
    if guard_of(site.app, rule, "POST") == "public":
        return
    before, visitor = site.rows(), site.visitor()
    page = visitor.post(addresses(rule, site)[0], {"csrf_token": visitor.token()})
    assert (page.status, page.location) == (303, "/signin?next=/")
    assert site.rows() == before


OWNED = (
    "/organize/campaigns/<",
    "/organize/organizations/<",
    "/entries/<",
    "/me/inbox/<",
    "/me/pledges/<",
    "/moderation/",
)
"""What belongs to somebody, or to an organization's people."""


@pytest.mark.parametrize("rule", [rule for rule in remembered() if rule.startswith(OWNED) and "<" in rule])
def test_another_organizer_finds_nothing(lively: Lively, stranger: Browser, rule: str) -> None:
    site = lively("zhenjiang")
    assert {path: stranger.open(path).status for path in addresses(rule, site)} == dict.fromkeys(
        addresses(rule, site), 404
    )


@pytest.mark.parametrize("rule", [rule for rule in remembered("POST") if rule.startswith(OWNED) and "<" in rule])
def test_another_organizer_changes_nothing(lively: Lively, stranger: Browser, rule: str) -> None:
    site = lively("zhenjiang")
    before, sent = site.rows(), {"csrf_token": stranger.token()}
    answers = {path: stranger.post(path, sent).status for path in addresses(rule, site)}
    assert answers == dict.fromkeys(answers, 404)
    assert site.rows() == before


@pytest.fixture(scope="module")
def stranger(lively: Lively) -> Browser:
    """The organizer of another organization."""
    return organizer(lively("zhenjiang"))


@pytest.fixture(scope="module")
def device(lively: Lively) -> tuple[Browser, dict[str, str]]:
    """小明's, with a token that fits it."""
    browser = lively("zhenjiang").again(lively("zhenjiang").xiaoming, "zh")
    return browser, {"X-CSRFToken": browser.token()}


@pytest.mark.parametrize("rule", remembered())
def test_other_methods_are_not_taken(lively: Lively, device: tuple[Browser, dict[str, str]], rule: str) -> None:
    site, (browser, headers) = lively("zhenjiang"), device
    answers = {method: browser.client.open(addresses(rule, site)[0], method=method, headers=headers)
               for method in ("PUT", "PATCH", "DELETE")}  # fmt: skip
    assert {method: answer.status_code for method, answer in answers.items() if answer.status_code != 405} == {}
    assert all(method not in SAFE_METHODS for method in answers)


@pytest.fixture(scope="module")
def desks(open_city: Callable[..., Site]) -> Site:
    """A city with a desk for its clerks and one for its administrators."""
    city = open_city()
    city.app.add_url_rule("/desk", "desk", allowed(may_run_city)(lambda: "papers"))
    city.app.add_url_rule("/keys", "keys", allowed(may_administer)(lambda: "keys"))
    return city


@pytest.mark.parametrize(
    ("who", "desk", "keys"), [("xiaoming", 404, 404), ("clerk", 200, 404), ("administrator", 200, 200)]
)
def test_a_desk_is_for_those_who_work_at_it(desks: Site, who: str, desk: int, keys: int) -> None:
    somebody: Browser = getattr(desks, who)
    assert (somebody.open("/desk").status, somebody.open("/keys").status) == (desk, keys)


def test_a_desk_that_is_not_mine_looks_like_no_page_at_all(desks: Site) -> None:
    hidden, missing = desks.xiaoming.open("/desk"), desks.xiaoming.open("/no-such-page")
    assert (hidden.text, hidden.status) == (missing.text, missing.status)


def test_a_visitor_at_a_desk_is_asked_to_sign_in(desks: Site) -> None:
    assert desks.visitor().open("/desk").location == "/signin?next=/desk"
