"""What the scheduler does about campaigns: closing them when their last late entries are in."""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from campaigns.programme.services import close_due
from civic.calendar import utc_now
from civic.jobs import Job
from civic.schedules import Every
from civic.web import Services

log = structlog.get_logger()


def _close(services: Services, session: Session) -> None:
    now = utc_now()
    closed = close_due(session, services.calendar.today(now), now)
    if closed:
        log.info("campaigns closed", campaigns=closed)


jobs = [Job("close campaigns", Every("day", timedelta(minutes=15)), _close)]
