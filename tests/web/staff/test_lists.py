"""The city's lists of everything: all campaigns and organizations, by state and by words; ending a campaign."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.programme.models import Campaign
from civic.accounts.models import AuditEntry
from civic.city.text import Text
from tests.characters import Browser, Site
from tests.organizations import apply, approved, number_of, told
from tests.organizing import campaign, campaign_id, organizer


def titled(site: Site, title: str, **differing: object) -> tuple[str, str]:
    """A campaign of that title: its slug and the number at the end of what the city's lists link."""
    slug = campaign(site, "community", title=Text({"zh": title, "en": title}), **differing)  # type: ignore[arg-type]
    return slug, str(campaign_id(site, slug))


def found(browser: Browser, **asked: str) -> set[str]:
    """The titles in the list that answers."""
    query = "&".join(f"{name}={value}" for name, value in asked.items())
    return {"".join(one.itertext()) for one in browser.open(f"/city/campaigns?{query}").root.findall(".//li/a/b")}


def test_every_campaign_stands_in_its_list(site: Site) -> None:
    today = site.today
    titled(site, "正在跑的")
    titled(site, "明年再跑", starts_on=today + timedelta(days=300), ends_on=today + timedelta(days=310))
    closed, number = titled(site, "跑完了的")
    site.clerk.send(f"/city/campaigns/{number}/end", note="下雨")
    boss = organizer(site, trusted=False)
    back = campaign(site, "community", boss, state="draft", title=Text({"zh": "还要改的"}))
    unseen = campaign(site, "community", boss, state="draft", title=Text({"zh": "谁也没看过"}))
    boss.send(f"/organize/campaigns/{back}", f"/organize/campaigns/{back}/move", act="submit")
    assert "还要改的" in found(site.clerk) & found(site.clerk, list="all")
    decide = f"/city/campaigns/{campaign_id(site, back)}/decide"
    assert site.clerk.send(decide, act="refuse", note="缺地点").status == 303
    lists = {which: found(site.clerk, list=which) for which in ("running", "planned", "past", "returned", "all")}
    for which, title in (
        ("running", "正在跑的"),
        ("planned", "明年再跑"),
        ("past", "跑完了的"),
        ("returned", "还要改的"),
    ):
        assert [code for code, titles in lists.items() if title in titles] == [which, "all"]
    assert unseen and not [code for code, titles in lists.items() if "谁也没看过" in titles]
    assert closed


def test_campaigns_are_found_by_title_and_organizer(site: Site) -> None:
    owner, _ = approved(site, "Willow Club")
    titled(site, "Quiet 100% walk", by=owner)
    titled(site, "Loud walk")
    assert found(site.clerk, q="quiet") == {"Quiet 100% walk"}
    assert found(site.clerk, q="100%25") == {"Quiet 100% walk"}
    assert found(site.clerk, q="willow+CLUB") == {"Quiet 100% walk"}
    assert found(site.clerk, q="nothing+of+it") == set()
    assert site.clerk.open("/city/campaigns?list=nonsense&page=-3&q=%00").status == 200


def test_a_long_list_has_pages(site: Site) -> None:
    boss = organizer(site)
    for number in range(31):
        campaign(site, "community", boss, title=Text({"zh": f"长长{number:02}"}))
    first = site.clerk.open("/city/campaigns?q=长长")
    (onward,) = (to for to in first.links() if "page=2" in to)
    second = site.clerk.open(onward)
    assert len(first.root.findall(".//li/a/b")) == 30
    assert len(second.root.findall(".//li/a/b")) == 1
    assert any("page=1" in to for to in second.links())


def test_a_campaign_is_ended_with_a_reason_and_opened_again(site: Site) -> None:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    number = campaign_id(site, slug)
    end, decide = f"/city/campaigns/{number}/end", f"/city/campaigns/{number}/decide"
    assert end in site.clerk.open(decide).links()
    silent = site.clerk.send(end, note=" ")
    assert silent.status == 422 and silent.beside("note")
    long = site.clerk.send(end, note="很" * 501)
    assert long.status == 422 and long.form(end)["note"] == "很" * 501
    assert f"/campaigns/{slug}/join" in site.visitor().open(f"/campaigns/{slug}").links()

    assert site.clerk.send(end, note="路面结冰").location == decide
    assert f"/campaigns/{slug}/join" not in site.visitor().open(f"/campaigns/{slug}").links()
    assert "路面结冰" in told(site, boss)
    assert site.clerk.post(end, {"csrf_token": site.clerk.token(), "note": "again"}).status == 409

    assert site.clerk.send(decide, f"/city/campaigns/{number}/reopen").location == decide
    assert f"/campaigns/{slug}/join" in site.visitor().open(f"/campaigns/{slug}").links()
    assert "opened “%(title)s” again" in told(site, boss)
    with site.database.read() as session:
        book = session.execute(
            select(AuditEntry.act, AuditEntry.details)
            .where(AuditEntry.subject == f"campaign:{number}")
            .order_by(AuditEntry.id)
        ).all()
    assert [tuple(row) for row in book] == [("close", "路面结冰"), ("reopen", "")]


def test_what_is_over_is_not_opened_again(site: Site) -> None:
    number = campaign_id(site, campaign(site, "community"))
    with site.database.write() as session:
        session.get_one(Campaign, number).ends_on = site.today - timedelta(days=20)
    site.clerk.send(f"/city/campaigns/{number}/end", note="Over.")
    decide = f"/city/campaigns/{number}/decide"
    assert site.clerk.send(decide, f"/city/campaigns/{number}/reopen").status == 409


@pytest.mark.parametrize("who", ["moderator", "xiaoming"])
def test_only_the_city_ends_campaigns(site: Site, who: str) -> None:
    browser: Browser = getattr(site, who)
    number = campaign_id(site, campaign(site, "community"))
    for path in (f"/city/campaigns/{number}/end", f"/city/campaigns/{number}/reopen"):
        assert browser.post(path, {"csrf_token": browser.token(), "note": "No."}).status == 404
    assert site.clerk.post(f"/city/campaigns/{number}/end", {"note": "No token."}).status == 400


def test_an_application_says_how_its_people_are_reached(site: Site) -> None:
    applicant = site.newcomer()
    missing = apply(applicant, "Birch School", contact_office="", contact_reach="")
    assert missing.status == 422 and missing.beside("contact_office") and missing.beside("contact_reach")
    assert missing.form("/organize/apply")["name_zh"] == "Birch School"
    fields = {"contact_office": "团委书记", "contact_reach": "birch@example.org", "proof": "https://birch.example/us"}
    assert apply(applicant, "Birch School", **fields).status == 303
    path = f"/city/organizations/{number_of(site, 'Birch School')}"
    assert all(words in site.clerk.open(path).text for words in fields.values())
    site.clerk.send(path, f"{path}/decide", answer="approve")
    public = [site.visitor().open("/organizations").html, applicant.open("/organize").html]
    assert not [page for page in public if "birch@example.org" in page]


def test_organizations_are_found_by_name_whatever_their_state(site: Site) -> None:
    approved(site, "Cedar House")
    apply(site.newcomer(), "Cedar School")
    page = site.clerk.open("/city/organizations?q=cedar")
    assert {"Cedar House", "Cedar School"} <= {"".join(one.itertext()) for one in page.root.findall(".//li/a/b")}
    waiting = site.clerk.open("/city/organizations?q=cedar&state=applied")
    assert ["".join(one.itertext()) for one in waiting.root.findall(".//li/a/b")] == ["Cedar School"]
