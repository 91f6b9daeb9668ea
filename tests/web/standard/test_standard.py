"""The city enters its own standard with its source, a second person decides, and nothing else is called so."""

import pytest
from flask import Flask
from sqlalchemy import select

from campaigns.standard.models import StandardIndicator
from campaigns.standard.queries import waiting
from civic.accounts.models import AuditEntry
from civic.audit_log.rules import ACTS
from tests import measuring, standards
from tests.characters import Browser, Page, Site
from tests.standards import indicator_form

HERE, NEW = "/city/standard", "/city/standard/new"


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


@pytest.fixture
def clerk(site: Site) -> Browser:
    """Who proposes."""
    return site.again(site.clerk, "en")


@pytest.fixture
def second(site: Site) -> Browser:
    """Who decides."""
    return site.again(site.administrator, "en")


def decide(browser: Browser, kind: str, number: int, answer: str = "approve") -> Page:
    return browser.post(f"{HERE}/{kind}/{number}/decide", {"csrf_token": browser.token(), "answer": answer})


def test_from_a_proposal_to_what_holds(site: Site, clerk: Browser, second: Browser) -> None:
    sent = clerk.send(NEW, **indicator_form())
    assert "Saved. It takes effect once a second person" in clerk.follow(sent).html
    page = clerk.open(HERE)
    assert "城市绿色出行水平。" in page.text and "The city has entered none yet." in page.text
    assert "A second person decides about what you have proposed." in page.text
    assert "Approve" in second.open(HERE).text
    assert decide(second, "indicators", 1).status == 303
    page = clerk.open(HERE)
    assert "3.2 Green travel" in page.text and "Waiting for a second person" not in page.text
    assert "no value" in page.text
    with site.database.read() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == "indicators:1")).all()
    assert list(acts) == ["propose an indicator", "approve indicator"] and ACTS.keys() >= set(acts)


def test_the_first_person_is_not_the_second(site: Site, clerk: Browser, second: Browser) -> None:
    clerk.send(NEW, **indicator_form())
    refused = decide(clerk, "indicators", 1)
    assert refused.status == 403 and "A second person decides" in refused.problems
    assert decide(second, "indicators", 1, "refuse").status == 303
    again = decide(second, "indicators", 1)
    assert again.status == 409
    assert "The city has entered none yet." in clerk.open(HERE).text


def test_an_answer_is_one_of_two(site: Site, clerk: Browser, second: Browser) -> None:
    clerk.send(NEW, **indicator_form())
    assert decide(second, "indicators", 1, "perhaps").status == 422
    assert decide(second, "indicators", 99).status == decide(second, "figures", 1).status == 404


def test_a_change_is_another_version(site: Site, clerk: Browser, second: Browser) -> None:
    number = standards.indicator(site, "3.2")
    page = clerk.open(f"{NEW}?code=3.2")
    assert page.form(NEW)["target"] == "≥ 60"
    sent = clerk.post(NEW, {**page.form(NEW), "target": "≥ 70"})
    assert sent.status == 303
    assert "≥ 60" in clerk.open(f"{HERE}/{number}").text and "≥ 70" in clerk.follow(sent).text
    assert clerk.post(NEW, {**page.form(NEW), "target": "≥ 80"}).status == 409, "one waits already"
    decide(second, "indicators", number + 1)
    assert "≥ 70" in clerk.open(HERE).text and "≥ 60" not in clerk.open(HERE).text
    with site.database.read() as session:
        assert session.get_one(StandardIndicator, number).target == "≥ 60", "what held is never changed"


def test_an_indicator_is_taken_out(site: Site, clerk: Browser, second: Browser) -> None:
    standards.indicator(site, "3.2")
    clerk.post(NEW, {**clerk.open(f"{NEW}?code=3.2").form(NEW), "is_dropped": "y"})
    assert "to be taken out" in second.open(HERE).text
    decide(second, "indicators", 2)
    assert "The city has entered none yet." in clerk.open(HERE).text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "=1", "Please give the code"),
        ("name_zh", "", "Please fill this in."),
        ("words", " ", "Please fill this in."),
        ("source", "", "Please fill this in."),
        ("source_on", "2999-01-01", "This day is still to come."),
        ("source_on", "soon", "Please choose a day."),
        ("source_link", "example", "begins with https://"),
        ("metric", "hearsay", "Please choose one of these."),
        ("unit", "", "Please fill this in."),
    ],
)
def test_what_cannot_be_is_refused(site: Site, clerk: Browser, field: str, typed: str, said: str) -> None:
    page = clerk.send(NEW, **indicator_form(**{field: typed}))
    assert page.status == 422 and said in page.beside(field)
    assert page.form(NEW)["target"] == "≥ 60", "nothing that was typed is lost"
    assert site.rows()["standard_indicator"] == 0


def test_a_mapped_indicator_shows_the_metrics_value(site: Site, clerk: Browser) -> None:
    measuring.values(site, "2026-10")
    standards.indicator(site, "1.1", metric="rides_for_a_car", unit="")
    standards.indicator(site, "1.2", metric="resident_knowledge_rate", unit="")
    said = clerk.open(HERE).text
    assert "34.44 percent" in said and "no value" in said


