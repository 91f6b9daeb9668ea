"""Cases from both sides: the queue, decisions, messages, reports, appeals, blocks."""

from datetime import timedelta

import pytest

from campaigns.moderation.models import Case
from campaigns.moderation.services import count_decisions, open_case
from campaigns.organizations.models import Organization
from civic.accounts.models import Account, AuditEntry
from civic.calendar import utc_now
from civic.residents.models import Resident
from footprint.ledger.models import Entry
from tests.characters import PASSWORD, Browser, Site
from tests.organizations import apply, approved, told


def id_of(site: Site, browser: Browser) -> int:
    with site.database.read() as session:
        return (
            session.query(Resident.id)
            .join(Account, Account.id == Resident.account_id)
            .filter(Account.username == browser.nickname)
            .scalar()
            or 0
        )


def organization(site: Site, name: str) -> int:
    with site.database.read() as session:
        return next(one.id for one in session.query(Organization) if name in one.name.by_language.values())


def sent_in(site: Site, browser: Browser, number: int, text: str = "请看看") -> int:
    """A text about an organization, as a feature hands it to the moderators."""
    who = id_of(site, browser)
    with site.database.write() as session:
        subject = f"organization:{number}"
        case = open_case(session, kind="text", subject=subject, subject_path="/", by_id=who, text=text, now=utc_now())
        return case.id


def decide(site: Site, number: int, answer: str, **more: str) -> int:
    path = f"/moderation/cases/{number}"
    return site.moderator.send(path, f"{path}/decide", answer=answer, **more).status


def reported(site: Site, name: str) -> tuple[Browser, Browser, str, int]:
    """Owner and reporter of a new organization, its page for organizers, and the number of the case."""
    owner, managed = approved(site, name)
    path = f"/report/organization/{organization(site, name)}"
    reporter = site.newcomer()
    assert reporter.send(path, reason="advertising", words="全是广告").status == 303
    with site.database.read() as session:
        case = session.query(Case).filter(Case.subject == path.removeprefix("/report/").replace("/", ":")).one()
        return owner, reporter, managed, case.id


def test_what_waits_longest_comes_first(site: Site) -> None:
    sender = site.newcomer()
    first = sent_in(site, sender, 10_001, "先来的")
    second = sent_in(site, sender, 10_002, "后来的")
    page = site.moderator.open("/moderation?kind=text")
    links = [link.partition("?")[0] for link in page.links() if link.startswith("/moderation/cases/")]
    assert links.index(f"/moderation/cases/{first}") < links.index(f"/moderation/cases/{second}")
    assert f"/moderation/cases/{first}?queue=picture" not in site.moderator.open("/moderation?kind=picture").links()
    case = site.moderator.open(f"/moderation/cases/{first}")
    assert "/static/campaigns." in case.html  # the sheet that keeps a large picture within the phone
    assert decide(site, first, "allow") == 303
    assert "已经通知对方" in site.moderator.open("/moderation").text
    assert f"/moderation/cases/{first}" not in site.moderator.open("/moderation").links()
    assert f"/moderation/cases/{first}" in site.moderator.open("/moderation?state=allowed").links()


def test_only_moderators_see_the_queue(site: Site) -> None:
    sender, stranger = site.newcomer(), site.newcomer()
    case = sent_in(site, sender, 10_003)
    assert [one.open("/moderation").status for one in (sender, site.clerk)] == [404, 404]
    assert sender.open(f"/moderation/cases/{case}").status == 200
    assert stranger.open(f"/moderation/cases/{case}").status == 404
    for act in ("decide", "say", "block", "unblock", "appeal"):
        sent = {"csrf_token": stranger.token(), "answer": "allow", "words": "x"}
        assert stranger.post(f"/moderation/cases/{case}/{act}", sent).status == 404
    assert sender.post(f"/moderation/cases/{case}/decide", {"csrf_token": sender.token()}).status == 404


def test_a_refusal_has_a_reason_is_told_and_noted(site: Site) -> None:
    sender = site.newcomer()
    case = sent_in(site, sender, 10_004)
    assert decide(site, case, "refuse") == 422
    assert decide(site, case, "refuse", reason="nonsense") == 422
    assert decide(site, case, "maybe") == 422
    assert decide(site, case, "refuse", reason="insult", message="请换一种说法。") == 303
    assert decide_again(site, case) == 409
    mine = sender.open(f"/moderation/cases/{case}")
    assert "辱骂" in mine.text
    assert "请换一种说法。" in mine.text
    assert "stays private" in told(site, sender)
    with site.database.read() as session:
        noted = session.query(AuditEntry).filter(AuditEntry.subject == f"case:{case}").one()
        assert (noted.act, noted.details) == ("refused case", "text organization:10004 insult")


def decide_again(site: Site, case: int) -> int:
    sent = {"csrf_token": site.moderator.token(), "answer": "allow"}
    return site.moderator.post(f"/moderation/cases/{case}/decide", sent).status


