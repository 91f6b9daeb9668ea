"""Reads about organizations and teams."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased
from sqlalchemy.sql import ColumnElement

from campaigns.organizations.models import Invitation, Membership, Organization, Team, TeamMember
from campaigns.organizations.rules import APPLIED, APPROVED, CLOSED, REFUSED, hashed
from civic.accounts.models import Account
from civic.city.text import Text
from civic.database.typed_rows import as_text
from civic.errors import NotFound
from civic.residents.models import Resident
from civic.staff import queries as desk
from civic.staff.desk import Waiting


@dataclass(frozen=True, slots=True)
class Role:
    """What somebody is in an approved organization right now: `role` is owner or organizer."""

    organization_id: int
    slug: str
    name: Text
    kind: str
    district_id: str
    is_trusted: bool
    role: str

    @property
    def is_owner(self) -> bool:
        return self.role == "owner"


def _counts_at(now: datetime) -> ColumnElement[bool]:
    """Whether a membership's role counts at that instant."""
    return or_(Membership.ends_at.is_(None), Membership.ends_at > now)


_ROLE = (
    Organization.id,
    Organization.slug,
    Organization.name,
    Organization.kind,
    Organization.district_id,
    Organization.is_trusted,
    Membership.role,
)


def memberships(session: Session, resident_id: int, now: datetime) -> tuple[Role, ...]:
    """The resident's roles in approved organizations, those ended left out; oldest first."""
    found = session.execute(
        select(*_ROLE)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(Membership.resident_id == resident_id, _counts_at(now), Organization.state == APPROVED)
        .order_by(Organization.id)
    )
    return tuple(Role(*row) for row in found)


def is_organizer(session: Session, resident_id: int, organization_id: int, now: datetime) -> bool:
    """Whether the resident acts for that organization: it is approved, and the role has not ended."""
    found = select(Membership.role).join(Organization, Organization.id == Membership.organization_id)
    found = found.where(
        Membership.organization_id == organization_id,
        Membership.resident_id == resident_id,
        _counts_at(now),
        Organization.state == APPROVED,
    )
    return session.execute(found).first() is not None


def organization_of(session: Session, resident_id: int, slug: str, now: datetime) -> tuple[Organization, Role]:
    """An approved organization and what the resident is in it.

    Raises:
        NotFound: there is none, or the resident has no role in it (any more).
    """
    found = session.execute(
        select(Organization, Membership.role)
        .join(Membership, Membership.organization_id == Organization.id)
        .where(
            Organization.slug == slug,
            Membership.resident_id == resident_id,
            _counts_at(now),
            Organization.state == APPROVED,
        )
    ).first()
    if found is None:
        raise NotFound()
    one: Organization = found[0]
    return one, Role(one.id, one.slug, one.name, one.kind, one.district_id, one.is_trusted, found.role)


def public_organization(session: Session, slug: str) -> Organization:
    """An organization as everybody may see it, closed ones included: their campaigns still name them.

    Raises:
        NotFound: there is none, or the city has not approved it.
    """
    found = session.scalars(select(Organization).where(Organization.slug == slug)).first()
    if found is None or found.state not in (APPROVED, CLOSED):
        raise NotFound()
    return found


def organizations(
    session: Session, state: str | None, *, kind: str | None = None, words: str = "", limit: int, offset: int
) -> Sequence[Organization]:
    """Organizations of a state, or of all: those that wait oldest first, the others newest first. `words`: some of the
    name."""
    found = select(Organization)
    if state:
        found = found.where(Organization.state == state)
    if words:
        found = found.where(func.lower(as_text(Organization.name)).contains(words.lower(), autoescape=True))
    if kind:
        found = found.where(Organization.kind == kind)
    order = Organization.id if state == APPLIED else Organization.id.desc()
    return session.scalars(found.order_by(order).limit(limit).offset(offset)).all()


def state_counts(session: Session) -> dict[str, int]:
    """How many organizations are in each state."""
    counted = select(Organization.state, func.count()).group_by(Organization.state)
    return {row[0]: row[1] for row in session.execute(counted)}


def waiting(session: Session) -> Waiting:
    """Applications that wait for the city."""
    return _queues.waiting(session)


def next_waiting(session: Session, number: int) -> int | None:
    """What waits after that one, by number; None where nothing else does."""
    return _queues.next_after(session, number)


_queues = desk.Queues(
    select(Organization.applied_at, Organization.id).where(Organization.state == APPLIED).order_by(Organization.id)
)


