"""How moderators judge the track of a ride: they see figures only, where somebody rode is nobody's business."""

from datetime import datetime

from sqlalchemy.orm import Session

from campaigns.moderation.services import SubjectJudge
from campaigns.rides import queries, services, views
from civic.language import locale
from civic.language.locale import gettext
from footprint import current


def _allow(session: Session, number: int, now: datetime) -> None:
    services.allow(session, current.ledger(), number, now)


def _refuse(session: Session, number: int, _reason: str, now: datetime) -> None:
    services.refuse(session, current.ledger(), number, now)


def _preview(session: Session, number: int) -> dict[str, object]:
    """Figures only: where somebody rode is nobody's business."""
    found = queries.by_number(session, number)
    if found is None or found[0].fast_permille is None:
        return {}
    ride, _, route = found
    fast = ride.fast_permille or 0
    return {
        "title": gettext("Track of a ride"),
        "facts": [
            (gettext("Distance"), views.km(ride.distance_m)),
            (gettext("Length of the route"), views.km(route.distance_m)),
            (gettext("In motion"), views.minutes(ride.moving_s or 0)),
            (gettext("Share of the time above 45 km/h"), locale.percent(fast / 1000)),
        ],
    }


def _rider(session: Session, number: int) -> int | None:
    found = queries.by_number(session, number)
    return found[0].resident_id if found else None


decider = SubjectJudge("ride", _allow, _refuse, _preview, _rider)
