"""Reads of campaigns. What a page shows of one comes from a single statement, whatever the number of participants."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, and_, bindparam, func, or_, select
from sqlalchemy.orm import Session, aliased

from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.rules import APPROVED
from campaigns.programme.models import (
    Answer,
    Campaign,
    CampaignChange,
    CampaignCount,
    CampaignHandover,
    CampaignHost,
    Participant,
    Question,
    TrackedLink,
)
from campaigns.programme.rules import ARCHIVED, CLOSED, PUBLIC, PUBLISHED, Standing
from civic.accounts.identity import Actor
from civic.accounts.models import Account
from civic.city.text import Text
from civic.database.engine import Database
from civic.database.typed_rows import RowQuery, as_text
from civic.errors import NotFound
from civic.pictures.models import Picture
from civic.residents.identity import resident_id_of

_public = select(Campaign).where(Campaign.slug == bindparam("slug"), Campaign.state.in_(PUBLIC))


def public_campaign(session: Session, slug: str) -> Campaign:
    """A campaign that everybody may see.

    Raises:
        NotFound: there is none.
    """
    found = session.scalar(_public, {"slug": slug})
    if found is None:
        raise NotFound()
    return found


def runs(resident_id: int, now: datetime) -> ColumnElement[bool]:
    """The condition that a resident may run a campaign: acting for its organization or for an accepted host."""
    mine = (
        select(Membership.organization_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(
            Membership.resident_id == resident_id,
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
            Organization.state == APPROVED,
        )
    )
    hosted = select(CampaignHost.campaign_id).where(
        CampaignHost.organization_id.in_(mine), CampaignHost.accepted_at.is_not(None)
    )
    return or_(Campaign.organization_id.in_(mine), Campaign.id.in_(hosted))


def is_run() -> ColumnElement[bool]:
    """The condition that some approved organization runs a campaign: its own, or a host that has accepted. One whose
    last organizer has gone is closed, see `campaigns.organizations.personal_data`."""
    one = aliased(Organization)
    hosts = select(CampaignHost.organization_id).where(
        CampaignHost.campaign_id == Campaign.id, CampaignHost.accepted_at.is_not(None)
    )
    runs_it = or_(one.id == Campaign.organization_id, one.id.in_(hosts.correlate(Campaign)))
    return select(one.id).where(one.state == APPROVED, runs_it).correlate(Campaign).exists()


def has_organizer(session: Session, campaign_id: int) -> bool:
    """Whether some organization is left that runs the campaign."""
    return session.scalar(select(Campaign.id).where(Campaign.id == campaign_id, is_run())) is not None


def campaign_for_organizer(session: Session, actor: Actor, slug: str, now: datetime) -> Campaign:
    """A campaign that the actor may run.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    mine = runs(resident_id_of(actor) or 0, now)
    found = session.scalar(select(Campaign).where(Campaign.slug == slug, mine))
    if found is None:
        raise NotFound()
    return found