def test_both_sides_write(site: Site) -> None:
    sender = site.newcomer()
    path = f"/moderation/cases/{sent_in(site, sender, 10_005)}"
    assert sender.send(path, f"{path}/say", words="这是我自己画的。").status == 303
    assert "这是我自己画的" in site.moderator.open(path).text
    assert site.moderator.send(path, f"{path}/say", words="谢谢，\r\n\r\n请补一张。").status == 303
    assert "请补一张" in sender.open(path).text
    assert "请补一张" in told(site, sender)
    for words in ("", " ", "a\0b", "字" * 1001):
        assert sender.send(path, f"{path}/say", words=words).status == 422
    answers = [sender.send(path, f"{path}/say", words=f"第 {n} 次").status for n in range(10)]
    assert answers == [303] * 9 + [409]


def test_a_report_is_made_once_and_the_thing_stays_until_somebody_decides(site: Site) -> None:
    owner, reporter, managed, case = reported(site, "被举报社")
    page = f"/report/{'organization'}/{organization(site, '被举报社')}"
    assert "谢谢" in reporter.open(page).text
    before = site.rows()
    assert reporter.post(page, {"csrf_token": reporter.token(), "reason": "insult"}).status == 200
    second = site.newcomer()
    assert second.send(page, reason="off_topic").status == 303
    after = site.rows()
    assert after["moderation_case"] == before["moderation_case"], "the same case"
    assert after["moderation_report"] == before["moderation_report"] + 1
    assert "全是广告" in site.moderator.open(f"/moderation/cases/{case}").text
    assert owner.open(f"/moderation/cases/{case}").status == 404, "nobody learns who reported"
    assert owner.open(managed).status == 200
    assert decide(site, case, "allow") == 303
    assert owner.open(managed).status == 200
    assert "it stays" in told(site, reporter)
    assert "it stays" in told(site, second)


def test_a_thing_taken_down_comes_back_by_an_appeal_to_somebody_else(site: Site) -> None:
    owner, reporter, managed, case = reported(site, "申诉社")
    path = f"/moderation/cases/{case}"
    reporter.send(path, f"{path}/say", words="我是他邻居。")
    assert decide(site, case, "refuse", reason="advertising", message="请只写组织做什么。") == 303
    assert owner.open(managed).status == 404
    assert "was taken down" in told(site, owner)
    seen = owner.open(path).text
    assert "请只写组织做什么。" in seen
    assert "全是广告" not in seen
    assert "邻居" not in seen
    owner.send(path, f"{path}/say", words="我们去改。")
    assert "我们去改" not in reporter.open(path).text
    assert all(words in site.moderator.open(path).text for words in ("邻居", "我们去改"))
    assert reporter.open(f"{path}/appeal").status == 404
    assert owner.send(f"{path}/appeal", words="").status == 422
    made = owner.send(f"{path}/appeal", words="我们不卖东西。")
    assert made.status == 303
    assert owner.post(f"{path}/appeal", {"csrf_token": owner.token(), "words": "再来"}).location == made.location
    assert (
        site.moderator.post(f"{made.location}/decide", {"csrf_token": site.moderator.token(), "answer": "allow"}).status
        == 403
    )
    page = site.administrator.open(made.location)
    form = {**page.form(f"{made.location}/decide"), "answer": "allow"}
    assert site.administrator.post(f"{made.location}/decide", form).status == 303
    assert owner.open(managed).status == 200
    assert "Your appeal was right" in told(site, owner)


@pytest.mark.parametrize(
    "path", ["organization/999999", "painting/0", "nothing/1", "case/1", "entry/1", "organization/x"]
)
def test_what_nobody_sees_cannot_be_reported(site: Site, path: str) -> None:
    reporter = site.newcomer()
    assert reporter.open(f"/report/{path}").status == 404
    assert reporter.post(f"/report/{path}", {"csrf_token": reporter.token(), "reason": "insult"}).status == 404


def test_a_bad_report_is_explained(site: Site) -> None:
    approved(site, "好好社")
    path = f"/report/organization/{organization(site, '好好社')}"
    reporter = site.newcomer()
    for typed in ({}, {"reason": "because"}, {"reason": "insult", "words": "x" * 501}):
        page = reporter.post(path, {"csrf_token": reporter.token(), **typed})
        assert page.status == 422
        assert page.problems
    assert site.visitor().open(path).location.startswith("/signin")


def test_a_blocked_account_cannot_post_until_its_day(site: Site) -> None:
    owner, _, _, case = reported(site, "被停社")
    path = f"/moderation/cases/{case}"
    for day, why in (("1999-01-01", "x"), ("9999-01-01", "x"), ("", "x"), (site.today.isoformat(), "")):
        assert site.moderator.send(path, f"{path}/block", last_day=day, why=why).status == 422
    until = site.today + timedelta(days=7)
    assert site.moderator.send(path, f"{path}/block", last_day=until.isoformat(), why="多次刷屏").status == 303
    assert "多次刷屏" in owner.open("/moderation/mine").text
    assert "多次刷屏" in told(site, owner)
    refused = apply(owner, "再来一个")
    assert refused.status == 403
    assert "多次刷屏" in refused.text
    page = site.moderator.open(path)
    assert site.moderator.post(f"{path}/unblock", page.form(f"{path}/unblock")).status == 303
    assert apply(owner, "再来一个").status == 303


