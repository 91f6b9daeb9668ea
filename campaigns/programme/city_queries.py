"""Campaigns as the city finds them: what waits, and all that there are."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization
from campaigns.programme.models import Campaign, Proposal
from campaigns.programme.queries import is_run
from campaigns.programme.rules import (
    ALL,
    ARCHIVED,
    CLOSED,
    DRAFT,
    PAST,
    PLANNED,
    PUBLISHED,
    RETURNED,
    RUNNING,
    SUBMITTED,
)
from civic.city.text import Text
from civic.database.typed_rows import as_text
from civic.staff import queries as desk
from civic.staff.desk import Waiting


def deserted(session: Session) -> Sequence[Campaign]:
    """Campaigns that go on or wait for approval and that nobody is left to run, for the city to close or hand over."""
    going_on = Campaign.state.in_((PUBLISHED, SUBMITTED))
    return session.scalars(select(Campaign).where(going_on, ~is_run()).order_by(Campaign.ends_on, Campaign.id)).all()


def submitted(session: Session) -> Sequence[Campaign]:
    """What waits for the city's approval, oldest first."""
    return session.scalars(select(Campaign).where(Campaign.state == SUBMITTED).order_by(Campaign.id)).all()


def waiting(session: Session) -> Waiting:
    """New campaigns and changes of published ones that wait for the city."""
    return _queues.waiting(session)


def next_waiting(session: Session, number: int) -> int | None:
    """What waits after that one, by number; None where nothing else does."""
    return _queues.next_after(session, number)


_queues = desk.Queues(
    select(Campaign.submitted_at, Campaign.id)
    .where(Campaign.state == SUBMITTED)
    .order_by(Campaign.submitted_at, Campaign.id),
    select(Proposal.offered_at, Proposal.campaign_id).order_by(Proposal.offered_at, Proposal.campaign_id),
)


def _in_list(which: str, today: date) -> ColumnElement[bool]:
    published = Campaign.state == PUBLISHED
    handed_in = or_(Campaign.state != DRAFT, Campaign.submitted_at.is_not(None))
    return {
        RUNNING: and_(published, Campaign.starts_on <= today, Campaign.ends_on >= today),
        PLANNED: and_(published, Campaign.starts_on > today),
        PAST: or_(Campaign.state.in_((CLOSED, ARCHIVED)), and_(published, Campaign.ends_on < today)),
        RETURNED: and_(Campaign.state == DRAFT, Campaign.submitted_at.is_not(None)),
        ALL: handed_in,
    }[which]


def listed(
    session: Session, which: str, words: str, today: date, *, limit: int, offset: int
) -> Sequence[tuple[Campaign, Text]]:
    """Campaigns with the names of their organizations, those that begin last first; drafts that the city never saw are
    left out.

    Args:
        words: some of its title or of its organizer's name; "" for any.
    """
    found = select(Campaign, Organization.name).join(Organization, Organization.id == Campaign.organization_id)
    found = found.where(_in_list(which, today))
    if words:
        said = [func.lower(as_text(text)) for text in (Campaign.title, Organization.name)]
        found = found.where(or_(*(text.contains(words.lower(), autoescape=True) for text in said)))
    rows = session.execute(found.order_by(Campaign.starts_on.desc(), Campaign.id.desc()).limit(limit).offset(offset))
    return [(row[0], row[1]) for row in rows]
