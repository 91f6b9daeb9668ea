"""Handing a campaign over, what a draft lacks, and starting again from an old one."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from campaigns.events.models import Event
from campaigns.organizations.models import Membership, Organization
from campaigns.programme import rules
from campaigns.programme.models import Campaign, CampaignHandover
from civic.accounts.models import AuditEntry
from civic.city.text import Text
from tests import gatherings
from tests.characters import Browser, Site
from tests.organizing import actor_of, campaign, campaign_id, organizer


def _organization(site: Site, boss: Browser) -> str:
    with site.database.read() as session:
        mine = select(Organization.slug).join(Membership, Membership.organization_id == Organization.id)
        return session.scalars(mine.where(Membership.resident_id == actor_of(session, boss).resident_id)).one()


def _send(boss: Browser, path: str, **fields: Any) -> int:
    return boss.post(path, {"csrf_token": boss.token(), **fields}).status


def test_another_organization_takes_it_over_once_it_agrees(site: Site) -> None:
    boss, other = organizer(site), organizer(site)
    slug, theirs = campaign(site, "community", boss), _organization(site, other)
    number = campaign_id(site, slug)
    desk = f"/organize/campaigns/{slug}"
    _send(boss, f"{desk}/hand-over", to=f"https://example.org/organizations/{theirs}")
    assert other.open(desk).status == 404
    assert "接手" in other.open("/organize").text
    _send(other, f"/organize/handover/{number}", organization=theirs, answer="yes")
    assert (boss.open(desk).status, other.open(desk).status) == (404, 200)
    with site.database.read() as session:
        assert session.get(CampaignHandover, number) is None
        written = session.query(AuditEntry).filter_by(act="hand over campaign").one()
        assert written.subject == f"campaign:{number}"


def test_it_stays_where_nobody_was_asked_or_the_answer_is_no(site: Site) -> None:
    boss, other = organizer(site), organizer(site)
    slug, theirs = campaign(site, "community", boss), _organization(site, other)
    number = campaign_id(site, slug)
    desk = f"/organize/campaigns/{slug}"
    assert _send(boss, f"{desk}/hand-over", to="nobody") == 422
    assert _send(other, f"/organize/handover/{number}", organization=theirs, answer="yes") == 404
    _send(boss, f"{desk}/hand-over", to=theirs)
    _send(other, f"/organize/handover/{number}", organization=theirs, answer="no")
    assert (boss.open(desk).status, other.open(desk).status) == (200, 404)


def test_a_draft_says_what_it_lacks_and_can_be_sent_off(site: Site) -> None:
    boss = organizer(site, trusted=False)
    slug = campaign(site, "community", boss, state="draft", title=Text({site.city.languages[0]: "清河"}))
    page = site.again(boss, "en").open(f"/organize/campaigns/{slug}")
    missing = page.root.find(".//*[@id='missing']")
    assert missing is not None
    assert len(missing.findall(".//li")) == 4
    assert _send(boss, f"/organize/campaigns/{slug}/move", act="submit") == 303
    assert boss.open(f"/organize/campaigns/{slug}").root.find(".//*[@id='missing']") is None


def test_a_new_campaign_takes_the_dates_of_an_old_one_over(site: Site) -> None:
    boss = organizer(site)
    slug = campaign(site, "community", boss)
    gatherings.event(site, slug, days=4)
    with site.database.read() as session:
        old = session.scalars(select(Campaign).where(Campaign.slug == slug)).one()
    path = f"/organize/campaigns/new/{old.series}?like={slug}"
    page = boss.open(path)
    sent = {str(one.get("name")): str(one.get("value") or "") for one in page.root.iter("input")}
    sent |= {str(one.get("name")): one.text or "" for one in page.root.iter("textarea")}
    assert sent["starts_on"] == str(rules.moved_on(old.starts_on, site.today))
    sent = {name: value for name, value in sent.items() if not name.startswith(("district-", "action-"))}
    sent |= {"audience": "everyone", "organization": _organization(site, boss), "csrf_token": boss.token()}
    assert boss.post(path, sent).status == 303
    with site.database.read() as session:
        first = session.scalars(select(Event).where(Event.campaign_id == old.id)).one()
        copied = session.scalars(select(Event).where(Event.campaign_id > old.id)).one()
        made = session.get_one(Campaign, copied.campaign_id)
    assert made.state == "draft"
    assert copied.starts_at - first.starts_at == made.starts_on - old.starts_on == timedelta(weeks=52)
