"""What the scheduler does about the ledger: seasons are frozen after midnight, the ledger is proven every night."""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.scheduling.jobs import Job, last_run
from civic.scheduling.schedules import Every
from civic.services import Services
from footprint.ledger.seasons import STAYS_OPEN, freeze_seasons
from footprint.ledger.verify import FURTHER_CHECKS, Part, verify

log = structlog.get_logger()
_VERIFY = "verify the ledger"
_OVERLAP = timedelta(hours=1)


def _freeze(services: Services, session: Session) -> None:
    now = utc_now()
    waiting = [season for told in services.registry.all(STAYS_OPEN) for season in told(session, now)]
    for season in freeze_seasons(session, services.calendar, now, waiting):
        log.info("season frozen", season=season)


def _verify(services: Services, session: Session) -> None:
    """Logs every difference as an error of its own: they name rows, never people.

    The first time all is checked, later what has changed since the time before, and a part of the rest.
    """
    before = last_run(session, _VERIFY)
    today = services.calendar.local(utc_now()).date()
    part = Part(before - _OVERLAP, today.toordinal()) if before else None
    report = verify(services.database, services.calendar, part)
    for difference in report.differences:
        log.error("ledger differs", where=difference.where, what=difference.what)
    if report.unlisted:
        log.error("ledger differs", more=report.unlisted)
    further = [line for check in services.registry.all(FURTHER_CHECKS) for line in check(services)]
    for line in further:
        log.error("what follows from the ledger differs", what=line)
    if not report.differences and not further:
        log.info("a part of the ledger verified" if part else "ledger verified", entries=report.entries)


jobs = [
    # Ten minutes after midnight every request that began on the day before has ended.
    Job("freeze seasons", Every("day", timedelta(minutes=10)), _freeze),
    Job(_VERIFY, Every("day", timedelta(hours=3, minutes=20)), _verify, takes_long=True),
]
