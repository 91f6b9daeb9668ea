"""How moderators judge the track of a ride: they see figures only, where somebody rode is nobody's business."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from campaigns.moderation.services import SubjectJudge
from campaigns.rides import queries, services, views
from civic.calendar import utc_now
from civic.language import locale
from civic.language.locale import gettext
from civic.web.context import services as app_services
from civic.web.templating import in_language
from footprint import current
from footprint.integrity.evidence import EvidenceKind


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


# Tracks as evidence for entries that a rule asked about


def _offers(session: Session, resident_id: int, day: date) -> Sequence[int]:
    zone = app_services().calendar.local(utc_now()).tzinfo
    since = datetime.combine(day, time(), zone)
    return queries.tracks_on(session, resident_id, since, since + timedelta(days=1))


def _label(session: Session, number: int) -> str:
    found = queries.by_number(session, number)
    name = in_language(found[1].name) if found else ""
    return gettext("My recorded track: %(ride)s", ride=name)


def _value(session: Session, number: int) -> str:
    found = queries.by_number(session, number)
    if found is None or found[0].fast_permille is None:
        return gettext("The track was deleted.")
    share = locale.percent((found[0].fast_permille or 0) / 1000)
    return gettext(
        "%(distance)s, %(share)s of the time above 45 km/h", distance=views.km(found[0].distance_m), share=share
    )


evidence = EvidenceKind("track", _offers, _label, _value)


def _rider(session: Session, number: int) -> int | None:
    found = queries.by_number(session, number)
    return found[0].resident_id if found else None


decider = SubjectJudge("ride", _allow, _refuse, _preview, _rider)
