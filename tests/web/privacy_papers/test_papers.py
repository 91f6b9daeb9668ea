"""Papers on privacy: written by the city's staff, kept for good, with their files."""

import io

import pytest

from civic.privacy_papers.rules import MAX_BYTES
from tests import officework
from tests.characters import Page, Site

DESK = "/city/privacy"
ASSESSMENT, BREACH = f"{DESK}/new/assessment", f"{DESK}/new/breach"
WORDS = {"title": "Diaries of residents", "dated_on": "2026-01-02", "words": "First.\n\nSecond."}
HAPPENED = {**WORDS, "concerned": "Three residents", "measures": "Passwords were changed"}


def with_file(site: Site, content: bytes, **fields: str) -> Page:
    """An assessment with a file."""
    data = {**site.clerk.open(ASSESSMENT).form(ASSESSMENT), **WORDS, **fields}
    sent = {**data, "file": (io.BytesIO(content), "../=evil name.pdf")}
    return Page(site.clerk.client.post(ASSESSMENT, data=sent, content_type="multipart/form-data"))


def test_only_those_who_run_the_city_see_papers(site: Site) -> None:
    number = site.clerk.send(ASSESSMENT, **WORDS).location
    for browser in (site.newcomer(), site.moderator):
        assert {browser.open(path).status for path in (DESK, ASSESSMENT, BREACH, number, f"{number}.pdf")} == {404}
    assert site.clerk.post(ASSESSMENT, WORDS).status == 400, "no token"


def test_an_assessment_is_kept_with_its_file(site: Site) -> None:
    page = with_file(site, officework.PDF, words="")
    assert page.status == 303, page.problems
    paper = site.clerk.open(page.location)
    assert "2029年1月2日" in paper.text and "evil-name.pdf" in paper.text
    kept = site.administrator.open(f"{page.location}.pdf")
    assert kept.answer.headers["Content-Type"] == "application/pdf"
    assert kept.answer.headers["Content-Disposition"].startswith("attachment")
    assert kept.html.encode() == officework.PDF


def test_a_breach_says_what_when_whom_and_what_was_done(site: Site) -> None:
    paper = site.clerk.follow(site.clerk.send(BREACH, **HAPPENED))
    for words in ("First.", "Second.", "Three residents", "Passwords were changed", "尚未"):
        assert words in paper.text
    assert site.clerk.open(f"{paper.links()[-1]}").status == 200
    assert "Diaries of residents" in site.clerk.open(DESK).text


def test_the_times_that_hold_are_stated(site: Site) -> None:
    assert "30 days" in site.again(site.clerk, "en").open(DESK).text


@pytest.mark.parametrize(
    ("path", "field", "typed"),
    [
        (ASSESSMENT, "title", ""),
        (ASSESSMENT, "dated_on", "2140-01-01"),
        (ASSESSMENT, "dated_on", "soon"),
        (ASSESSMENT, "words", ""),
        (BREACH, "words", ""),
        (BREACH, "concerned", ""),
        (BREACH, "measures", ""),
        (BREACH, "told_on", "2140-01-01"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(site: Site, path: str, field: str, typed: str) -> None:
    page = site.clerk.send(path, **{**HAPPENED, field: typed})
    assert page.status == 422 and page.beside(field)
    if field != "title":
        assert page.form(path)["title"] == HAPPENED["title"], "nothing is lost"


@pytest.mark.parametrize("content", [b"<html>", b"", b"%PDF-" + b"0" * MAX_BYTES])
def test_a_file_that_is_no_pdf_or_too_large_is_refused(site: Site, content: bytes) -> None:
    page = with_file(site, content)
    assert page.status == 422 and page.beside("file")


def test_there_is_no_third_kind_and_no_file_where_none_was_sent(site: Site) -> None:
    assert site.clerk.open(f"{DESK}/new/letter").status == 404
    paper = site.clerk.send(ASSESSMENT, **WORDS).location
    assert site.clerk.open(f"{paper}.pdf").status == 404
