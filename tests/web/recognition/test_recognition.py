"""How the programme is known outside: entered with its source, shown to everybody, withdrawn with a reason."""

import pytest
from flask import Flask
from sqlalchemy import select

from civic.accounts.models import AuditEntry
from tests import standards
from tests.characters import Browser, Site
from tests.standards import RECORD

HERE = "/city/reach"


@pytest.fixture
def site(app: Flask) -> Site:
    return Site(app)


@pytest.fixture
def clerk(site: Site) -> Browser:
    return site.again(site.clerk, "en")


def test_what_is_entered_everybody_sees(site: Site, clerk: Browser) -> None:
    assert "Nothing is entered yet." in site.visitor("en").open("/programme").text
    assert clerk.send(HERE, **RECORD).status == 303
    page = site.visitor("en").open("/programme")
    assert "The ride in the evening paper" in page.text and "read in a text that reports it" in page.text
    assert RECORD["link"] in page.links()
    with site.database.read() as session:
        assert session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "enter a recognition")).all() == [
            "recognition:1"
        ]


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("kind", "gossip", "Please choose one of these."),
        ("happened_on", "2999-01-01", "This day is still to come."),
        ("title_zh", "", "Please fill this in."),
        ("publisher", "", "Please fill this in."),
        ("link", "javascript:alert(1)", "begins with https://"),
        ("status", "invented", "Please choose one of these."),
    ],
)
def test_what_cannot_be_is_refused(site: Site, clerk: Browser, field: str, typed: str, said: str) -> None:
    page = clerk.send(HERE, **{**RECORD, field: typed})
    assert page.status == 422 and said in page.beside(field)
    assert site.rows()["recognition"] == 0


def test_what_was_wrong_is_withdrawn_with_a_reason(site: Site, clerk: Browser) -> None:
    number = standards.recognition(site, "Somebody else’s award")
    path, token = f"{HERE}/{number}/withdraw", clerk.token()
    refused = clerk.post(path, {"csrf_token": token, "why": " "})
    assert refused.status == 422 and "Please fill this in." in refused.problems
    assert clerk.post(path, {"csrf_token": token, "why": "Not ours."}).status == 303
    assert "Somebody else’s award" not in site.visitor("en").open("/programme").text
    assert "withdrawn: Not ours." in clerk.open(HERE).text
    assert clerk.post(path, {"csrf_token": token, "why": "Again."}).status == 409
    assert clerk.post(f"{HERE}/99/withdraw", {"csrf_token": token, "why": "Gone."}).status == 404


def test_the_desk_is_the_citys(site: Site) -> None:
    assert site.newcomer().open(HERE).status == 404
    assert site.visitor().open(HERE).location.startswith("/signin")
