"""The demonstration's campaigns: one of every series that is open, one that is over, and people in them."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random

from flask import Flask
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaigns.demo.scenes import Stage, befriend, in_all, play
from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.rules import APPROVED
from campaigns.programme import counting, forms, rules, services
from campaigns.programme.models import Campaign, Participant
from campaigns.programme.resources import PROGRAMME
from campaigns.programme.series import Series
from civic.accounts.models import Account
from civic.errors import msgid
from civic.feature import Registry
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living
from civic.services import Services

_NAME = msgid("Green neighbours")
_ABOUT = msgid(
    "Neighbours who do small things for the climate together. An invented organization of the demonstration."
)
_ORGANIZER = "organizer"
_BEGUN, _LASTS, _LONG_AGO = timedelta(days=10), timedelta(days=40), timedelta(days=45)
_SHARE, _LEAST = 0.06, 40
"""Of the residents, who take part in one campaign; so many at least, for figures that are shown of ten who act."""


def add_campaigns(app_services: Services, seed: int, now: datetime) -> None:
    """Campaigns of the demonstration's organizer, after its residents; the same for the same seed and day."""
    app = Flask(__name__)  # what a kind puts beside a new campaign looks for the city where a request would
    app.extensions["tongxing"] = app_services
    today = app_services.calendar.today(now)
    draw = Random(seed)  # noqa: S311 (no secret: invented people)
    with app.app_context(), app_services.database.write() as session:
        actor = the_organizer(session)
        organization = found_organization(
            session,
            app_services,
            actor,
            slug="green-neighbours",
            kind="community",
            name=_NAME,
            about=_ABOUT,
            now=now,
        )
        everybody = list(session.scalars(select(Resident.id).order_by(Resident.id)))
        made = [
            _campaign(session, app_services.registry, actor, organization.id, series, today=today, now=now)
            for series in app_services.get(PROGRAMME).series.values()
        ]
        made.append(_past(session, app_services.registry, actor, organization.id, made[-1], today, now))
        for campaign in made:
            _fill(session, campaign, everybody, draw, now)
        stage = Stage(session, app_services, actor, draw, now)
        for campaign in made[:-1]:
            play(stage, campaign)
        befriend(stage)
        session.flush()
        counting.count_all(session, now)


def the_organizer(session: Session) -> ResidentActor:
    """Who runs what the demonstration invents."""
    (organizer,) = living(session, Account.username == _ORGANIZER)
    return organizer


def found_organization(
    session: Session,
    app_services: Services,
    actor: ResidentActor,
    *,
    slug: str,
    kind: str,
    name: str,
    about: str,
    now: datetime,
) -> Organization:
    """An approved organization of the actor's, which the city trusts; `name` and `about` are msgids."""
    found = Organization(
        slug=slug,
        kind=kind,
        name=in_all(app_services, name),
        about=in_all(app_services, about),
        district_id=actor.district_id,
        state=APPROVED,
        is_trusted=True,
        applied_by_id=actor.resident_id,
        applied_at=now,
        decided_at=now,
        decision_note="",
    )
    session.add(found)
    session.flush()
    session.add(Membership(organization_id=found.id, resident_id=actor.resident_id, role="owner", since=now))
    return found


def _campaign(
    session: Session,
    registry: Registry,
    actor: ResidentActor,
    organization_id: int,
    series: Series,
    *,
    today: date,
    now: datetime,
) -> Campaign:
    """A published campaign from the template of its series, in the middle of its days."""
    plan = replace(forms.from_series(series, today), starts_on=today - _BEGUN, ends_on=today - _BEGUN + _LASTS)
    campaign = services.create(
        session, registry, actor, organization_id, plan, series=series.id, kind=series.kind, today=today, now=now
    )
    campaign.slug = f"demo-{series.id}".replace("_", "-")
    services.move(session, actor, campaign.id, "publish", now)
    return campaign


def _past(
    session: Session,
    registry: Registry,
    actor: ResidentActor,
    organization_id: int,
    like: Campaign,
    today: date,
    now: datetime,
) -> Campaign:
    """One that is closed, and whose figures stay."""
    plan = forms.from_campaign(like)
    campaign = services.create(
        session, registry, actor, organization_id, plan, series=like.series, kind=like.kind, today=today, now=now
    )
    campaign.slug = f"{like.slug}-past"
    campaign.starts_on, campaign.ends_on = today - _LONG_AGO, today - _LONG_AGO + timedelta(days=20)
    campaign.state, campaign.published_at = rules.CLOSED, now
    return campaign


def _fill(session: Session, campaign: Campaign, everybody: list[int], draw: Random, now: datetime) -> None:
    """A share of everybody since its first day, and the account `resident`, who was the first."""
    chosen = sorted(
        {everybody[0], *draw.sample(everybody, min(len(everybody), max(_LEAST, round(_SHARE * len(everybody)))))}
    )
    joined = {"joined_at": now, "joined_on": campaign.starts_on, "after_entry_id": 0}
    rows = [{"campaign_id": campaign.id, "resident_id": one, **joined} for one in chosen]
    session.execute(insert(Participant), rows)
