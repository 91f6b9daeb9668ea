"""Campaigns through the pages: making one, publishing it, sharing it, joining it, and what is refused."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from icalendar import Calendar

from campaigns.outreach.queries import links
from campaigns.programme.models import Campaign, TrackedLink
from campaigns.programme.rules import BODY_MAX
from civic.calendar import utc_now
from civic.city.text import Text
from tests import gatherings
from tests.characters import PASSWORD, Browser, Site
from tests.organizing import campaign, campaign_id, organizer
from tests.shows import upload
from workbench.paint import encoded, painting
from workbench.statements import statements


@pytest.fixture
def host(site: Site) -> Browser:
    return organizer(site)


def draft(by: Browser, series: str = "trio", **answers: str) -> str:
    """The slug of a draft made through the form."""
    made = by.send(f"/organize/campaigns/new/{series}", **answers)
    assert made.status == 303, made.problems
    return made.location.rpartition("/")[2]


def test_from_a_template_to_a_page_for_everybody(site: Site, host: Browser) -> None:
    slug = draft(host, title_zh="三件小事")
    visitor = site.visitor()
    assert visitor.open(f"/campaigns/{slug}").status == 404
    assert "三件小事" in host.open(f"/organize/campaigns/{slug}/preview").h1
    assert host.send(f"/organize/campaigns/{slug}", f"/organize/campaigns/{slug}/move", act="publish").status == 303
    page = visitor.open(f"/campaigns/{slug}")
    assert page.h1 == "三件小事"
    meta = {one.get("property"): one.get("content") for one in page.root.iter("meta") if one.get("property")}
    assert meta["og:title"] == "三件小事"
    assert str(meta["og:url"]).endswith(f"/campaigns/{slug}")
    assert "三件小事" in visitor.open("/campaigns?when=upcoming").text


def test_the_first_campaigns_need_the_city(site: Site) -> None:
    newcomer = organizer(site, trusted=False)
    slug = draft(newcomer)
    desk, move = f"/organize/campaigns/{slug}", f"/organize/campaigns/{slug}/move"
    refused = newcomer.post(move, {**newcomer.open(desk).form(move), "act": "publish"})
    assert refused.status == 403
    assert newcomer.send(desk, move, act="submit").status == 303
    decide = f"/city/campaigns/{campaign_id(site, slug)}/decide"
    assert newcomer.open(decide).status == 404
    assert any(link.startswith("/city/organizations/") for link in site.clerk.open(decide).links())
    assert site.clerk.send(decide, act="refuse").status == 422
    assert site.clerk.send(decide, act="refuse", note="缺集合地点").status == 303
    assert "缺集合地点" in newcomer.open(desk).text
    newcomer.send(desk, move, act="submit")
    assert site.clerk.send(decide, act="publish").status == 303
    assert site.visitor().open(f"/campaigns/{slug}").status == 200


def test_new_words_of_an_untrusted_organization_wait_for_the_city(site: Site) -> None:
    newcomer, visitor = organizer(site, trusted=False), site.visitor()
    slug = campaign(site, "trio", newcomer, title=Text({"zh": "旧标题", "en": "Old title"}))
    page, desk = f"/campaigns/{slug}", f"/organize/campaigns/{slug}"
    number = campaign_id(site, slug)
    decide = f"/city/campaigns/{number}/decide"

    assert newcomer.send(f"{desk}/edit", title_zh="新标题", goal_people="77").status == 303
    shown = visitor.open(page)
    assert shown.h1 == "旧标题" and "77" in shown.text
    assert newcomer.open(f"{desk}/edit").form(f"{desk}/edit")["title_zh"] == "新标题"
    assert "等市里看一下" in newcomer.open(desk).text
    assert decide in site.clerk.open("/city/campaigns").links()
    seen = site.clerk.open(decide)
    assert "旧标题" in seen.text and "新标题" in seen.text

    stale = {**seen.form(decide), "act": "agree"}
    newcomer.send(f"{desk}/edit", title_zh="更新的标题")
    assert site.clerk.post(decide, stale).status == 409
    assert visitor.open(page).h1 == "旧标题"
    assert site.clerk.send(decide, act="object").status == 422
    assert site.clerk.send(decide, act="object", note="请写地点").status == 303
    assert newcomer.open(f"{desk}/edit").form(f"{desk}/edit")["title_zh"] == "旧标题"
    assert "您的修改还要再看看" in newcomer.open("/me/inbox").text
    assert decide not in [form.get("action") for form in site.clerk.open(decide).root.iter("form")]
    assert site.clerk.post(decide, {**seen.form(decide), "act": "object", "note": "再来"}).status == 409

    newcomer.send(f"{desk}/edit", title_zh="好标题")
    assert site.clerk.send(decide, act="agree").status == 303
    assert visitor.open(page).h1 == "好标题"
    assert decide not in site.clerk.open("/city/campaigns").links()
    assert "同意了修改" in newcomer.open(f"{desk}/history").text


def test_a_new_cover_of_an_untrusted_organization_waits_too(site: Site) -> None:
    newcomer, visitor = organizer(site, trusted=False), site.visitor()
    slug = campaign(site, "trio", newcomer)
    page, cover = f"/campaigns/{slug}", f"/organize/campaigns/{slug}/cover"
    decide = f"/city/campaigns/{campaign_id(site, slug)}/decide"

    def offer() -> str:
        """The address of a picture that waits, as the clerk sees it."""
        assert upload(newcomer, cover, encoded(painting())).status == 303
        (source,) = (one.get("src", "") for one in site.clerk.open(decide).root.iter("img"))
        return source

    first = offer()
    assert not has_picture(visitor, page)
    assert (visitor.client.get(first).status_code, site.clerk.client.get(first).status_code) == (404, 200)
    second = offer()
    assert site.clerk.client.get(first).status_code == 404
    assert site.clerk.send(decide, act="agree").status == 303
    assert visitor.client.get(second).status_code == 200
    assert has_picture(visitor, page)
    newcomer.send(cover, act="remove")
    assert visitor.client.get(second).status_code == 404
    assert not has_picture(visitor, page)


def test_a_campaign_whose_organizer_has_gone_is_closed_or_handed_over_by_the_city(site: Site) -> None:
    founder, member, latecomer, heir = organizer(site), site.newcomer(), site.newcomer(), site.newcomer()
    slug, other = campaign(site, "trio", founder), campaign(site, "community", founder)
    page, desk, decide = f"/campaigns/{slug}", f"/organize/campaigns/{slug}", "/city/campaigns/%d/decide"
    assert member.send(f"{page}/join").status == 303
    assert f"{page}/join" in site.visitor().open(page).links()
    founder.send("/me/erase", password=PASSWORD)

    shown = site.visitor().open(page)
    assert shown.status == 200 and "由市里照看" in shown.text
    assert f"{page}/join" not in shown.links()
    assert member.open(page).status == 200
    refused = latecomer.open(f"{page}/join")
    assert refused.status == 403 and "由市里照看" in refused.text
    assert latecomer.post(f"{page}/join", {"csrf_token": latecomer.token()}).status == 403
    assert (member.open(desk).status, member.open(f"{desk}/edit").status) == (404, 404)
    assert member.client.get(f"{page}.ics").status_code == 200

    numbers = [campaign_id(site, one) for one in (slug, other)]
    assert {decide % one for one in numbers} <= set(site.clerk.open("/city/campaigns").links())
    assert site.clerk.send(f"/city/campaigns/{numbers[1]}/end", note="没有主办方").status == 303
    look = site.clerk.open(decide % numbers[0])
    (organization,) = (link for link in look.links() if link.startswith("/city/organizations/"))
    reopened = site.clerk.send(organization, f"{organization}/reopen")
    (link,) = (one.get("value", "") for one in reopened.root.iter("input") if one.get("readonly") is not None)
    assert heir.send(urlsplit(link).path).status == 303
    assert heir.open(desk).status == 200
    assert latecomer.send(f"{page}/join").status == 303
    assert decide % numbers[0] not in site.clerk.open("/city/campaigns").links()


def has_picture(browser: Browser, page: str) -> bool:
    """Whether chat apps are shown a picture."""
    return any("/pictures/" in one.get("content", "") for one in browser.open(page).root.iter("meta"))


def test_anothers_campaign_is_nobodys_business(site: Site, host: Browser) -> None:
    slug = campaign(site, "trio", host)
    other = organizer(site)
    for path in ("", "/edit", "/questions", "/history", "/cover", "/preview"):
        assert other.open(f"/organize/campaigns/{slug}{path}").status == 404
    token = {"csrf_token": other.token(), "act": "close"}
    assert other.post(f"/organize/campaigns/{slug}/move", token).status == 404


def test_two_editors_do_not_overwrite_each_other_unseen(site: Site, host: Browser) -> None:
    slug = campaign(site, "trio", host)
    form = f"/organize/campaigns/{slug}/edit"
    early = host.open(form).form(form)
    assert host.send(form, title_zh="先改的").status == 303
    late = host.post(form, {**early, "title_zh": "后改的"})
    assert late.status == 409
    assert late.form(form)["title_zh"] == "后改的"
    assert host.post(form, late.form(form)).status == 303
    history = host.open(f"/organize/campaigns/{slug}/history").text
    assert "先改的" in history
    assert "后改的" in history


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("title_zh", ""),
        ("title_zh", "字" * 61),
        ("title_zh", "a\x00b"),
        ("body_zh", "x" * (BODY_MAX + 1)),
        ("starts_on", "2026-02-30"),
        ("starts_on", "9999-12-31"),
        ("ends_on", "2020-01-01"),
        ("ends_on", "yesterday"),
        ("audience", "nobody"),
        ("goal_people", "-5"),
        ("goal_people", "1e308"),
        ("goal_kg", "NaN"),
        ("goal_actions", "2.5"),
        ("organization", "somebody-elses"),
    ],
)
def test_bad_input_is_explained_beside_its_field(site: Site, host: Browser, field: str, typed: str) -> None:
    before = site.rows()["campaign"]
    form = "/organize/campaigns/new/trio"
    refused = host.post(form, {**host.open(form).form(form), field: typed})
    assert refused.status == 422
    assert refused.problems
    assert refused.beside(field) or field == "starts_on"
    assert site.rows()["campaign"] == before


def test_half_a_character_breaks_nothing(site: Site, host: Browser) -> None:
    slug = draft(host, title_en="\ud83d")
    assert host.open(f"/organize/campaigns/{slug}/preview").status == 200


def test_joining_with_questions(site: Site, host: Browser) -> None:
    slug = campaign(site, "community", host)
    asked = f"/organize/campaigns/{slug}/questions"
    answers = {"label-0_zh": "几点来？", "kind-0": "choice", "choices-0": "上午\n下午", "required-0": "y"}
    assert host.send(asked, **answers).status == 303
    resident = site.newcomer()
    join = f"/campaigns/{slug}/join"
    refused = resident.send(join)
    assert refused.status == 422
    field = next(name for name in refused.form(join) if name.startswith("csrf")) and "question"
    question = next(one.get("name", "") for one in refused.root.iter("input") if str(one.get("name")).startswith(field))
    assert resident.send(join, **{question: "半夜"}).status == 422
    assert resident.send(join, **{question: "上午"}).status == 303
    assert "您已经参加了" in resident.open(f"/campaigns/{slug}").text
    assert "上午" in resident.open("/me/download").answer.text


def test_a_visitor_is_led_to_signing_in_and_back(site: Site) -> None:
    slug = campaign(site, "community")
    visitor = site.visitor()
    led = visitor.open(f"/campaigns/{slug}/join")
    assert led.status == 303
    assert led.location == f"/signin?next=/campaigns/{slug}/join"


def test_joining_twice_is_joining_once_and_leaving_leaves(site: Site) -> None:
    slug = campaign(site, "community")
    resident = site.newcomer()
    before = site.rows()["participant"]
    for _ in range(2):
        assert resident.send(f"/campaigns/{slug}/join").status == 303
    assert site.rows()["participant"] == before + 1
    page = resident.open(f"/campaigns/{slug}").text
    assert "您已经参加了" in page
    assert "1 人" not in page  # one more who joined is one person
    assert resident.send(f"/campaigns/{slug}", f"/campaigns/{slug}/leave").status == 303
    assert "您已经参加了" not in resident.open(f"/campaigns/{slug}").text


def test_a_campaign_for_other_districts_says_so(site: Site) -> None:
    first, last = site.city.districts[0].id, site.city.districts[-1].id
    slug = campaign(site, "community", audience="districts", districts=[last])
    stranger = site.newcomer(first)
    assert stranger.open(f"/campaigns/{slug}/join").status == 403
    assert site.newcomer(last).send(f"/campaigns/{slug}/join").status == 303


def test_what_a_participant_logs_counts_for_the_campaign(site: Site) -> None:
    slug = campaign(site, "trio")
    resident = site.newcomer(language="en")
    resident.send(f"/campaigns/{slug}/join")
    resident.log("cup")
    page = resident.open(f"/campaigns/{slug}").text
    assert "Your contribution" in page
    assert "1 thing done" in page


def test_invitation_links_count_views_and_joins(site: Site, host: Browser) -> None:
    slug = campaign(site, "community", host, actions=["basket", "cup"])
    with site.database.write() as session:
        number = campaign_id(site, slug)
        session.add(
            TrackedLink(
                campaign_id=number, code=f"via{number}", label="门口", created_by_id=1, created_at=utc_now(), views=0
            )
        )
    invited, page = f"/campaigns/{slug}?via=via{number}", f"/campaigns/{slug}"
    resident = site.newcomer()
    for _ in range(3):
        resident.open(invited)
    resident.open(f"{page}?via=nonsense")
    resident.send(f"{page}/join")

    fresh, known, passing = site.visitor(), site.visitor(), site.visitor()
    for browser in (fresh, known, passing):
        browser.open(invited)
        browser.open(invited)
    fresh.sign_up(f"invited{number}", site.city.districts[0].id, next=f"{page}/join")
    other = site.newcomer()
    known.sign_in(other.nickname)
    for browser in (fresh, known):
        browser.open(invited)
        assert browser.send(f"{page}/join").status == 303
        browser.send(f"{page}/join")
        browser.log("basket")
        browser.log("cup")

    with site.database.read() as session:
        (link,) = links(session, session.query(Campaign).filter_by(slug=slug).one())
    assert (link.views, link.joins, link.first_actions) == (4, 3, 2)


def test_the_calendar_file_reads_back(site: Site) -> None:
    slug = campaign(site, "community", title=_text(site, "一；,二"))
    answer = site.visitor().open(f"/campaigns/{slug}.ics").answer
    assert answer.mimetype == "text/calendar"
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["summary"]) == "一；,二"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(days=32)


def test_one_date_goes_into_the_calendar_alone(site: Site) -> None:
    slug = campaign(site, "community")
    first, _ = gatherings.event(site, slug), gatherings.event(site, slug)
    visitor = site.visitor()
    assert len(Calendar.from_ical(visitor.open(f"/campaigns/{slug}.ics").answer.data).walk("VEVENT")) == 2
    (event,) = Calendar.from_ical(visitor.open(f"/campaigns/{slug}.ics?only=event-{first}").answer.data).walk("VEVENT")
    assert str(event["uid"]).startswith(f"event-{first}.")
    assert visitor.open(f"/campaigns/{slug}.ics?only=event-0").status == 404


def test_running_one_together(site: Site, host: Browser) -> None:
    slug = campaign(site, "trio", host)
    other = organizer(site)
    address = next(link for link in other.open("/organize").links() if "/organize/organizations/" in link)
    name = address.rpartition("/")[2]
    desk = f"/organize/campaigns/{slug}"
    assert host.send(desk, f"{desk}/hosts", organization="nobody").status == 422
    assert host.send(desk, f"{desk}/hosts", organization=name).status == 303
    assert other.open(desk).status == 404
    answer = f"/organize/hosting/{campaign_id(site, slug)}"
    assert other.send("/organize", answer, answer="yes").status == 303
    assert other.open(desk).status == 200


def test_a_new_one_from_an_old_one(site: Site, host: Browser) -> None:
    old = campaign(site, "trio", host, title=_text(site, "去年的"))
    form = f"/organize/campaigns/new/trio?like={old}"
    fields = host.open(form).form(form)
    assert fields["title_zh"] == "去年的"
    made = host.post(form, fields)
    assert made.status == 303
    assert made.location != f"/organize/campaigns/{old}"


def _text(site: Site, words: str) -> Text:
    return Text(dict.fromkeys(site.city.languages, words))


@pytest.mark.parametrize(("minutes", "asked"), [(0, 1), (1, 2)])
def test_a_page_of_an_earlier_minute_is_made_anew_at_once(site: Site, minutes: int, asked: int) -> None:
    """One that is still true is looked up in one statement; one of an earlier minute is not looked up besides."""
    path, now = f"/campaigns/{campaign(site, 'trio')}", utc_now()
    with time_machine.travel(now, tick=False):
        site.visitor().open(path)
    with time_machine.travel(now + timedelta(minutes=minutes), tick=False), statements(site.database) as sent:
        site.visitor().open(path)
    assert len(sent) == asked, sent
