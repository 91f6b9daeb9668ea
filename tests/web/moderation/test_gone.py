"""What is gone takes its cases, reports and appeals along, and no later thing is judged in its place."""

import pytest

from campaigns.moderation.models import Case
from tests.characters import Browser, Site, number_in
from tests.shows import campaign, decide, take_part, upload


@pytest.fixture
def slug(site: Site) -> str:
    return campaign(site, "ride")


def tell(site: Site, author: Browser, slug: str) -> str:
    """A story that waits; its address."""
    take_part(site, slug, author)
    return upload(author, f"/campaigns/{slug}/stories/new", text="A good day").location


def newest_case(site: Site, subject: str, kind: str) -> Case:
    with site.database.read() as session:
        return session.query(Case).filter_by(subject=subject, kind=kind).order_by(Case.id.desc()).first()  # type: ignore[return-value]


def refused(site: Site, author: Browser, slug: str) -> tuple[str, str]:
    """A story that the moderators refused, and its case."""
    where = tell(site, author, slug)
    path = f"/moderation/cases/{newest_case(site, f'story:{number_in(where)}', 'text').id}"
    assert site.moderator.send(path, f"{path}/decide", answer="refuse", reason="off_topic").status == 303
    return where, path


def withdrawn(author: Browser, where: str) -> int:
    """The author deletes a story; the status of the answer."""
    return author.post(f"{where}/withdraw", {"csrf_token": author.token()}).status


def granted(site: Site, appeal: str) -> int:
    """Somebody who had not decided grants it; the status of the answer."""
    judge = site.administrator
    return judge.post(f"{appeal}/decide", {"csrf_token": judge.token(), "answer": "allow"}).status


def test_an_appeal_about_a_deleted_story_publishes_no_other(site: Site, slug: str) -> None:
    author, other = site.newcomer(), site.newcomer()
    where, path = refused(site, author, slug)
    appeal = author.send(f"{path}/appeal", words="Please look again").location
    assert withdrawn(author, where) == 303
    later = tell(site, other, slug)
    assert number_in(later) != number_in(where)
    assert granted(site, appeal) == 409
    assert site.visitor().open(later).status == 404


def test_what_is_gone_is_not_appealed(site: Site, slug: str) -> None:
    author = site.newcomer()
    where, path = refused(site, author, slug)
    assert f"{path}/appeal" in author.open(path).links()
    assert withdrawn(author, where) == 303
    assert f"{path}/appeal" not in author.open(path).links()
    again = author.post(f"{path}/appeal", {"csrf_token": author.token(), "words": "Please look again"})
    assert again.status == 409


def test_deleting_closes_reports_and_appeals(site: Site, slug: str) -> None:
    author, reporter = site.newcomer(), site.newcomer()
    where, path = refused(site, author, slug)
    subject = f"story:{number_in(where)}"
    appeal = number_in(author.send(f"{path}/appeal", words="Please look again").location)
    decide(site, "story", number_in(where))
    report = f"/report/story/{number_in(where)}"
    assert reporter.send(report, report, reason="insult").status == 303
    assert withdrawn(author, where) == 303
    with site.database.read() as session:
        assert {case.state for case in session.query(Case).filter_by(subject=subject, kind="report")} == {"withdrawn"}
        assert session.get_one(Case, appeal).state == "withdrawn"


def test_an_edited_story_is_not_let_through_by_an_appeal_about_its_old_words(site: Site, slug: str) -> None:
    author = site.newcomer()
    where, path = refused(site, author, slug)
    appeal = author.send(f"{path}/appeal", words="Please look again").location
    assert author.send(f"{where}/edit", text="Something quite different").status == 303
    assert granted(site, appeal) == 409
    assert site.visitor().open(where).status == 404
