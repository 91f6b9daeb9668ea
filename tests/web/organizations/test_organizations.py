"""An organization from the application to its end, page by page."""

from datetime import timedelta

import pytest
import time_machine

from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from tests.characters import PASSWORD, Site
from tests.organizations import APPLY, apply, approved, decided, invitation, invited, number_of, team, told


def audit(site: Site) -> list[tuple[str, str]]:
    with site.database.read() as session:
        return [(line.act, line.details) for line in session.query(AuditEntry).order_by(AuditEntry.id)]


def test_an_application_reaches_the_city_and_comes_back_approved(site: Site) -> None:
    owner, managed = approved(site, "实验小学")
    assert owner.open(managed).h1 == "实验小学"
    slug = managed.rsplit("/", 1)[1]
    assert site.visitor().open(f"/organizations/{slug}").h1 == "实验小学"
    assert "实验小学" in site.visitor().open("/organizations").text
    assert "实验小学" in site.visitor().open("/organizations?kind=school").text
    assert "实验小学" not in site.visitor().open("/organizations?kind=club").text
    assert ("approve organization", "") in audit(site)
    assert "is approved" in told(site, owner)


def test_a_refusal_says_why_and_makes_nobody_an_owner(site: Site) -> None:
    applicant = site.newcomer()
    apply(applicant, "影子公司")
    page = decided(site, "影子公司", "refuse")
    assert page.status == 422
    assert page.beside("note")
    assert decided(site, "影子公司", "refuse", "查无此公司").status == 303
    desk = applicant.open("/organize")
    assert "查无此公司" in desk.text
    assert not [link for link in desk.links() if link.startswith("/organize/organizations/")]
    assert ("refuse organization", "查无此公司") in audit(site)


def test_an_application_is_decided_once(site: Site) -> None:
    apply(site.newcomer(), "一次就好")
    path = f"/city/organizations/{number_of(site, '一次就好')}"
    form = site.clerk.open(path).form(f"{path}/decide")
    answers = [site.clerk.post(f"{path}/decide", {**form, "answer": "approve"}).status for _ in range(2)]
    assert answers == [303, 409]


def test_only_city_staff_decide(site: Site) -> None:
    applicant = site.newcomer()
    apply(applicant, "想自己批")
    number = number_of(site, "想自己批")
    assert applicant.open("/city/organizations").status == 404
    for act in ("decide", "trust", "close", "reopen"):
        sent = {"csrf_token": applicant.token(), "answer": "approve", "trusted": "1"}
        assert applicant.post(f"/city/organizations/{number}/{act}", sent).status == 404
    assert "想自己批" not in site.visitor().open("/organizations").text


def test_the_same_application_twice_is_one(site: Site) -> None:
    applicant = site.newcomer()
    before = site.rows()["organization"]
    assert [apply(applicant, "点了两下").status for _ in range(2)] == [303, 303]
    assert site.rows()["organization"] == before + 1


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("kind", "army"),
        ("kind", ""),
        ("name_zh", ""),
        ("name_zh", "　 "),
        ("name_zh", "名" * 61),
        ("name_zh", "a\0b"),
        ("about_zh", "x" * 10_000),
        ("about_en", "x" * 30_000),
        ("district", "atlantis"),
        ("subdistrict", "nowhere"),
    ],
)
def test_a_bad_application_is_kept_and_explained(site: Site, field: str, typed: str) -> None:
    applicant, before = site.newcomer(), site.rows()["organization"]
    form = applicant.open(APPLY).form(APPLY)
    contact = {"contact_office": "会长", "contact_reach": "微信 club"}
    answers = {**form, **contact, "kind": "club", "name_zh": "好名字", "about_zh": "简介", field: typed}
    page = applicant.post(APPLY, answers)
    assert page.status == 422
    assert page.beside(field), page.problems
    assert field == "name_zh" or page.form(APPLY)["name_zh"] == "好名字"
    assert site.rows()["organization"] == before


def test_more_than_three_applications_wait_for_an_answer(site: Site) -> None:
    """Three wait; a new account may not post a fourth thing, and nobody may have a fourth application."""
    applicant = site.newcomer()
    assert [apply(applicant, f"第{number}份申请").status for number in range(4)] == [303, 303, 303, 409]


def test_a_new_account_posts_no_links(site: Site) -> None:
    page = apply(site.newcomer(), "卖货社", about_zh="快来 www.buy-now.com 看看")
    assert page.status == 422
    assert "链接" in page.problems