def test_a_limit_that_cut_off_an_entry_is_appealed_and_the_answer_is_honest(site: Site) -> None:
    resident = site.newcomer()
    entry = resident.send("/actions/walking", quantity="40").location.partition("?")[0]
    page = resident.open(entry)
    assert f"{entry}/appeal" in page.links()
    assert "每个人都一样" in resident.open(f"{entry}/appeal").text
    case = resident.send(f"{entry}/appeal", words="那天走了一整天的山路。").location
    assert resident.open(f"{entry}/appeal").location == case
    before = site.rows()["entry"]
    assert site.moderator.send(case, f"{case}/decide", answer="allow").status == 303
    assert "nothing could be added" in told(site, resident)
    assert site.rows()["entry"] == before
    assert site.newcomer().open(f"{entry}/appeal").status == 404


@pytest.mark.parametrize(
    ("language", "facts"),
    [
        ("zh", ["步行", "数量40 公里", "计入的数量30 公里", "未计入10 公里", "每天最多算 30 公里"]),
        ("en", ["Walking", "logged40 km", "counted30 km", "Cut off by a limit10 km", "At most 30 km a day"]),
    ],
)
def test_whoever_judges_an_entry_sees_what_was_cut_off_and_not_whose(
    site: Site, language: str, facts: list[str]
) -> None:
    resident = site.newcomer()
    entry = resident.send("/actions/walking", quantity="40").location.partition("?")[0]
    case = resident.send(f"{entry}/appeal", words="那天走了一整天的山路。").location
    page = site.again(site.moderator, language).open(case)
    assert not [fact for fact in facts if fact not in page.text], page.text
    assert "/actions/walking" in page.links()
    assert resident.nickname not in page.text
    resident.send(entry, f"{entry}/undo")
    assert ("taken back meanwhile" if language == "en" else "已撤销") in page_of(site, language, case)


def page_of(site: Site, language: str, path: str) -> str:
    return site.again(site.moderator, language).open(path).text


def test_an_appeal_counts_anew_what_has_room_by_then(site: Site) -> None:
    resident = site.newcomer()
    first = resident.send("/actions/walking", quantity="20").location.partition("?")[0]
    second = resident.send("/actions/walking", quantity="30").location.partition("?")[0]
    case = resident.send(f"{second}/appeal", words="第一条记错了。").location
    resident.send(first, f"{first}/undo")
    assert site.moderator.send(case, f"{case}/decide", answer="allow").status == 303
    who = id_of(site, resident)
    with site.database.read() as session:
        anew = session.query(Entry).filter(Entry.resident_id == who, Entry.source.like("appeal:%")).one()
        assert (anew.quantity_milli, anew.credited_milli) == (20_000, 20_000)
    assert "'amount': '20'" in told(site, resident)


def test_an_entry_counted_whole_has_nothing_to_appeal(site: Site) -> None:
    resident = site.newcomer()
    entry = resident.send("/actions/walking", quantity="3").location.partition("?")[0]
    assert f"{entry}/appeal" not in resident.open(entry).links()
    assert resident.open(f"{entry}/appeal").status == 409
    assert resident.post(f"{entry}/appeal", {"csrf_token": resident.token(), "words": "再加点"}).status == 409


def test_nobody_judges_an_own_matter(site: Site) -> None:
    case = sent_in(site, site.moderator, 10_006)
    assert "/decide" not in site.moderator.open(f"/moderation/cases/{case}").html
    assert decide_again(site, case) == 403


def test_the_counts_are_public(site: Site) -> None:
    """Of ten people and more, and by ten: what becomes of one case is not read off them."""

    def told() -> str:
        with site.database.write() as session:
            count_decisions(session)
        return site.visitor().open("/about/moderation").text

    words, refusal = "像是别人的作品", {"answer": "refuse", "reason": "not_own"}
    before = site.visitor().open("/about/moderation")
    assert before.status == 200
    for number in range(9):
        decide(site, sent_in(site, site.newcomer(), 20_000 + number), **refusal)
    assert words not in told()
    decide(site, sent_in(site, site.newcomer(), 20_009), **refusal)
    assert f"{words}10" in told()
    decide(site, sent_in(site, site.newcomer(), 20_010), **refusal)
    assert f"{words}10" in told()


def test_erasing_takes_words_along_and_leaves_counts(site: Site) -> None:
    sender = site.newcomer()
    case = sent_in(site, sender, 10_009, "我的私房话")
    path = f"/moderation/cases/{case}"
    sender.send(path, f"{path}/say", words="别告诉别人。")
    stored = sender.open("/me/download").answer.get_json(force=True)
    assert stored["moderation_cases"][0]["text"] == "我的私房话"
    assert stored["moderation_messages"][0]["text"] == "别告诉别人。"
    before = site.rows()["moderation_case"]
    assert sender.send("/me/erase", password=PASSWORD).status == 303
    page = site.moderator.open(path)
    assert "私房话" not in page.text
    assert "别告诉别人" not in page.text
    assert site.rows()["moderation_case"] == before
