"""Staff find a resident by the beginning of the nickname, and see what they need to know; that they looked is
written down."""

import pytest
from sqlalchemy import select

from campaigns.moderation.services import open_case
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from tests.characters import Browser, Site
from tests.organizations import approved
from tests.organizing import actor_of


def number(site: Site, browser: Browser) -> int:
    with site.database.read() as session:
        return actor_of(session, browser).resident_id


def found(browser: Browser, words: str) -> list[str]:
    page = browser.open(f"/city/residents?q={words}")
    return ["".join(one.itertext()) for one in page.root.findall(".//li/a/b")]


def named(site: Site, nickname: str) -> Browser:
    browser = site.visitor()
    browser.sign_up(nickname, site.city.districts[0].id)
    return browser


@pytest.mark.parametrize("who", ["clerk", "moderator", "administrator"])
def test_residents_are_found_by_how_their_nickname_begins(site: Site, who: str) -> None:
    browser: Browser = getattr(site, who)
    if who == "clerk":
        for nickname in ("Peony_One", "peony_two", "A_peony", "牡丹"):
            named(site, nickname)
    assert found(browser, "PEONY") == ["Peony_One", "peony_two"]
    assert found(browser, "牡") == ["牡丹"]
    assert found(browser, "") == []
    assert found(browser, "%25") == found(browser, "_eony") == found(browser, "%00") == []
    assert "没有以此开头" in browser.open("/city/residents?q=zzzz").text


def test_a_resident_is_shown_without_diary_and_mail(site: Site) -> None:
    owner, _ = approved(site, "Maple House")
    page = site.clerk.open(f"/city/residents/{number(site, owner)}")
    assert page.h1 == owner.nickname
    assert "Maple House" in page.text
    assert not [to for to in page.links() if to.startswith(("/entries", "/moderation"))]


def test_looking_is_written_down(site: Site) -> None:
    somebody = number(site, site.newcomer())
    path = f"/city/residents/{somebody}"
    site.moderator.open(path)
    with site.database.read() as session:
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"resident:{somebody}")).all()
    assert acts == ["look at resident"]


def test_others_find_nobody(site: Site) -> None:
    somebody = number(site, site.newcomer())
    for path in ("/city/residents", f"/city/residents/{somebody}"):
        assert site.newcomer().open(path).status == 404
        assert site.visitor().open(path).location.startswith("/signin")
    assert site.clerk.open("/city/residents/99999999").status == 404


def test_the_page_tells_what_was_decided_by_whom(site: Site) -> None:
    author, reporter = site.newcomer(), site.newcomer()
    with site.database.write() as session:
        who, other = (actor_of(session, one).resident_id for one in (author, reporter))
        sent = {"subject_path": "", "text": "", "now": utc_now()}
        case = open_case(session, kind="text", subject="gone:71", by_id=who, **sent).id  # type: ignore[arg-type]
        open_case(session, kind="report", subject="gone:71", by_id=other, **sent)  # type: ignore[arg-type]
    path = f"/moderation/cases/{case}"
    assert site.moderator.send(path, f"{path}/decide", answer="refuse", reason="insult").status == 303
    author.send(f"{path}/appeal", words="Not at all.")
    page = site.moderator.open(f"/city/residents/{who}")
    assert path in page.links()
    assert "由 小周 决定" in page.text and "辱骂" in page.text
    assert [kind for kind in ("申诉", "举报") if kind not in page.text] == []
    assert "gone:71" not in site.moderator.open(f"/city/residents/{other}").html
    assert "举报" not in site.moderator.open(f"/city/residents/{other}").text