def run_by(session: Session, actor: Actor, slug: str, now: datetime) -> tuple[Campaign, Standing]:
    """A campaign that the actor may run, and for whom they do, in one statement.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    resident_id = resident_id_of(actor) or 0
    found = select(Campaign, *_standing(resident_id, now)).where(Campaign.slug == slug, runs(resident_id, now))
    row = session.execute(found).first()
    if row is None:
        raise NotFound()
    return row[0], _standing_of(*row[1:])


def standing(session: Session, resident_id: int, campaign: Campaign, now: datetime) -> Standing:
    """For whom the resident runs the campaign; acting for its owner counts first.

    Raises:
        NotFound: for nobody (any more).
    """
    found = select(*_standing(resident_id, now)).where(Campaign.id == campaign.id, runs(resident_id, now))
    row = session.execute(found).first()
    if row is None:
        raise NotFound()
    return _standing_of(*row)


def _standing(resident_id: int, now: datetime) -> tuple[Any, Any, Any]:
    """Columns beside a campaign: whether its owner is trusted (None for who does not act for it), how many hosts that
    the resident acts for are trusted, and how many of them are shown who takes part."""
    mine = (
        select(Organization.id, Organization.is_trusted)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(
            Membership.resident_id == resident_id,
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
            Organization.state == APPROVED,
        )
        .subquery()
    )
    owner = select(mine.c.is_trusted).where(mine.c.id == Campaign.organization_id)
    host = (CampaignHost.organization_id == mine.c.id) & (CampaignHost.campaign_id == Campaign.id)
    accepted = select(func.count()).where(host, CampaignHost.accepted_at.is_not(None))
    return (
        owner.correlate(Campaign).scalar_subquery(),
        accepted.where(mine.c.is_trusted).correlate(Campaign).scalar_subquery(),
        accepted.where(CampaignHost.participants_shown_at.is_not(None)).correlate(Campaign).scalar_subquery(),
    )


def _standing_of(owner_is_trusted: bool | None, trusted_hosts: int, shown_hosts: int) -> Standing:
    if owner_is_trusted is not None:
        return Standing(owns=True, is_trusted=owner_is_trusted)
    return Standing(owns=False, is_trusted=trusted_hosts > 0, is_shown_participants=shown_hosts > 0)


def organization_for(session: Session, resident_id: int, campaign: Campaign, now: datetime) -> Text:
    """The name of the organization for which the resident runs the campaign, its owner first.

    Raises:
        NotFound: for none (any more).
    """
    hosts = select(CampaignHost.organization_id).where(
        CampaignHost.campaign_id == campaign.id, CampaignHost.accepted_at.is_not(None)
    )
    found = (
        select(Organization.name)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(
            Membership.resident_id == resident_id,
            or_(Membership.ends_at.is_(None), Membership.ends_at > now),
            Organization.state == APPROVED,
            or_(Organization.id == campaign.organization_id, Organization.id.in_(hosts)),
        )
        .order_by(Organization.id != campaign.organization_id, Organization.id)
    )
    name = session.scalars(found.limit(1)).first()
    if name is None:
        raise NotFound()
    return name


def offered_to(session: Session, organization_ids: Sequence[int]) -> list[tuple[int, Campaign]]:
    """Campaigns that these organizations were asked to take over, and which of them was."""
    found = select(CampaignHandover.organization_id, Campaign).join(
        Campaign, Campaign.id == CampaignHandover.campaign_id
    )
    found = found.where(CampaignHandover.organization_id.in_(organization_ids)).order_by(CampaignHandover.offered_at)
    return [(row[0], row[1]) for row in session.execute(found.limit(50))]


def campaigns_of_organizer(session: Session, resident_id: int, now: datetime, limit: int = 200) -> Sequence[Campaign]:
    """The campaigns that a resident runs, those that are going on first."""
    finished = Campaign.state.in_((CLOSED, ARCHIVED))
    found = (
        select(Campaign).where(runs(resident_id, now)).order_by(finished, Campaign.ends_on.desc(), Campaign.id.desc())
    )
    return session.scalars(found.limit(limit)).all()


@dataclass(frozen=True, slots=True)
class Card:
    """A campaign in a list: no long text. `title`, `summary`, `place`, `districts` and `organization` as they are
    kept, JSON; so a page that has been made from them costs nothing to be found again."""

    slug: str
    series: str
    title: str
    summary: str
    place: str
    districts: str
    state: str
    organization: str
    cover: str | None
    people: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class CampaignFilter:
    """What somebody looks for in the list: `phase` is open, upcoming or past."""

    phase: str
    series: str | None = None
    district: str | None = None


def cards(database: Database, wish: CampaignFilter, today: date, *, limit: int, offset: int = 0) -> tuple[Card, ...]:
    """Public campaigns: open ones by their end, coming ones by their start, past ones newest first; one statement."""
    values = {
        "today": today,
        "series": wish.series,
        # A district's id is letters, digits and _, which LIKE would take for any character.
        "district": f'%"{wish.district}"%'.replace("_", "\\_"),
        "most": limit,
        "skipped": offset,
    }
    query = _cards(wish.phase, by_series=wish.series is not None, by_district=wish.district is not None)
    return tuple(query.rows(database, **values))


@cache
def _cards(phase: str, *, by_series: bool, by_district: bool) -> RowQuery[Card]:
    columns = (
        Campaign.slug,
        Campaign.series,
        as_text(Campaign.title).label("title"),
        as_text(Campaign.summary).label("summary"),
        as_text(Campaign.place).label("place"),
        as_text(Campaign.districts).label("districts"),
        Campaign.state,
        as_text(Organization.name).label("organization"),
        Picture.token.label("cover"),
        func.coalesce(CampaignCount.people, 0).label("people"),
        Campaign.starts_on,
        Campaign.ends_on,
    )
    found = (
        select(*columns)
        .join(Organization, Organization.id == Campaign.organization_id)
        .outerjoin(Picture, Picture.id == Campaign.cover_id)
        .outerjoin(CampaignCount, CampaignCount.campaign_id == Campaign.id)
        .where(_in_phase(phase))
        .order_by(*_ORDER[phase])
        .limit(bindparam("most"))
        .offset(bindparam("skipped"))
    )
    if by_series:
        found = found.where(Campaign.series == bindparam("series"))
    if by_district:
        districts = as_text(Campaign.districts)
        found = found.where(or_(districts == "[]", districts.like(bindparam("district"), escape="\\")))
    return RowQuery(Card, found)


_ORDER = {
    "open": (Campaign.ends_on, Campaign.id),
    "upcoming": (Campaign.starts_on, Campaign.id),
    "past": (Campaign.ends_on.desc(), Campaign.id.desc()),
}


def _in_phase(phase: str) -> ColumnElement[bool]:
    today, published = bindparam("today", type_=Date), Campaign.state == PUBLISHED
    return {
        "open": and_(published, Campaign.starts_on <= today, Campaign.ends_on >= today),
        "upcoming": and_(published, Campaign.starts_on > today),
        "past": or_(and_(published, Campaign.ends_on < today), Campaign.state == CLOSED),
    }[phase]


@dataclass(frozen=True, slots=True)
class Running:
    """A line of the front page."""

    ends_on: date
    id: int
    starts_on: date
    slug: str
    series: str
    title: Text
    place: Text
    districts: list[str]


running = (
    select(
        Campaign.ends_on,
        Campaign.id,
        Campaign.starts_on,
        Campaign.slug,
        Campaign.series,
        Campaign.title,
        Campaign.place,
        Campaign.districts,
    )
    .where(_in_phase("open"))
    .order_by(*_ORDER["open"])
    .limit(4)
)
"""The fields of `Running` for the four campaigns open on the day `today` that end first."""


# Who takes part


def participant(session: Session, campaign_id: int, resident_id: int) -> Participant | None:
    """The resident's row in the campaign, also after leaving."""
    return session.scalar(
        select(Participant).where(Participant.campaign_id == campaign_id, Participant.resident_id == resident_id)
    )


