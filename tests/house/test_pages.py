"""The rules of the house on every page: each address of routes.txt, for a visitor and a resident, in every language."""

from collections.abc import Callable, Iterator
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
}
"""Pages that send some people on; visitors are sent from guarded pages to sign in, which test_guards proves."""
NOT_THERE = {"/metrics"}
BRIEF = "/actions/tried"
"""Shows the try that a visitor's cookie keeps; tests/web/diary looks at it."""


def pages(site: Site, rule: str) -> Iterator[tuple[str, str, str, Page]]:
    """Who, language, path and answer of everybody's visit."""
    for who, browsers in walkers(site).items():
        if who == "staff" and not is_for_staff(site, rule):
            continue
        for language, browser in browsers.items():
            for path in addresses(rule, site):
                yield who, language, path, browser.open(path)


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
def test_the_rules_of_the_house(lively: Lively, pack: str, rule: str) -> None:
    site, wrong = lively(pack), {}
    for who, language, path, page in pages(site, rule):
        status = (page.status, page.location.partition("?")[0])
        found = faults(site, language, page)
        if status != expected(site, who, rule):
            found.append(f"{status}, not {expected(site, who, rule)}")
        if found:
            wrong[f"{who} {language} {path}"] = found
    assert wrong == {}


def test_the_second_step_of_staff_keeps_the_rules(lively: Lively) -> None:
    site = lively("zhenjiang")
    page = site.visitor().sign_in(site.clerk.nickname)
    assert page.form("/signin/code")
    assert rules.problems(page, "zh-CN", site.app) == []


@pytest.mark.parametrize("pack", PACKS)
def test_the_html_is_valid(lively: Lively, pack: str, tmp_path: Path) -> None:
    """By the validator of the W3C, which knows every element's content, attributes, roles and values."""
    site = lively(pack)
    visits = [visit for rule in remembered() for visit in pages(site, rule) if is_page(visit[3])]
    texts = {f"{who} {language} {path}": page.html for who, language, path, page in visits}
    assert len(texts) > 20
    assert validator.complaints(texts, tmp_path) == []


@pytest.mark.parametrize("pack", PACKS)
def test_every_link_leads_to_a_page(lively: Lively, pack: str) -> None:
    site = lively(pack)
    resident = site.xiaoming
    everybody = [visit for rule in remembered() for visit in pages(site, rule) if visit[3].status == 200]
    visits = [visit for visit in everybody if visit[0] != "staff"]
    led_to = {target for *_, page in visits for target, method in rules.targets(page) if method == "GET"}
    lasting = (path for path in sorted(led_to) if not path.startswith("/here/"))  # the door's code ends in a minute
    answers = {path: resident.open(path).status for path in lasting}
    assert len(answers) > 20
    assert {path: status for path, status in answers.items() if status not in (200, 303)} == {}