def test_trust_is_given_and_taken_by_the_city(site: Site) -> None:
    owner, managed = approved(site, "可信社区")
    number = number_of(site, "可信社区", "approved")
    path = f"/city/organizations/{number}"
    assert "免审" not in owner.open(managed).text
    form = site.clerk.open(path).form(f"{path}/trust")
    site.clerk.post(f"{path}/trust", {**form, "trusted": "1"})
    assert "免审" in owner.open(managed).text
    site.clerk.post(f"{path}/trust", {**form, "trusted": "0"})
    assert "免审" not in owner.open(managed).text


def test_an_invitation_works_once(site: Site) -> None:
    owner, managed = approved(site, "骑行俱乐部")
    link = invitation(owner, managed)
    friend, stranger = site.newcomer(), site.newcomer()
    assert "骑行俱乐部" in friend.open(link).h1
    assert friend.send(link).location == managed
    assert friend.open(managed).status == 200
    late = stranger.open(link)
    assert "用过或者过期" in late.text
    assert stranger.post(link, {"csrf_token": stranger.token()}).status == 409
    assert stranger.open(managed).status == 404
    assert friend.nickname in owner.open(managed).text
    assert friend.open(link).location == "/organize"


def test_an_invitation_taken_back_leads_nowhere(site: Site) -> None:
    owner, managed = approved(site, "收回社")
    link = invitation(owner, managed)
    page = owner.open(managed)
    revoke = next(form.get("action", "") for form in page.root.iter("form") if "/revoke" in form.get("action", ""))
    assert owner.post(revoke, page.form(revoke)).status == 303
    friend = site.newcomer()
    assert friend.post(link, {"csrf_token": friend.token()}).status == 409
    assert friend.open(managed).status == 404


def test_an_unknown_invitation_is_no_page(site: Site) -> None:
    friend = site.newcomer()
    for secret in ("nothing", "x" * 5000, "%00", "%ff"):
        assert friend.open(f"/organize/invitations/{secret}").status == 404
        assert friend.post(f"/organize/invitations/{secret}", {"csrf_token": friend.token()}).status == 404


def person_form(page: object, suffix: str) -> str:
    return next(one.get("action", "") for one in page.root.iter("form") if one.get("action", "").endswith(suffix))  # type: ignore[attr-defined]


def test_the_last_owner_cannot_just_go(site: Site) -> None:
    owner, managed = approved(site, "留守社")
    friend = invited(site, owner, managed)
    page = owner.open(managed)
    number = person_form(page, "/owner").split("/")[-2]
    own = next(
        one.get("action", "")
        for one in page.root.iter("form")
        if one.get("action", "").endswith("/end") and number not in one.get("action", "").split("/")
    )
    assert owner.post(own, page.form(own)).status == 409
    assert owner.open(managed).status == 200

    hand_over = f"{managed}/people/{number}/owner"
    assert owner.post(hand_over, page.form(hand_over)).status == 303
    assert owner.post(own, page.form(own)).location == "/organize"
    assert owner.open(managed).status == 404
    assert friend.open(f"{managed}/profile").status == 200
    assert "is in your hands now" in told(site, friend)


def test_whoever_is_dismissed_does_not_come_back_by_an_older_link(site: Site) -> None:
    founder, managed = approved(site, "辞退社")
    heir = invited(site, founder, managed)
    own = invitation(founder, managed)
    page = founder.open(managed)
    hand_over = person_form(page, "/owner")
    assert founder.post(hand_over, page.form(hand_over)).status == 303
    friends = invitation(heir, managed)
    dismissed = heir.open(managed)
    end = next(
        one.get("action", "")
        for one in dismissed.root.iter("form")
        if one.get("action", "").endswith("/end") and one.get("action") != hand_over.replace("/owner", "/end")
    )
    assert heir.post(end, dismissed.form(end)).status == 303

    for link in (own, friends):
        assert founder.post(link, {"csrf_token": founder.token()}).status == 409
    assert founder.open(managed).status == 404
    assert site.newcomer().send(friends).status == 303, "others come by the heir's link"
    other = site.newcomer()
    assert other.post(own, {"csrf_token": other.token()}).status == 409
    assert len([one for one in heir.open(managed).root.iter("form") if "/revoke" in one.get("action", "")]) == 0
    assert founder.send(invitation(heir, managed)).status == 303, "invited anew"


