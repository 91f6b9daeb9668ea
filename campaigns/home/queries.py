"""What a resident takes part in, over all campaigns."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events.models import Event, Registration
from campaigns.events.rules import REGISTERED, WAITING
from campaigns.programme.models import Campaign, Participant
from campaigns.programme.rules import PUBLIC

_MOST = 100


def joined(session: Session, resident_id: int) -> Sequence[Campaign]:
    """The public campaigns that a resident takes part in, those that end last first."""
    found = (
        select(Campaign)
        .join(Participant, Participant.campaign_id == Campaign.id)
        .where(Participant.resident_id == resident_id, Participant.left_at.is_(None), Campaign.state.in_(PUBLIC))
        .order_by(Campaign.ends_on.desc(), Campaign.id.desc())
    )
    return session.scalars(found.limit(_MOST)).all()


def coming(session: Session, resident_id: int, now: datetime) -> list[tuple[Event, Campaign, str]]:
    """The events ahead for which a resident is registered or waits, with which of the two; soonest first."""
    found = (
        select(Event, Campaign, Registration.state)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Registration.resident_id == resident_id,
            Registration.state.in_((REGISTERED, WAITING)),
            Event.ends_at > now,
            Event.cancelled_at.is_(None),
            Campaign.state.in_(PUBLIC),
        )
        .order_by(Event.starts_at, Event.id)
    )
    return [(event, campaign, state) for event, campaign, state in session.execute(found.limit(_MOST))]
