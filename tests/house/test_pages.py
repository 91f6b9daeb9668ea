"""The rules of the house on every page: each address of routes.txt, for a visitor and a resident, in every language."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.characters import Site
from tests.house import rules, validator
from tests.house.conftest import PACKS
from tests.house.visits import Visits, guard_of, is_for_staff
from tests.house.walk import remembered

Lively = Callable[[str], Site]
ELSEWHERE = {
    ("resident", "/signin"): "/",
    ("resident", "/signin/recover"): "/",
    ("resident", "/signup"): "/",
    **{(who, "/.well-known/change-password"): "/me/account" for who in ("visitor", "resident")},
    **{(who, "/awareness/report"): "/awareness/report/2026" for who in ("visitor", "resident")},
}
"""Pages that send some people on; visitors are sent from guarded pages to sign in, which test_guards proves."""
NOT_THERE = {"/metrics", "/.well-known/security.txt"}
BRIEF = "/actions/tried"
"""Shows the try that a visitor's cookie keeps; tests/web/diary looks at it."""


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


def has_words(site: Site, path: str) -> bool:
    """Whether the address may hold a code that another process's city does not know."""
    rule, _ = site.app.url_map.bind("localhost").match(path, return_rule=True)
    return any(mark in rule.rule for mark in ("<token>", "<code>", "<secret>", "<key>", "<slug>"))


@pytest.mark.parametrize("pack", PACKS)
def test_every_link_leads_to_a_page(lively: Lively, visits: Visits, pack: str) -> None:
    site = lively(pack)
    found = [one for rule in remembered() for one in visits(pack, rule) if one.status == 200 and one.who != "staff"]
    known = {one.path: one.status for one in found if one.who == "resident"}
    lasting = {
        path
        for one in found
        for path in one.leads_to
        if path in known or one.process == os.getpid() or not has_words(site, path)
        if not path.startswith("/here/")  # the door's code ends in a minute
    }
    answers = {path: known.get(path) or site.xiaoming.open(path).status for path in sorted(lasting)}
    assert len(answers) > 20
    assert {path: status for path, status in answers.items() if status not in (200, 303)} == {}
