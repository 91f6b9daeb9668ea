"""Organizers in the cast, and the campaigns they run: made through the services, so that a test states what differs."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Membership, Organization
from campaigns.programme import forms, services
from campaigns.programme.models import Campaign
from campaigns.programme.resources import PROGRAMME
from civic.calendar import utc_now
from civic.city.pack import City
from civic.city.text import Text
from civic.residents.identity import ResidentActor
from tests.characters import Browser, Site
from tests.people import named


def organizer(site: Site, nickname: str = "", *, trusted: bool = True) -> Browser:
    """A newcomer who owns an approved organization."""
    browser = site.newcomer()
    with site.database.write() as session:
        own_organization(session, site.city, actor_of(session, browser).resident_id, trusted=trusted)
    return browser


def own_organization(session: Session, city: City, resident_id: int, *, trusted: bool = True) -> Organization:
    """An approved organization of that resident."""
    now = utc_now()
    number = session.query(Organization).count() + 1
    words = Text(dict.fromkeys(city.languages, f"Organization {number}"))
    made = Organization(
        slug=f"organization-{number}",
        kind="community",
        name=words,
        about=words,
        district_id=city.districts[0].id,
        state="approved",
        is_trusted=trusted,
        applied_by_id=resident_id,
        applied_at=now,
        decided_at=now,
        decision_note="",
    )
    session.add(made)
    session.flush()
    session.add(Membership(organization_id=made.id, resident_id=resident_id, role="owner", since=now))
    session.flush()
    return made


def actor_of(session: Session, browser: Browser) -> ResidentActor:
    """Who somebody with a browser is."""
    return named(session, browser.nickname)


def campaign(site: Site, kind: str, by: Browser | None = None, *, state: str = "published", **differing: Any) -> str:
    """The slug of a campaign of that kind, running since yesterday and for a month; `differing` are fields of `Plan`.

    Args:
        by: an organizer of `organizer(site)`; somebody new when left out.
    """
    by = by or organizer(site)
    series = next(one for one in site.app_services.get(PROGRAMME).series.values() if one.kind == kind)
    plan = forms.from_series(series, site.today)
    plan = replace(plan, starts_on=site.today - timedelta(days=1), ends_on=site.today + timedelta(days=30))
    now = utc_now()
    with site.database.write() as session, site.app.test_request_context():
        actor = actor_of(session, by)
        organization_id = session.scalars(
            select(Membership.organization_id).where(Membership.resident_id == actor.resident_id)
        ).first()
        assert organization_id is not None
        made = services.create(
            session,
            site.app_services.registry,
            actor,
            organization_id,
            replace(plan, **differing),
            series=series.id,
            kind=kind,
            today=site.today,
            now=now,
        )
        made.state, made.published_at = state, now
        return made.slug


def campaign_id(site: Site, slug: str) -> int:
    """The number of a campaign."""
    with site.database.read() as session:
        return session.scalars(select(Campaign.id).where(Campaign.slug == slug)).one()
