"""Every night the rules look at the last weeks, and what nobody decided in time counts again."""

from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.database.engine import Database
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services
from footprint.integrity import queries, services
from footprint.integrity.decisions import WINDOW_DAYS, shown_people
from footprint.integrity.gathering import WholeCity, batches
from footprint.integrity.models import ClippedCount
from footprint.integrity.rules import kinds_of, suspicions
from footprint.resources import CATALOGUE

log = structlog.get_logger()


def _look(app: Services, _session: Session) -> None:
    kept = look(app, utc_now())
    log.info("entries looked at", flags=kept)


def look(app: Services, now: datetime) -> int:
    """Asks the rules about the last weeks of the whole city; how many flags are new. Each is written in a transaction
    of its own."""
    zone = app.calendar.local(now).tzinfo
    assert zone is not None
    catalogue, kept = app.get(CATALOGUE), 0
    city = WholeCity(app.database, catalogue, app.registry.all(services.TEAMS), _window(app, now))
    for found in suspicions(city, kinds_of(catalogue.actions.values()), zone):
        with app.database.write() as session:
            kept += services.keep(session, app.registry, app.calendar, found, now) is not None
    return kept


def _window(app: Services, now: datetime) -> tuple[date, date]:
    today = app.calendar.today(now)
    return today - timedelta(days=WINDOW_DAYS), today


def _count_clipped(app: Services, _session: Session) -> None:
    count_clipped(app, utc_now())


def count_clipped(app: Services, now: datetime) -> None:
    """Counts whom limits cut something off in the last weeks."""
    people, days = 0, _window(app, now)
    for residents in batches(app.database):
        with app.database.read() as session:
            people += queries.clipped_people(session, residents, days)
    with app.database.write() as session:
        shown = shown_people(people, queries.clipped_shown(session))
        session.merge(ClippedCount(counted_on=days[1], people=people, shown=shown))


def _drop(app: Services, _session: Session) -> None:
    dropped = drop(app, utc_now())
    log.info("flags dropped", flags=dropped)


def drop(app: Services, now: datetime) -> int:
    """Lets count again what nobody decided in time; how many flags."""
    overdue = _overdue(app.database, now)
    for flag_id in overdue:
        with app.database.write() as session:
            services.drop(session, app.registry, app.calendar, flag_id, now)
    return len(overdue)


def _overdue(database: Database, now: datetime) -> list[int]:
    with database.read() as session:
        return list(queries.overdue(session, now))


def _forget_photos(app: Services, _session: Session) -> None:
    forget_photos(app, utc_now())


def forget_photos(app: Services, now: datetime) -> int:
    """Erases the photographs of which nobody needs to think any more; how many."""
    with app.database.read() as session:
        spent = list(queries.spent_evidence(session, now))
    gone = 0
    for flag_id in spent:
        with app.database.write() as session:
            gone += services.forget_photo(session, app.registry, flag_id, now)
    return gone


def _forget_marks(app: Services, session: Session) -> None:
    services.forget_marks(session, app.calendar.today())


jobs = [
    Job("look at entries", Every("day", timedelta(hours=2, minutes=20)), _look, takes_long=True),
    Job("count what limits cut off", Every("day", timedelta(hours=2, minutes=40)), _count_clipped, takes_long=True),
    Job("drop undecided flags", Every("day", timedelta(minutes=5)), _drop, takes_long=True),
    Job("forget evidence", Every("day", timedelta(hours=3, minutes=20)), _forget_photos),
    Job("forget from where people signed in", Every("day", timedelta(hours=3, minutes=10)), _forget_marks),
]