def is_participant(session: Session, campaign_id: int, resident_id: int) -> bool:
    """Whether the resident takes part now."""
    found = participant(session, campaign_id, resident_id)
    return found is not None and found.left_at is None


def questions(session: Session, campaign_id: int) -> Sequence[Question]:
    """What the campaign asks at registration, in its order; retired ones left out."""
    found = select(Question).where(Question.campaign_id == campaign_id, Question.retired_at.is_(None))
    return session.scalars(found.order_by(Question.position, Question.id)).all()


def answers(session: Session, participant_id: int) -> dict[int, str]:
    """A participant's answers by question."""
    rows = session.execute(select(Answer.question_id, Answer.answer).where(Answer.participant_id == participant_id))
    return {row[0]: row[1] for row in rows}


def link_by_code(session: Session, code: str) -> TrackedLink | None:
    """The tracked invitation link with that code."""
    return session.scalar(select(TrackedLink).where(TrackedLink.code == code))


# Desk


def hosts(session: Session, campaign_id: int) -> list[tuple[CampaignHost, Organization]]:
    """The organizations that were asked to run the campaign together with its own."""
    rows = session.execute(
        select(CampaignHost, Organization)
        .join(Organization, Organization.id == CampaignHost.organization_id)
        .where(CampaignHost.campaign_id == campaign_id)
        .order_by(CampaignHost.invited_at)
    )
    return [(row[0], row[1]) for row in rows]


def asked_to_host(session: Session, organization_ids: Sequence[int]) -> list[tuple[CampaignHost, Campaign]]:
    """Invitations to run a campaign together that these organizations have not answered."""
    rows = session.execute(
        select(CampaignHost, Campaign)
        .join(Campaign, Campaign.id == CampaignHost.campaign_id)
        .where(CampaignHost.organization_id.in_(organization_ids), CampaignHost.accepted_at.is_(None))
        .order_by(CampaignHost.invited_at)
    )
    return [(row[0], row[1]) for row in rows]


def history(session: Session, campaign_id: int, limit: int = 100) -> list[tuple[CampaignChange, str | None]]:
    """What was changed, newest first, with the nickname of who did (None once erased)."""
    rows = session.execute(
        select(CampaignChange, Account.username)
        .join(Account, Account.id == CampaignChange.by_account_id)
        .where(CampaignChange.campaign_id == campaign_id)
        .order_by(CampaignChange.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def campaigns_of_organization(session: Session, organization_id: int, limit: int = 30) -> Sequence[Campaign]:
    """What everybody may see of an organization's campaigns, archived ones left out, newest first."""
    listed = Campaign.state.in_((PUBLISHED, CLOSED))
    found = select(Campaign).where(Campaign.organization_id == organization_id, listed)
    return session.scalars(found.order_by(Campaign.ends_on.desc(), Campaign.id.desc()).limit(limit)).all()
