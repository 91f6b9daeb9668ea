"""The rules of the house on every page: each address of routes.txt, for a visitor and a resident, in every language."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.characters import Page, Site
from tests.house import rules, validator
from tests.house.conftest import PACKS
from tests.house.walk import addresses, remembered, walkers

Lively = Callable[[str], Site]
ELSEWHERE = {
    ("resident", "/signin"): "/",
    ("resident", "/signup"): "/",
    **{(who, "/.well-known/change-password"): "/me/account" for who in ("visitor", "resident")},
    **{(who, "/awareness/report"): "/awareness/report/2026" for who in ("visitor", "resident")},
}
"""Pages that send some people on; visitors are sent from guarded pages to sign in, which test_guards proves."""
NOT_THERE = {"/metrics", "/.well-known/security.txt"}
BRIEF = "/actions/tried"
"""Shows the try that a visitor's cookie keeps; tests/web/diary looks at it."""


@dataclass(frozen=True)
class Visit:
    """What one of the walkers found at an address, in one of the city's languages."""

    who: str
    language: str
    path: str
    status: int
    location: str
    faults: list[str]
    html: str
    """Of a whole page; "" for anything else."""
    leads_to: set[str]

    @property
    def name(self) -> str:
        return f"{self.who} {self.language} {self.path}"


Visits = Callable[[str, str], list[Visit]]


@pytest.fixture(scope="module")
def visits(lively: Lively) -> Visits:
    """`visits("zhenjiang", "/actions")` is everybody's visit there, made once for all tests of this module."""
    made: dict[tuple[str, str], list[Visit]] = {}

    def find(pack: str, rule: str) -> list[Visit]:
        if (pack, rule) not in made:
            made[pack, rule] = list(visit(lively(pack), rule))
        return made[pack, rule]

    return find


def visit(site: Site, rule: str) -> Iterator[Visit]:
    """Everybody's visit to every address that the rule stands for; staff go to staff's pages only."""
    for who, browsers in walkers(site).items():
        if who == "staff" and not is_for_staff(site, rule):
            continue
        for language, browser in browsers.items():
            for path in addresses(rule, site):
                yield seen(site, who, language, path, browser.open(path))


def seen(site: Site, who: str, language: str, path: str, page: Page) -> Visit:
    marked_up = page.answer.mimetype in ("text/html", "image/svg+xml")
    led_to = {target for target, method in rules.targets(page) if method == "GET"} if marked_up else set()
    location = page.location.partition("?")[0]
    html = page.html if is_page(page) else ""
    return Visit(who, language, path, page.status, location, faults(site, language, page), html, led_to)


def guard_of(site: Site, rule: str) -> object:
    """What an address says about who may come: "public", "signed_in", or a predicate over staff."""
    endpoint = next(known.endpoint for known in site.app.url_map.iter_rules() if known.rule == rule)
    return site.app.view_functions[endpoint].guard  # type: ignore[attr-defined]


def is_for_staff(site: Site, rule: str) -> bool:
    return callable(guard_of(site, rule))


def is_page(page: Page) -> bool:
    return page.status == 200 and page.answer.mimetype == "text/html" and page.html.startswith("<!doctype html>")


def faults(site: Site, language: str, page: Page) -> list[str]:
    """What is wrong with a page, a part of one, or an answer for machines."""
    html_lang = site.app_services.languages[language].html_lang
    if is_page(page):
        return rules.problems(page, html_lang, site.app)
    if page.status == 200 and page.answer.mimetype == "text/html":
        return rules.fragment_problems(page, site.app)
    return rules.header_problems(page.answer)


def expected(site: Site, who: str, rule: str) -> tuple[int, str]:
    """The status, and where a redirect goes."""
    if who == "visitor" and guard_of(site, rule) != "public":
        return 303, "/signin"
    if who == "resident" and is_for_staff(site, rule):
        return 404, ""
    if (who, rule) in ELSEWHERE:
        return 303, ELSEWHERE[who, rule]
    return (303, "/actions") if rule == BRIEF else (404, "") if rule in NOT_THERE else (200, "")


@pytest.mark.parametrize("rule", remembered())
@pytest.mark.parametrize("pack", PACKS)
def test_the_rules_of_the_house(lively: Lively, visits: Visits, pack: str, rule: str) -> None:
    site, wrong = lively(pack), {}
    for one in visits(pack, rule):
        found, wanted = list(one.faults), expected(site, one.who, rule)
        if (one.status, one.location) != wanted:
            found.append(f"{(one.status, one.location)}, not {wanted}")
        if found:
            wrong[one.name] = found
    assert wrong == {}


def test_the_second_step_of_staff_keeps_the_rules(lively: Lively) -> None:
    site = lively("zhenjiang")
    page = site.visitor().sign_in(site.clerk.nickname)
    assert page.form("/signin/code")
    assert rules.problems(page, "zh-CN", site.app) == []


@pytest.mark.parametrize("pack", PACKS)
def test_the_html_is_valid(visits: Visits, pack: str, tmp_path: Path) -> None:
    """By the validator of the W3C, which knows every element's content, attributes, roles and values."""
    texts = {one.name: one.html for rule in remembered() for one in visits(pack, rule) if one.html}
    assert len(texts) > 20
    assert validator.complaints(texts, tmp_path) == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_link_leads_to_a_page(lively: Lively, visits: Visits, pack: str) -> None:
    resident = lively(pack).xiaoming
    found = [one for rule in remembered() for one in visits(pack, rule) if one.status == 200 and one.who != "staff"]
    lasting = set().union(*(one.leads_to for one in found))
    known = {one.path: one.status for one in found if one.who == "resident"}
    answers = {
        path: known.get(path) or resident.open(path).status
        for path in sorted(lasting)
        if not path.startswith("/here/")  # the door's code ends in a minute
    }
    assert len(answers) > 20
    assert {path: status for path, status in answers.items() if status not in (200, 303)} == {}
