"""What organizations and teams keep about a resident: handed out on request, and let go on erasure."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.organizations import rules
from campaigns.organizations.models import Invitation, Membership, Organization, TeamMember
from campaigns.organizations.people import depart
from campaigns.organizations.services import close_deserted, locked
from civic.calendar import utc_now
from civic.residents.queries import account_of


def forget(session: Session, resident_id: int) -> None:
    """Roles pass on or end, applications that led to nothing go, and so does the way into every team.

    An organization whose last person goes is closed; the city can open it again for somebody else.
    """
    now = utc_now()
    mine = select(Membership.organization_id).where(Membership.resident_id == resident_id)
    for organization_id in session.scalars(mine.order_by(Membership.organization_id)).all():
        organization = locked(session, organization_id)
        if not depart(session, organization_id, resident_id, now) and organization.state == rules.APPROVED:
            close_deserted(session, organization, resident_id, now)
    session.flush()
    session.execute(delete(Membership).where(Membership.resident_id == resident_id))
    session.execute(delete(TeamMember).where(TeamMember.resident_id == resident_id))
    session.execute(
        delete(Organization).where(
            Organization.applied_by_id == resident_id, Organization.state.in_((rules.APPLIED, rules.REFUSED))
        )
    )
    applied = update(Organization).where(Organization.applied_by_id == resident_id)
    session.execute(applied.values(contact_office=None, contact_reach=None, proof=None))
    own_account = account_of(resident_id)
    unused = (
        (Invitation.invited_by_account_id == own_account) & Invitation.used_at.is_(None) & (Invitation.expires_at > now)
    )
    session.execute(update(Invitation).where(unused).values(expires_at=now))
    session.execute(update(Invitation).where(Invitation.used_by_id == resident_id).values(used_by_id=None))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """Applications, roles, invitations and teams, as plain values."""
    applied, roles, teams = Organization.__table__.c, Membership.__table__.c, TeamMember.__table__.c
    sent = Invitation.__table__.c
    mine = (sent.invited_by_account_id == account_of(resident_id)) | (sent.used_by_id == resident_id)
    return {
        "organizations": _rows(session, _OF_AN_APPLICATION, applied.applied_by_id == resident_id),
        "organization_roles": _rows(session, list(roles), roles.resident_id == resident_id),
        "organization_invitations": _rows(session, [sent.created_at, sent.expires_at, sent.used_at], mine),
        "teams": _rows(session, list(teams), teams.resident_id == resident_id),
    }


_OF_AN_APPLICATION = [
    Organization.__table__.c[name]
    for name in (
        "slug",
        "kind",
        "name",
        "about",
        "district_id",
        "subdistrict_id",
        "state",
        "applied_at",
        "contact_office",
        "contact_reach",
        "proof",
    )
]


def _rows(session: Session, columns: Sequence[Any], condition: Any) -> list[dict[str, object]]:
    found = session.execute(select(*columns).where(condition).order_by(columns[0]))
    return [{name: _plain(value) for name, value in row.items()} for row in found.mappings()]


def _plain(value: Any) -> object:
    """Texts by language, instants as ISO 8601, numbers and words as they are."""
    if hasattr(value, "by_language"):
        return dict(value.by_language)
    return value.isoformat() if hasattr(value, "isoformat") else value