def test_links_of_somebody_whose_role_has_run_out_count_no_more(site: Site) -> None:
    founder, managed = approved(site, "到期社")
    heir = invited(site, founder, managed)
    own = invitation(founder, managed)
    page = founder.open(managed)
    hand_over = person_form(page, "/owner")
    founder.post(hand_over, page.form(hand_over))
    assert heir.send(managed, person_form(heir.open(managed), "/until"), last_day=site.today.isoformat()).status == 303
    friend = site.newcomer()
    with time_machine.travel(utc_now() + timedelta(days=1, hours=1)):
        assert founder.open(managed).status == 404
        assert friend.post(own, {"csrf_token": friend.token()}).status == 409


def test_an_organizer_owns_nothing(site: Site) -> None:
    owner, managed = approved(site, "分工社")
    friend = invited(site, owner, managed)
    token = friend.token()
    number = person_form(owner.open(managed), "/owner").split("/")[-2]
    assert friend.open(f"{managed}/profile").status == 404
    assert friend.open(f"{managed}/close").status == 404
    for act in ("invite", f"people/{number}/owner"):
        assert friend.post(f"{managed}/{act}", {"csrf_token": token}).status == 404
    stranger = site.newcomer()
    for act in ("invite", f"people/{number}/end", f"people/{number}/until", "close"):
        assert stranger.post(f"{managed}/{act}", {"csrf_token": stranger.token()}).status == 404


@pytest.mark.parametrize(("day", "status"), [("1999-01-01", 422), ("9999-12-31", 422), ("tomorrow", 422), ("", 303)])
def test_a_last_day_must_be_one(site: Site, day: str, status: int) -> None:
    owner, managed = approved(site, f"日子社{day}")
    invited(site, owner, managed)
    until = person_form(owner.open(managed), "/until")
    assert owner.send(managed, until, last_day=day).status == status


def test_a_role_ends_after_its_last_day(site: Site) -> None:
    owner, managed = approved(site, "期限社")
    friend = invited(site, owner, managed)
    until = person_form(owner.open(managed), "/until")
    assert owner.send(managed, until, last_day=site.today.isoformat()).status == 303
    assert friend.open(managed).status == 200, "the last day counts whole"
    assert str(site.today) in owner.open(managed).form(until)["last_day"]


def test_closing_ends_everything_and_the_city_opens_it_again(site: Site) -> None:
    owner, managed = approved(site, "关门社")
    friend = invited(site, owner, managed)
    _, link = team(owner, managed, "甲队")
    assert owner.send(f"{managed}/close", note="谢谢大家").status == 303
    assert [one.open(managed).status for one in (owner, friend)] == [404, 404]
    assert site.visitor().open(link).status == 404
    assert "谢谢大家" in told(site, friend)
    public = f"/organizations/{managed.rsplit('/', 1)[1]}"
    assert "已经关闭" in site.visitor().open(public).text

    path = f"/city/organizations/{number_of(site, '关门社', 'closed')}"
    page = site.clerk.send(path, f"{path}/reopen")
    link = next(one.get("value", "") for one in page.root.iter("input") if "/invitations/" in one.get("value", ""))
    heir = site.newcomer()
    assert heir.send(link.partition("localhost")[2]).location == managed
    assert heir.open(f"{managed}/profile").status == 200
    assert owner.open(managed).status == 404


def test_whoever_is_left_inherits_what_an_erased_owner_had(site: Site) -> None:
    owner, managed = approved(site, "继承社")
    friend = invited(site, owner, managed)
    assert owner.send("/me/erase", password=PASSWORD).status == 303
    assert friend.open(f"{managed}/profile").status == 200
    assert "is in your hands now" in told(site, friend)
    assert friend.send("/me/erase", password=PASSWORD).status == 303
    public = site.visitor().open(f"/organizations/{managed.rsplit('/', 1)[1]}")
    assert "已经关闭" in public.text


def test_the_profile_is_changed_by_its_owner(site: Site) -> None:
    owner, managed = approved(site, "改名社")
    page = owner.open(f"{managed}/profile")
    assert page.form(f"{managed}/profile")["name_zh"] == "改名社"
    assert owner.send(f"{managed}/profile", name_zh="新名社", about_zh="").status == 422
    assert owner.send(f"{managed}/profile", name_zh="新名社", about_zh="新的简介").status == 303
    assert owner.open(managed).h1 == "新名社"


def test_everything_about_roles_is_in_the_download(site: Site) -> None:
    owner, _ = approved(site, "下载社")
    stored = owner.open("/me/download").answer.get_json(force=True)
    assert stored["organizations"][0]["name"]["zh"] == "下载社"
    assert stored["organization_roles"][0]["role"] == "owner"
