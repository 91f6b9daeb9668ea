"""What the scheduler does about published totals: they are restated every night on which something is new."""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services
from footprint.ledger.restate import is_due, restate
from footprint.resources import LEDGER

log = structlog.get_logger()


def _restate(services: Services, _session: Session) -> None:
    ledger = services.get(LEDGER)
    if is_due(services.database, ledger):
        restate(services.database, ledger, utc_now())
        log.info("totals restated", catalogue=ledger.catalogue.version)


jobs = [Job("restate totals", Every("day", timedelta(hours=3, minutes=40)), _restate, takes_long=True)]
