"""A month that is settled, in which residents of a city did things, and what was counted of it."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from campaigns.indicators import measures
from campaigns.indicators.models import IndicatorValue, NewcomerCohort
from civic.calendar import Period, utc_now
from footprint.ledger.services import Claim, record
from footprint.resources import LEDGER
from tests.characters import Site
from tests.people import settle


def settled(site: Site) -> Period:
    """The newest month that may be counted today."""
    month = site.app_services.calendar.month(site.today)
    while month.end + timedelta(days=9) > site.today:
        month = site.app_services.calendar.before(month)
    return month


def noon(site: Site, day: date) -> datetime:
    """Noon of a day in the city."""
    return site.app_services.calendar.instant(day, time(12))


def ride(site: Site, session: Session, district: str, answers: list[str], joined: date | None = None) -> int:
    """Somebody who rode once for each answer in the settled month, with an account since long before; their number."""
    month = settled(site)
    since = joined or month.start - timedelta(days=60)
    resident_id = settle(session, noon(site, since), district=district).resident_id
    day = month.start + timedelta(days=20)
    for number, answer in enumerate(answers):
        said = Claim(resident_id, f"ride-{number:04}", "bicycle", answer, 1000, day)
        record(session, site.app_services.get(LEDGER), said, noon(site, day))
    return resident_id


def values(site: Site, month: str) -> None:
    """Values of a month, some of each kind, as if they had been counted."""
    told = {
        measures.PARTICIPATION: ("told", 1200, 3_210_418, None),
        measures.QUIZ_RIGHT: ("told", 640, 960, 120),
        measures.GREEN_TRIPS: ("number_only", 5400, None, None),
        measures.FOR_A_CAR: ("told", 310, 900, None),
        measures.FOR_A_CAR_NEW: ("withheld", None, None, None),
        measures.EVENTS: ("told", 7, 4, None),
        measures.ATTENDEES: ("told", 312, None, None),
    }
    with site.database.write() as session:
        for computation, (status, numerator, denominator, people) in told.items():
            value = IndicatorValue(month=month, computation=computation, place="", status=status, counted_at=utc_now())
            value.numerator, value.denominator, value.people = numerator, denominator, people
            session.merge(value)
        for place, status, numerator in (("jingkou", "told", 80), ("runzhou", "withheld", None)):
            value = IndicatorValue(month=month, computation=measures.PARTICIPATION, place=place, status=status)
            value.numerator, value.denominator, value.counted_at = numerator, 355_757 if numerator else None, utc_now()
            session.merge(value)


def cohort(site: Site, month: str, joined: int | None, second: int | None, fifth: int | None) -> None:
    """A cohort of newcomers, as if it had been counted."""
    with site.database.write() as session:
        session.merge(
            NewcomerCohort(month=month, joined=joined, second_week=second, fifth_week=fifth, counted_at=utc_now())
        )


def life(site: Site) -> None:
    """Two months that were counted, and two cohorts."""
    for month in ("2026-09", "2026-10"):
        values(site, month)
    cohort(site, "2026-08", 240, 96, 51), cohort(site, "2026-09", 31, None, None)


def _files(_site: Site) -> list[str]:
    return ["/city/indicators.csv", "/city/indicators.json"]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {"/city/indicators.<any(csv,json):kind>": _files}
