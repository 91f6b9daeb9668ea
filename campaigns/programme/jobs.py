"""What the scheduler does about campaigns: counting how far they have come, and closing them when their last late
entries are in."""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from campaigns.programme import counting
from campaigns.programme.services import close_due
from civic.calendar import utc_now
from civic.scheduling.jobs import Job, RecurringTask, Work
from civic.scheduling.schedules import Every
from civic.services import Services

log = structlog.get_logger()


def count_campaigns(services: Services) -> None:
    """Counts the campaigns that enough people have changed."""
    with services.database.write(one_snapshot=True) as session:
        counting.count_all(session, utc_now())


def _close(services: Services, session: Session) -> None:
    now = utc_now()
    closed = close_due(session, services.calendar.today(now), now)
    if closed:
        log.info("campaigns closed", campaigns=closed)


jobs: list[Work] = [
    RecurringTask("count campaigns", timedelta(minutes=1), count_campaigns),
    Job("close campaigns", Every("day", timedelta(minutes=15)), _close),
]