def applications_of(session: Session, resident_id: int) -> Sequence[Organization]:
    """What a resident has applied for and what the city refused, newest first."""
    found = select(Organization).where(
        Organization.applied_by_id == resident_id, Organization.state.in_((APPLIED, REFUSED))
    )
    return session.scalars(found.order_by(Organization.id.desc())).all()


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who acts for an organization."""

    resident_id: int
    nickname: str
    role: str
    since: datetime
    ends_at: datetime | None


def people(session: Session, organization_id: int, now: datetime) -> tuple[StaffMember, ...]:
    """Everybody whose role counts, owners first."""
    found = session.execute(
        select(Resident.id, Account.username, Membership.role, Membership.since, Membership.ends_at)
        .join(Account, Account.id == Resident.account_id)
        .join(Membership, Membership.resident_id == Resident.id)
        .where(Membership.organization_id == organization_id, _counts_at(now), Resident.erased_at.is_(None))
        .order_by(Membership.role.desc(), Membership.since, Resident.id)
    )
    return tuple(StaffMember(row[0], row[1] or "", *row[2:]) for row in found)


def open_invitations(session: Session, organization_id: int, now: datetime) -> Sequence[Invitation]:
    """Links that somebody may still use, newest first."""
    found = select(Invitation).where(
        Invitation.organization_id == organization_id, Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    return session.scalars(found.order_by(Invitation.id.desc())).all()


@dataclass(frozen=True, slots=True)
class InvitationOffer:
    """What an invitation offers: a role in an organization, by whom; `is_open` while it can be used."""

    organization: Organization
    role: str
    invited_by: str | None
    is_open: bool
    used_by_id: int | None


def offer(session: Session, secret: str, now: datetime) -> InvitationOffer | None:
    """The invitation with that secret."""
    found = session.execute(
        select(Invitation, Organization, Account.username)
        .join(Organization, Organization.id == Invitation.organization_id)
        .join(Account, Account.id == Invitation.invited_by_account_id)
        .where(Invitation.secret_hash == hashed(secret))
    ).first()
    if found is None:
        return None
    invitation: Invitation = found[0]
    open_still = invitation.used_at is None and invitation.expires_at > now and found[1].state == APPROVED
    return InvitationOffer(found[1], invitation.role, found.username, open_still, invitation.used_by_id)


# Teams


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team with its organization's name and address, and the team it is a part of."""

    team: Team
    organization: Organization
    parent: str | None
    members: int | None = None
    """How many are in it, where that was asked for."""


_Parent = aliased(Team)
_members = (
    select(func.count())
    .where(TeamMember.team_id == Team.id, TeamMember.left_at.is_(None))
    .correlate(Team)
    .scalar_subquery()
)
_TEAMS = (
    select(Team, Organization, _Parent.name)
    .join(Organization, Organization.id == Team.organization_id)
    .outerjoin(_Parent, _Parent.id == Team.parent_id)
)


def team_by_code(session: Session, code: str) -> TeamLine | None:
    """The open team of an approved organization that has this code."""
    found = _TEAMS.where(Team.code == code, Team.closed_at.is_(None), Organization.state == APPROVED)
    row = session.execute(found).first()
    return TeamLine(*row) if row else None


def team_for_organizer(session: Session, resident_id: int, team_id: int, now: datetime) -> TeamLine:
    """A team of an organization that the resident acts for.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_TEAMS.where(Team.id == team_id)).first()
    if row is None or not is_organizer(session, resident_id, row[0].organization_id, now):
        raise NotFound()
    return TeamLine(*row)


def teams(session: Session, organization_id: int) -> tuple[TeamLine, ...]:
    """The open teams of an organization with how many are in each, each followed by its parts."""
    found = session.execute(
        _TEAMS.add_columns(_members)
        .where(Team.organization_id == organization_id, Team.closed_at.is_(None))
        .order_by(func.coalesce(Team.parent_id, Team.id), Team.parent_id.is_not(None), Team.id)
    )
    return tuple(TeamLine(*row) for row in found)


def teams_of(session: Session, resident_id: int) -> tuple[TeamLine, ...]:
    """The open teams that a resident is in."""
    found = session.execute(
        _TEAMS.join(TeamMember, TeamMember.team_id == Team.id)
        .where(TeamMember.resident_id == resident_id, TeamMember.left_at.is_(None), Team.closed_at.is_(None))
        .order_by(Team.id)
    )
    return tuple(TeamLine(*row) for row in found)


def is_team_member(session: Session, resident_id: int, organization_id: int) -> bool:
    """Whether a resident is in any open team of an organization."""
    found = select(TeamMember.team_id).join(Team, Team.id == TeamMember.team_id)
    found = found.where(
        TeamMember.resident_id == resident_id,
        TeamMember.left_at.is_(None),
        Team.organization_id == organization_id,
        Team.closed_at.is_(None),
    )
    return session.execute(found).first() is not None


@dataclass(frozen=True, slots=True)
class Teammate:
    """Somebody in a team."""

    resident_id: int
    nickname: str
    is_captain: bool


def team_members(session: Session, team_id: int, *, limit: int) -> Sequence[Teammate]:
    """Those in a team, in the order in which they came."""
    found = session.execute(
        select(Resident.id, Account.username, TeamMember.is_captain)
        .join(Account, Account.id == Resident.account_id)
        .join(TeamMember, TeamMember.resident_id == Resident.id)
        .where(TeamMember.team_id == team_id, TeamMember.left_at.is_(None), Resident.erased_at.is_(None))
        .order_by(TeamMember.joined_at, Resident.id)
        .limit(limit)
    )
    return [Teammate(row[0], row[1] or "", row[2]) for row in found]


in_teams = select(TeamMember.resident_id, TeamMember.team_id).where(TeamMember.left_at.is_(None))
"""Who stands in which teams."""
