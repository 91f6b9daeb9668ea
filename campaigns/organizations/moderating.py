"""How moderators judge an organization that somebody reported: it stays, or it is closed until an appeal opens it."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from campaigns.moderation.services import Preview, SubjectJudge
from campaigns.organizations import rules
from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.services import end_everything, locked
from civic.errors import msgid
from civic.messages.services import tell


def _allow(session: Session, organization_id: int, now: datetime) -> None:
    """Opens it again for the people who acted for it when it was closed."""
    organization = _find_locked(session, organization_id)
    if organization is None or organization.state != rules.CLOSED:
        return
    organization.state = rules.APPROVED
    mine = Membership.organization_id == organization_id
    closed_at = session.scalar(select(func.max(Membership.ends_at)).where(mine, Membership.ends_at <= now))
    session.execute(update(Membership).where(mine, Membership.ends_at == closed_at).values(ends_at=None))


def _refuse(session: Session, organization_id: int, reason: str, now: datetime) -> None:
    organization = _find_locked(session, organization_id)
    if organization is None or organization.state != rules.APPROVED:
        return
    people = end_everything(session, organization, now)
    tell(
        session,
        people,
        key=f"organization:{organization.id}:closed:{now:%Y%m%d%H%M%S}",
        topic="moderation",
        title=msgid("%(name)s is closed"),
        body=msgid("The moderators closed it after a report. Whoever owns it finds the reason in the case."),
        values={"name": organization.name},
        path="/moderation/mine",
        now=now,
    )


def _find_locked(session: Session, organization_id: int) -> Organization | None:
    return locked(session, organization_id) if session.get(Organization, organization_id) else None


def _preview(session: Session, organization_id: int) -> Preview:
    found = session.get(Organization, organization_id)
    if found is None:
        return {}
    return {
        "title": " · ".join(found.name.by_language.values()),
        "text": "\n\n".join(found.about.by_language.values()),
    }


def _author(session: Session, organization_id: int) -> int | None:
    """Whoever owned it last, or applied for it."""
    owners = select(Membership.resident_id).where(
        Membership.organization_id == organization_id, Membership.role == rules.OWNER
    )
    owner = session.scalars(owners.order_by(Membership.since).limit(1)).first()
    return owner or session.scalar(select(Organization.applied_by_id).where(Organization.id == organization_id))


def _public_path(session: Session, organization_id: int) -> str | None:
    found = session.get(Organization, organization_id)
    return f"/organizations/{found.slug}" if found and found.state == rules.APPROVED else None


decider = SubjectJudge(
    "organization", allow=_allow, refuse=_refuse, preview=_preview, author=_author, public_path=_public_path
)