def test_a_figure_by_hand_holds_once_it_is_approved(site: Site, clerk: Browser, second: Browser) -> None:
    measuring.values(site, "2026-10")
    number = standards.indicator(site, "3.2")
    sent = {"period": "2026-10", "value": "41.5", "source": "Yearbook", "source_on": "2026-11-01"}
    assert clerk.send(f"{HERE}/{number}", **sent).status == 303
    assert "41.5" not in clerk.open(HERE).text.split("Indicators in force")[1]
    assert decide(clerk, "figures", 1).status == 403
    assert decide(second, "figures", 1).status == 303
    assert "41.5 %" in clerk.open(HERE).text
    corrected = clerk.send(f"{HERE}/{number}", **{**sent, "value": "42"})
    assert corrected.status == 303 and decide(second, "figures", 2).status == 303
    assert "42 %" in clerk.open(HERE).text and "41.5" in clerk.open(f"{HERE}/{number}").text


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("period", "2026-13", "Please write a month"),
        ("value", "many", "is not a number"),
        ("source", "", "Please fill this in."),
        ("source_on", "2999-01-01", "This day is still to come."),
    ],
)
def test_a_figure_that_cannot_be_is_refused(site: Site, clerk: Browser, field: str, typed: str, said: str) -> None:
    number = standards.indicator(site, "3.2")
    sent = {"period": "2026-10", "value": "41.5", "source": "Yearbook", "source_on": "2026-11-01"}
    page = clerk.send(f"{HERE}/{number}", **{**sent, field: typed})
    assert page.status == 422 and said in page.beside(field)


def test_a_mapped_indicator_takes_no_figure(site: Site, clerk: Browser) -> None:
    number = standards.indicator(site, "1.1", metric="rides_for_a_car", unit="")
    assert "Figures entered by hand" not in clerk.open(f"{HERE}/{number}").text
    sent = {"period": "2026", "value": "1", "source": "x", "source_on": "2026-01-01", "csrf_token": clerk.token()}
    assert clerk.post(f"{HERE}/{number}", sent).status == 409


def test_a_composite_is_shown_with_its_parts(site: Site, clerk: Browser) -> None:
    measuring.values(site, "2026-10")
    for code, value in (("1.2", 40_000), ("1.3", 50_000)):
        standards.indicator(site, code), standards.figure(site, code, "2026-10", value)
    standards.indicator(site, "1.4")
    standards.composite(site, "IDX", {"1.2": 250, "1.3": 750})
    standards.composite(site, "IDY", {"1.2": 500, "1.4": 500})
    said = clerk.open(HERE).text
    assert "IDX Index 47.5" in said and "× 0.25" in said
    assert "IDY Index No composite: there is no value of 1.4." in said


@pytest.mark.parametrize(
    ("weights", "said"),
    [
        ("1.2 0.5\n1.3 0.4", "The weights are 0.900 together; they must be 1."),
        ("1.2 1", "A composite has from 2 to 40 parts."),
        ("1.2 0.5\n9.9 0.5", "9.9: no approved indicator."),
        ("1.2 0.5\n1.2 0.5", "1.2 is listed twice."),
        ("1.2 0.5\n1.5 0.5", "These parts have different units"),
        ("1.2 half\n1.3 half", "is not a number"),
        ("", "Please fill this in."),
    ],
)
def test_weights_that_cannot_be_are_refused(site: Site, clerk: Browser, weights: str, said: str) -> None:
    standards.indicator(site, "1.2"), standards.indicator(site, "1.3"), standards.indicator(site, "1.5", unit="km")
    sent = {"code": "IDX", "name_zh": "指数", "weights": weights, "source": "Doc", "source_on": "2025-01-01"}
    page = clerk.send("/city/standard/composites/new", **sent)
    assert page.status == 422 and said in page.beside("weights")


def test_a_composite_is_approved_by_a_second_person(site: Site, clerk: Browser, second: Browser) -> None:
    standards.indicator(site, "1.2"), standards.indicator(site, "1.3")
    sent = {"code": "IDX", "name_zh": "指数", "source": "Doc", "source_on": "2025-01-01", "weights": "1.2 0.5\n1.3 0.5"}
    assert clerk.send("/city/standard/composites/new", **sent).status == 303
    assert decide(clerk, "composites", 1).status == 403
    assert decide(second, "composites", 1).status == 303
    assert "No composite: there is no value of 1.2, 1.3." in clerk.open(HERE).text


def test_what_waits_is_counted_for_the_desk(site: Site, clerk: Browser) -> None:
    def waits() -> int:
        with site.database.read() as session:
            found = waiting(session)
        assert (found.since is None) == (found.cases == 0)
        return found.cases

    assert waits() == 0
    clerk.send(NEW, **indicator_form())
    assert waits() == 1


@pytest.mark.parametrize("path", [HERE, NEW, "/city/standard/composites/new"])
def test_the_standard_is_the_citys(site: Site, path: str) -> None:
    assert site.newcomer().open(path).status == 404
    assert site.visitor().open(path).location.startswith("/signin")
    assert "的 76 项指标，我们没有看到原文。" in site.clerk.open(HERE).text
