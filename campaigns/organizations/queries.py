"""Reads about organizations and teams."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session
from sqlalchemy.sql import ColumnElement

from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.rules import APPROVED
from civic.city.text import Text


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
