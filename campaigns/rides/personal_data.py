"""What rides keep about a resident: handed out on request, emptied on erasure. Distances stay as numbers."""

from collections.abc import Mapping

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.rides import queries
from campaigns.rides.consent import forget_tracks
from campaigns.rides.models import Ride, RideMark, TrackConsent
from civic.calendar import utc_now


def forget(session: Session, resident_id: int) -> None:
    """Shapes, times, fingerprints and the consent go; what was counted stays without anybody."""
    forget_tracks(session, resident_id, utc_now())
    mine = select(Ride.id).where(Ride.resident_id == resident_id)
    session.execute(delete(RideMark).where(RideMark.ride_id.in_(mine)))
    session.execute(update(Ride).where(Ride.resident_id == resident_id).values(file_hash=None))
    session.execute(delete(TrackConsent).where(TrackConsent.resident_id == resident_id))


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """Rides with all that is kept of their tracks, and the consent."""
    agreed = session.get(TrackConsent, resident_id)
    return {
        "rides": [
            {
                "event": event.id,
                "campaign": campaign.slug,
                "state": ride.state,
                "replaced": ride.option,
                "distance_m": ride.distance_m,
                "moving_s": ride.moving_s,
                "parts_left_out": ride.cuts,
                "shape_m": ride.shape,
                "started_at": ride.started_at.isoformat() if ride.started_at else None,
                "ended_at": ride.ended_at.isoformat() if ride.ended_at else None,
                "file_sha256": ride.file_hash,
                "entry": ride.entry_id,
            }
            for ride, event, campaign in queries.of_resident(session, resident_id)
        ],
        "track_consent": None
        if agreed is None
        else {
            "version": agreed.version,
            "given_at": agreed.given_at.isoformat(),
            "withdrawn_at": agreed.withdrawn_at.isoformat() if agreed.withdrawn_at else None,
        },
    }
