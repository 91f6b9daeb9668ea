"""Reads of who may be asked."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Membership
from campaigns.programme.models import Campaign, CampaignHost, Participant
from campaigns.programme.queries import is_run


def campaigns_on(session: Session, resident_id: int, day: date) -> Sequence[int]:
    """The campaigns in which the resident took part on a day, and that somebody runs."""
    found = select(Campaign.id).join(Participant, Participant.campaign_id == Campaign.id)
    mine = (Participant.resident_id == resident_id, Participant.left_at.is_(None), Participant.joined_on <= day)
    on_day = (Campaign.starts_on <= day, Campaign.ends_on >= day)
    return session.scalars(found.where(*mine, *on_day, is_run()).order_by(Campaign.id)).all()


def organizers(campaign: Campaign, now: datetime) -> Select[int]:
    """Who acts for the organization that runs the campaign, or for one that runs it together with it."""
    hosts = select(CampaignHost.organization_id).where(
        CampaignHost.campaign_id == campaign.id, CampaignHost.accepted_at.is_not(None)
    )
    acts = or_(Membership.ends_at.is_(None), Membership.ends_at > now)
    of_one = or_(Membership.organization_id == campaign.organization_id, Membership.organization_id.in_(hosts))
    return select(Membership.resident_id).where(acts, of_one).distinct()
