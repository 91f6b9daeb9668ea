"""A campaign whose organization is closed takes nobody in any more, by whatever entry: nobody answers for it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import func, select

from campaigns.events import registering
from campaigns.events.models import Event
from campaigns.moderation.models import Case
from campaigns.organizations import services as organizations
from campaigns.organizations.models import Membership, Organization
from campaigns.programme.models import Campaign
from civic.calendar import utc_now
from tests import gatherings
from tests.characters import Browser, Page, Site
from tests.organizing import actor_of, campaign, organizer
from tests.outings import ROUTE
from tests.shows import hang

NOT_TAKING_PART = {"account", "resident", "household", "pack_version", "arrival_mark"}
"""Somebody may be new in the city, and the ledger note its pack on first use."""
NOBODY = "这个活动目前没有人主办，暂时不能参加，由市里照看。"


@dataclass
class Deserted:
    """A campaign of each kind with a guest who takes part, and a date that has begun; then its organization closes."""

    site: Site
    boss: Browser
    guest: Browser
    slug: str
    event: int = 0

    @property
    def page(self) -> str:
        return f"/campaigns/{self.slug}"

    def close(self) -> None:
        with self.site.database.write() as session:
            boss = actor_of(session, self.boss)
            found = select(Membership.organization_id).where(Membership.resident_id == boss.resident_id)
            organizations.close(session, boss, session.scalars(found).one(), "", utc_now())

    def post(self, path: str, who: Browser | None = None, **fields: str) -> Page:
        who = who or self.guest
        return who.post(f"{self.page}{path}", {"csrf_token": who.token(), **fields})


def deserted(site: Site, kind: str, *, begun: bool = False) -> Deserted:
    boss, guest = organizer(site), site.newcomer()
    found = Deserted(site, boss, guest, campaign(site, kind, boss))
    assert guest.send(f"{found.page}/join").status == 303
    if kind in ("community", "ride"):
        found.event = gatherings.event(site, found.slug)
    if kind == "ride":
        desk = f"/organize/campaigns/{found.slug}/rides/{found.event}"
        assert boss.send(desk, meeting_zh="码头", **ROUTE).status == 303
    if begun:
        gatherings.register(site, found.slug, found.event, guest)
        gatherings.begin(site, found.event)
    return found


def _join(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    return deserted(site, "community"), lambda one: one.post("/join", site.newcomer())


def _register(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    return deserted(site, "community"), lambda one: one.post(f"/events/{one.event}/register", minors="0", of_age="y")


def _arrive(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    found = deserted(site, "community", begun=True)
    here = f"/here/{gatherings.screen_code(site, found.event)}"
    fields = found.guest.open(here).form(f"/here/{found.event}/arrive")
    return found, lambda one: one.guest.post(f"/here/{one.event}/arrive", fields)


def _ride(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    found = deserted(site, "ride", begun=True)
    scan = f"/organize/campaigns/{found.slug}/events/{found.event}/scan"
    assert found.boss.send(scan, code=gatherings.code_of(site, found.guest)).status == 200
    track = f"{found.page}/rides/{found.event}/track"
    fields = found.guest.open(track).form(f"{found.page}/rides/{found.event}/planned")
    return found, lambda one: one.guest.post(f"{one.page}/rides/{one.event}/planned", fields)


def _pledge(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    found = deserted(site, "trio")
    path = next(link for link in found.guest.open(f"{found.page}/pledge").links() if "/pledge/" in link)
    fields = found.guest.open(path).form(path)
    return found, lambda one: one.guest.post(path, fields)


def _family(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    found = deserted(site, "family")
    fields = {**found.guest.open(f"{found.page}/family").form(f"{found.page}/family"), "name": "Willow"}
    return found, lambda one: one.guest.post(f"{one.page}/family", fields)


def _story(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    return deserted(site, "community"), lambda one: one.post("/stories/new", text="Herons", key="a-key-of-a-form")


def _vote(site: Site) -> tuple[Deserted, Callable[[Deserted], Page]]:
    found = deserted(site, "painting")
    painting = hang(site, site.newcomer(), found.slug)
    with site.database.write() as session:
        one = session.scalars(select(Campaign).where(Campaign.slug == found.slug)).one()
        one.created_at = one.published_at = utc_now()
    return found, lambda one: one.post(f"{painting.removeprefix(one.page)}/vote")


ENTRIES = [_join, _register, _arrive, _ride, _pledge, _family, _story, _vote]


@pytest.mark.parametrize("entry", ENTRIES)
def test_nobody_comes_in(site: Site, entry: Callable[[Site], tuple[Deserted, Callable[[Deserted], Page]]]) -> None:
    found, come_in = entry(site)
    found.close()
    before = site.rows()
    refused = come_in(found)
    assert refused.status in (403, 409)
    assert NOBODY in refused.text
    after = site.rows()
    assert {name for name in after if after[name] != before[name]} <= NOT_TAKING_PART


def test_nobody_is_reminded_or_moves_up(site: Site) -> None:
    found = deserted(site, "community")
    event = gatherings.event(site, found.slug, capacity=1)
    gatherings.register(site, found.slug, event, found.guest, site.newcomer())
    found.close()
    with site.database.write() as session:
        registering.withdraw(session, event, actor_of(session, found.guest).resident_id)
        registering.move_up_everywhere(session, site.app_services.calendar, utc_now())
        registering.remind(session, site.app_services.calendar, utc_now())
        one = session.get_one(Event, event)
        assert (one.waiting, one.registered, one.reminded_at) == (1, 0, None)


def test_a_letter_that_waited_does_not_go_out(site: Site) -> None:
    boss, guest = organizer(site, trusted=False), site.newcomer()
    found = Deserted(site, boss, guest, campaign(site, "community", boss))
    assert guest.send(f"{found.page}/join").status == 303
    words = {"title_zh": "你好", "text_zh": "明天见", "act": "send"}
    assert boss.send(f"/organize/campaigns/{found.slug}/letters/new", **words).status == 303
    found.close()
    with site.database.read() as session:
        case = session.scalars(select(func.max(Case.id)).where(Case.subject.startswith("letter:"))).one()
    path = f"/moderation/cases/{case}"
    refused = site.moderator.send(path, f"{path}/decide", answer="allow")
    assert refused.status == 403 and NOBODY in refused.text


def test_it_goes_on_where_a_host_is_left(site: Site) -> None:
    found, other = deserted(site, "community"), organizer(site)
    desk = f"/organize/campaigns/{found.slug}"
    with site.database.read() as session:
        mine = select(Membership.organization_id).where(Membership.resident_id == actor_of(session, other).resident_id)
        host = session.get_one(Organization, session.scalars(mine).one()).slug
    assert found.boss.send(desk, f"{desk}/hosts", organization=host).status == 303
    asked = next(
        str(form.get("action"))
        for form in other.open("/organize").root.iter("form")
        if "/hosting/" in str(form.get("action"))
    )
    assert other.send("/organize", asked, answer="yes").status == 303
    found.close()
    assert found.post(f"/events/{found.event}/register", minors="0", of_age="y").status == 303
