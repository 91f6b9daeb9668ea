"""The consent to tracks, and what goes with it when it is withdrawn."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.moderation.services import withdraw
from campaigns.rides import rules
from campaigns.rides.models import Ride, RideMark, TrackConsent
from campaigns.rides.rules import NONE, REFUSED, TRACK, WAITING
from campaigns.rides.services import subject


def agree(session: Session, resident_id: int, now: datetime) -> None:
    """Keeps the consent to tracks with its words and time; the first time stands."""
    found = session.get(TrackConsent, resident_id)
    if found is None:
        session.add(TrackConsent(resident_id=resident_id, version=rules.CONSENT, given_at=now))
    elif found.withdrawn_at is not None or found.version != rules.CONSENT:
        found.version, found.given_at, found.withdrawn_at = rules.CONSENT, now, None
    session.flush()


def disagree(session: Session, resident_id: int, now: datetime) -> None:
    """Withdraws the consent: all that came from tracks goes at once, but for the numbers that were counted."""
    found = session.get(TrackConsent, resident_id)
    if found is not None and found.withdrawn_at is None:
        found.withdrawn_at = now
    forget_tracks(session, resident_id, now)


def forget_tracks(session: Session, resident_id: int, now: datetime) -> None:
    """Empties every track of a resident; distances stay as numbers. What waits for moderators waits no longer."""
    mine = select(Ride.id).where(Ride.resident_id == resident_id)
    for waiting in session.scalars(mine.where(Ride.state == WAITING)):
        withdraw(session, subject(waiting), now)
    emptied: Mapping[str, object] = dict.fromkeys(
        ("shape", "cuts", "started_at", "ended_at", "moving_s", "fast_permille")
    )
    session.execute(
        update(Ride).where(Ride.resident_id == resident_id, Ride.state == WAITING).values(state=NONE, distance_m=0)
    )
    session.execute(update(Ride).where(Ride.resident_id == resident_id).values(**emptied))
    # A fingerprint stays only where something counted: the same file must not count again for somebody else.
    gone = select(Ride.id).where(Ride.resident_id == resident_id, Ride.state.not_in((TRACK, REFUSED)))
    session.execute(delete(RideMark).where(RideMark.ride_id.in_(gone)))
    session.execute(update(Ride).where(Ride.id.in_(gone)).values(file_hash=None))
