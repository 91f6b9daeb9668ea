"""A moderator's round: from one case to the next, several at once, thumbnails, and who has been here before."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from campaigns.moderation.models import Case
from campaigns.moderation.rules import AT_ONCE
from campaigns.moderation.services import open_case
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from tests.characters import Browser, Page, Site, number_in
from tests.organizations import told
from tests.organizing import actor_of
from tests.shows import campaign, submit, take_part


@pytest.fixture
def city(open_city: Callable[..., Site]) -> Site:
    """A city of its own, in which nothing waits yet."""
    return open_city()


def sent_in(site: Site, by: Browser, number: int, kind: str = "text") -> int:
    """A case about a thing that is gone by now."""
    with site.database.write() as session:
        who = actor_of(session, by).resident_id
        case = open_case(
            session, kind=kind, subject=f"gone:{number}", subject_path="", by_id=who, text="x", now=utc_now()
        )
        return case.id


def states(site: Site) -> dict[int, str]:
    with site.database.read() as session:
        return {row[0]: row[1] for row in session.execute(select(Case.id, Case.state))}


def together(browser: Browser, kind: str, cases: list[int], answer: str, **more: str) -> Page:
    """Sends the queue's form with these ticked."""
    form = browser.open(f"/moderation?kind={kind}").form("/moderation")
    ticked = [str(number) for number in cases]
    return browser.post("/moderation", {**form, "case": ticked, "answer": answer, **more})


def test_a_decision_leads_on_to_the_next_case_and_at_last_to_the_desk(city: Site) -> None:
    somebody = city.newcomer()
    first, other, last = sent_in(city, somebody, 1), sent_in(city, somebody, 2, "track"), sent_in(city, somebody, 3)
    path = f"/moderation/cases/{first}"
    assert path in city.moderator.open("/city").links()
    inside = city.moderator.open(f"{path}?queue=text")
    assert f"/moderation/cases/{last}?queue=text" in inside.links(), "skip it for now"
    assert f"/moderation/cases/{other}" in city.moderator.open(path).links(), "the queue of all kinds"

    form = inside.form(f"{path}/decide")
    onward = city.moderator.post(f"{path}/decide", {**form, "answer": "allow"})
    assert onward.location == f"/moderation/cases/{last}?queue=text"
    form = city.moderator.follow(onward).form(f"/moderation/cases/{last}/decide")
    done = city.moderator.post(f"/moderation/cases/{last}/decide", {**form, "answer": "allow"})
    assert done.location == "/city"
    assert states(city) == {first: "allowed", other: "open", last: "allowed"}


def test_after_the_last_one_the_round_begins_again(city: Site) -> None:
    first, last = (sent_in(city, city.newcomer(), number) for number in (1, 2))
    assert f"/moderation/cases/{first}" in city.moderator.open(f"/moderation/cases/{last}").links()


def test_several_are_decided_with_one_reason(city: Site) -> None:
    people = [city.newcomer() for _ in range(3)]
    cases = [sent_in(city, one, number) for number, one in enumerate(people)]
    page = together(city.moderator, "text", cases[:2], "refuse", reason="insult", message="请改一改")
    assert page.location == "/moderation?kind=text"
    assert states(city) == {cases[0]: "refused", cases[1]: "refused", cases[2]: "open"}
    assert "stays private" in told(city, people[0]) and "stays private" in told(city, people[1])
    assert "请改一改" in people[1].open(f"/moderation/cases/{cases[1]}").text
    assert told(city, people[2]) == ""
    with city.database.read() as session:
        subjects = session.scalars(select(AuditEntry.subject).where(AuditEntry.act == "refused case")).all()
    assert sorted(subjects) == [f"case:{number}" for number in cases[:2]]


def test_what_cannot_be_decided_is_told_and_the_rest_is_done(city: Site) -> None:
    own = sent_in(city, city.moderator, 1)
    fine, gone = sent_in(city, city.newcomer(), 2), sent_in(city, city.newcomer(), 3)
    track = sent_in(city, city.newcomer(), 4, "track")
    city.administrator.send(f"/moderation/cases/{gone}", f"/moderation/cases/{gone}/decide", answer="allow")
    page = together(city.moderator, "text", [own, fine, gone, track, 99_999], "allow")
    assert page.status == 200
    assert states(city) == {own: "open", fine: "allowed", gone: "allowed", track: "open"}
    failed = page.root.find(".//*[@role='alert']")
    assert failed is not None
    assert [number_in(one.get("href", "")) for one in failed.iter("a")] == [own, gone, track, 99_999]


def test_a_refusal_needs_a_reason_and_nothing_ticked_is_lost(city: Site) -> None:
    case = sent_in(city, city.newcomer(), 1)
    page = together(city.moderator, "text", [case], "refuse", message="Because.")
    assert page.status == 422 and page.beside("reason")
    form = page.form("/moderation")
    assert (form["case"], form["message"], form["kind"]) == (str(case), "Because.", "text")
    for cases in ([], list(range(1, AT_ONCE + 2))):
        assert together(city.moderator, "text", cases, "allow").status == 422
    assert states(city) == {case: "open"}


def test_others_decide_nothing(city: Site) -> None:
    case = sent_in(city, city.newcomer(), 1)
    for browser in (city.clerk, city.newcomer()):
        fields = {"csrf_token": browser.token(), "kind": "text", "case": str(case), "answer": "allow"}
        assert browser.post("/moderation", fields).status == 404
    assert city.moderator.post("/moderation", {"kind": "text", "case": str(case), "answer": "allow"}).status == 400
    assert states(city) == {case: "open"}


def test_pictures_are_seen_in_the_queue(site: Site) -> None:
    slug, parent = campaign(site), site.newcomer()
    take_part(site, slug, parent)
    sent = submit(parent, slug)
    assert parent.send(sent, f"{sent}/send").status == 303
    page = site.moderator.open("/moderation?kind=picture")
    assert page.root.findall(".//li[@class='row case']/picture/img")


def test_the_persons_earlier_cases_stand_beside_a_case(city: Site) -> None:
    somebody = city.newcomer()
    before, now = sent_in(city, somebody, 1), sent_in(city, somebody, 2)
    path = f"/moderation/cases/{before}"
    city.administrator.send(path, f"{path}/decide", answer="refuse", reason="advertising")
    page = city.moderator.open(f"/moderation/cases/{now}")
    assert path in page.links()
    assert "由 老李 决定" in page.text
    assert any(to.startswith("/city/residents/") for to in page.links())
    assert "以往" not in somebody.open(f"/moderation/cases/{now}").text
