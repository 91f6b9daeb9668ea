"""A month that is settled, in which residents of a city did things."""

from datetime import date, datetime, time, timedelta

from sqlalchemy.orm import Session

from civic.calendar import Period
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
