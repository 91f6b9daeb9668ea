"""An entry that is being looked at, from both sides: whose it is, and who decides."""

import pytest
from sqlalchemy import select

from campaigns.moderation.models import Case
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from footprint.integrity import jobs
from footprint.integrity.models import Flag
from tests.characters import Browser, Site, number_in
from tests.organizations import told


@pytest.fixture
def resident(site: Site) -> Browser:
    return site.newcomer(language="en")


def logged_too_far(site: Site, resident: Browser) -> int:
    """An entry that the rules ask about in the night that follows."""
    jobs.look(site.app_services, utc_now())  # at what other tests have left behind
    path = resident.send("/actions/bicycle", replaced_mode="car", quantity="600").location
    assert jobs.look(site.app_services, utc_now()) == 1
    return number_in(path.partition("?")[0])


def case_of(site: Site, entry: int) -> int:
    with site.database.read() as session:
        found = session.scalars(select(Case).where(Case.subject_path == f"/entries/{entry}", Case.kind == "held"))
        return found.one().id


def decide(site: Site, case: int, answer: str, **more: str) -> int:
    path = f"/moderation/cases/{case}"
    return site.moderator.send(path, f"{path}/decide", answer=answer, **more).status


def test_its_resident_is_told_and_answers_in_two_taps(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    assert "being looked at; nothing is deleted" in told(site, resident)
    page = resident.open(f"/entries/{entry}")
    assert "600 km in one day" in page.text
    assert "Nothing is deleted" in page.text
    assert "not counted" in page.text
    assert "not counted" in resident.open("/me/entries").text
    answered = resident.send(f"/entries/{entry}", f"/entries/{entry}/answer")
    assert "You said that it was like this" in resident.follow(answered).text
    again = resident.send(f"/entries/{entry}", f"/entries/{entry}/answer", words="Around the <lake>.")
    assert "Around the <lake>." in resident.follow(again).text


def test_too_much_to_say_is_refused_beside_its_field_and_kept(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    words = "Around the lake. " * 100
    refused = resident.send(f"/entries/{entry}", f"/entries/{entry}/answer", words=words)
    assert refused.status == 422
    field = next(one for one in refused.root.iter("textarea") if one.get("name") == "words")
    assert field.get("aria-invalid") == "true"
    assert "Around the lake. Around" in (field.text or "")
    stranger = site.newcomer()
    assert stranger.post(f"/entries/{entry}/answer", {"csrf_token": stranger.token()}).status == 404


def test_it_counts_again_once_somebody_says_so(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    resident.send(f"/entries/{entry}", f"/entries/{entry}/answer", words="A race around the lake.")
    case = case_of(site, entry)
    seen = site.moderator.open(f"/moderation/cases/{case}")
    assert "A race around the lake." in seen.text
    assert "600" in seen.text
    assert resident.nickname not in seen.html, "of an entry it does not matter who"
    assert decide(site, case, "allow") == 303
    assert "counts again" in told(site, resident)
    page = resident.open(f"/entries/{entry}")
    assert "counts again" in page.text
    diary = resident.open("/me/entries")
    assert "not counted" not in diary.text
    assert f"/entries/{entry}" not in diary.links(), "the release stands for it"
    (standing,) = [number_in(one) for one in diary.links() if one.startswith("/entries/")]
    assert "looked at: it counts" in resident.open(f"/entries/{standing}").text


def test_a_rejection_needs_a_reason_and_can_be_appealed(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    case = case_of(site, entry)
    assert decide(site, case, "refuse") == 422
    assert decide(site, case, "refuse", reason="implausible") == 303
    assert "looked at: it does not count" in resident.open(f"/entries/{entry}").text
    assert "not counted" in resident.open("/me/entries").text
    path = f"/moderation/cases/{case}"
    assert f"{path}/appeal" in resident.open(path).links()
    assert resident.send(f"{path}/appeal", words="It was like this.").status == 303
    with site.database.read() as session:
        appeal = session.scalars(select(Case).where(Case.subject == f"case:{case}")).one().id
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"case:{case}")).all()
    assert acts == ["refused case"]
    path = f"/moderation/cases/{appeal}"
    assert site.administrator.send(path, f"{path}/decide", answer="allow").status == 303
    assert "not counted" not in resident.open("/me/entries").text


def test_it_can_be_taken_back_meanwhile(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    assert resident.send(f"/entries/{entry}", f"/entries/{entry}/undo").status == 303
    assert decide(site, case_of(site, entry), "allow") == 303
    assert "undone" in resident.open("/me/entries").text


def test_only_its_resident_answers(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    stranger = site.newcomer()
    fields = {"csrf_token": stranger.token(), "words": "mine"}
    assert stranger.post(f"/entries/{entry}/answer", fields).status == 404
    assert stranger.post("/entries/999999/answer", fields).status == 404
    own = {"csrf_token": resident.token()}
    assert resident.post(f"/entries/{entry}/answer", {**own, "words": "x" * 1001}).status == 422
    other = number_in(resident.send("/actions/walking", replaced_mode="none").location.partition("?")[0])
    assert resident.post(f"/entries/{other}/answer", own).status == 404, "nobody asked about it"
    with site.database.read() as session:
        mine = session.scalars(select(Flag).where(Flag.answered_at.is_not(None)))
        assert all(flag.answer != "mine" for flag in mine)


def test_after_the_decision_it_is_too_late(site: Site, resident: Browser) -> None:
    entry = logged_too_far(site, resident)
    decide(site, case_of(site, entry), "allow")
    late = resident.post(f"/entries/{entry}/answer", {"csrf_token": resident.token(), "words": "late"})
    assert late.status == 409
