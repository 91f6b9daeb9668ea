"""Organizations that run a campaign together, and one that takes it over: others are asked and answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization
from campaigns.organizations.rules import APPROVED
from campaigns.programme.models import CampaignHandover, CampaignHost
from campaigns.programme.services import locked, write_history
from civic.accounts.audit import by, record
from civic.errors import Invalid, NotFound
from civic.residents.identity import ResidentActor


def ask_host(
    session: Session,
    actor: ResidentActor,
    campaign_id: int,
    organization_slug: str,
    now: datetime,
    *,
    sees_participants: bool = False,
) -> None:
    """Asks another organization to run the campaign together (the caller has seen that the actor may).

    Args:
        sees_participants: whether it reads who takes part and what they answered.

    Raises:
        Invalid: no such organization, or it runs the campaign already.
    """
    campaign = locked(session, campaign_id)
    other = session.scalar(
        select(Organization).where(Organization.slug == organization_slug, Organization.state == APPROVED)
    )
    if other is None:
        raise Invalid("There is no approved organization with this address.", field="organization")
    asked = session.get(CampaignHost, (campaign_id, other.id))
    if asked is not None or other.id == campaign.organization_id:
        raise Invalid("This organization has been asked already.", field="organization")
    session.add(
        CampaignHost(
            campaign_id=campaign_id,
            organization_id=other.id,
            invited_at=now,
            participants_shown_at=now if sees_participants else None,
        )
    )
    write_history(session, campaign, actor, "ask", {"host": ["", other.slug]}, now)


def end_host(session: Session, actor: ResidentActor, campaign_id: int, organization_id: int, now: datetime) -> None:
    """Another organization runs the campaign no more, or is asked no more (the caller has seen that the actor may).

    Raises:
        NotFound: it does not.
    """
    campaign = locked(session, campaign_id)
    asked = session.get(CampaignHost, (campaign_id, organization_id))
    if asked is None:
        raise NotFound()
    session.delete(asked)
    write_history(
        session, campaign, actor, "end host", {"host": [session.get_one(Organization, organization_id).slug, ""]}, now
    )


def answer_host(
    session: Session, actor: ResidentActor, campaign_id: int, organization_id: int, *, accept: bool, now: datetime
) -> None:
    """The other organization's answer (the caller has seen that the actor acts for it); also leaving later.

    Raises:
        NotFound: it was not asked.
    """
    campaign = locked(session, campaign_id)
    asked = session.get(CampaignHost, (campaign_id, organization_id))
    if asked is None:
        raise NotFound()
    if accept:
        asked.accepted_at = asked.accepted_at or now
    else:
        session.delete(asked)
    write_history(session, campaign, actor, "accept" if accept else "decline", {}, now)


# Handing over


def offer_campaign(
    session: Session, actor: ResidentActor, campaign_id: int, organization_slug: str, now: datetime
) -> None:
    """Asks another organization to take a campaign over (the caller has seen that the actor may); until it agrees,
    nothing changes. One that was asked before is asked no more.

    Raises:
        Invalid: on `to`, no such organization, or its own.
    """
    campaign = locked(session, campaign_id)
    other = session.scalar(
        select(Organization).where(Organization.slug == organization_slug, Organization.state == APPROVED)
    )
    if other is None or other.id == campaign.organization_id:
        raise Invalid("There is no approved organization with this address.", field="to")
    session.merge(CampaignHandover(campaign_id=campaign_id, organization_id=other.id, offered_at=now))
    write_history(session, campaign, actor, "offer", {"host": ["", other.slug]}, now)


def keep_campaign(session: Session, actor: ResidentActor, campaign_id: int, now: datetime) -> None:
    """Takes the offer back (the caller has seen that the actor may); without one, nothing changes."""
    campaign = locked(session, campaign_id)
    offered = session.get(CampaignHandover, campaign_id)
    if offered is not None:
        session.delete(offered)
        write_history(session, campaign, actor, "keep", {}, now)


def answer_offer(
    session: Session, actor: ResidentActor, campaign_id: int, organization_id: int, *, accept: bool, now: datetime
) -> None:
    """The other organization's answer (the caller has seen that the actor acts for it). With it go the owner's rights;
    who ran it before may be asked to run it together.

    Raises:
        NotFound: it was not asked (any more).
    """
    campaign = locked(session, campaign_id)
    offered = session.get(CampaignHandover, campaign_id)
    if offered is None or offered.organization_id != organization_id:
        raise NotFound()
    session.delete(offered)
    if not accept:
        write_history(session, campaign, actor, "keep", {}, now)
        return
    before = session.get_one(Organization, campaign.organization_id).slug
    after = session.get_one(Organization, organization_id).slug
    together = session.get(CampaignHost, (campaign_id, organization_id))
    if together is not None:
        session.delete(together)
    campaign.organization_id = organization_id
    campaign.revision += 1
    write_history(session, campaign, actor, "take over", {"host": [before, after]}, now)
    record(session, by(actor), "hand over campaign", f"campaign:{campaign_id}", f"{before} → {after}", now)
