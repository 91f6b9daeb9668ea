"""Making links, certificates and cards; entering what comes back on paper."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.outreach import queries, rules
from campaigns.outreach.models import Certificate, CrowdCount, ResidentCard
from campaigns.programme import counting
from campaigns.programme.models import Campaign, TrackedLink
from campaigns.programme.queries import is_participant
from campaigns.programme.services import locked
from civic.accounts.audit import by
from civic.accounts.audit import record as note
from civic.codes import new_code
from civic.errors import Forbidden, Invalid, NotFound
from civic.residents.identity import ResidentActor


def make_link(session: Session, actor: ResidentActor, campaign_id: int, label: str, now: datetime) -> TrackedLink:
    """A new tracked link of a campaign.

    Raises:
        Invalid: there are enough, or one of that name.
    """
    locked(session, campaign_id)
    known = session.scalars(select(TrackedLink.label).where(TrackedLink.campaign_id == campaign_id)).all()
    if label in known:
        raise Invalid("There is a link of this name already.", field="label")
    if len(known) >= rules.LINKS_MAX:
        raise Invalid("At most %(most)s links, please.", field="label", most=rules.LINKS_MAX)
    link = TrackedLink(
        campaign_id=campaign_id,
        code=new_code(rules.LINK_LENGTH).lower(),
        label=label,
        created_by_id=actor.resident_id,
        created_at=now,
        views=0,
    )
    session.add(link)
    session.flush()
    return link


# Certificates


def has_done(session: Session, campaign: Campaign, actor: ResidentActor) -> bool:
    """Whether something of the actor's is recorded in a campaign in which they take part."""
    if not is_participant(session, campaign.id, actor.resident_id):
        return False
    return counting.own(session, campaign.id, counting.scope_of(campaign), actor.resident_id).done.actions > 0


def certify(
    session: Session, campaign: Campaign, actor: ResidentActor, name: str, today: date, now: datetime
) -> Certificate:
    """Makes the participant's certificate with the figures as they are now; once more renews name and figures, the
    code stays.

    Raises:
        Forbidden: the campaign still runs, or the actor did nothing in it.
    """
    if not rules.may_certify(campaign.ends_on, today):
        raise Forbidden("Certificates can be made from the campaign's last day on.")
    share = counting.own(session, campaign.id, counting.scope_of(campaign), actor.resident_id).done
    if not is_participant(session, campaign.id, actor.resident_id) or not share.actions:
        raise Forbidden("A certificate tells what you did in the campaign; nothing of yours is recorded in it.")
    found = queries.certificate(session, campaign.id, actor.resident_id)
    if found is None:
        code = new_code(rules.CERTIFICATE_LENGTH)
        found = Certificate(campaign_id=campaign.id, resident_id=actor.resident_id, code=code)
        session.add(found)
    found.name, found.made_at, found.actions, found.points = name, now, share.actions, share.points
    found.low_mg, found.mid_mg, found.high_mg = share.low_mg, share.mid_mg, share.high_mg
    session.flush()
    return found


# Cards


def make_card(session: Session, resident_id: int, now: datetime) -> ResidentCard:
    """A new card for the resident; an older one is worthless from now on."""
    card = queries.card(session, resident_id) or ResidentCard(resident_id=resident_id)
    card.code, card.made_at = new_code(rules.CARD_LENGTH), now
    session.add(card)
    session.flush()
    return card


# Crowds


def count_crowd(
    session: Session,
    actor: ResidentActor,
    campaign: Campaign,
    *,
    people: int,
    day: date,
    words: str,
    key: str,
    today: date,
    now: datetime,
) -> None:
    """Notes how many people without an account were there. Sent twice, it is noted once.

    Raises:
        Invalid: a day that cannot be.
    """
    rules.check_day(day, campaign.starts_on, campaign.ends_on, today)
    kept = locked(session, campaign.id)
    if any(known.key == key for known in queries.crowds(session, campaign.id)):
        return
    session.add(
        CrowdCount(
            campaign_id=campaign.id,
            key=key,
            people=people,
            occurred_on=day,
            note=words,
            entered_by_id=actor.resident_id,
            entered_at=now,
        )
    )
    _sum_up(session, kept)


def void_crowd(session: Session, actor: ResidentActor, campaign: Campaign, crowd_id: int, now: datetime) -> None:
    """Takes a count back; its row stays.

    Raises:
        NotFound: no such count of this campaign.
    """
    kept = locked(session, campaign.id)
    found = session.get(CrowdCount, crowd_id)
    if found is None or found.campaign_id != campaign.id:
        raise NotFound()
    found.voided_at = found.voided_at or now
    note(session, by(actor), "void crowd", f"campaign:{campaign.id}", str(found.people), now)
    _sum_up(session, kept)


def _sum_up(session: Session, campaign: Campaign) -> None:
    session.flush()
    counted = queries.crowd_total(session, campaign.id)
    campaign.crowd_shown = rules.shown_crowd(campaign.crowd_shown, counted)
