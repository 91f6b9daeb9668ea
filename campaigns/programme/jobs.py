"""What the scheduler does about campaigns: counting how far they have come, and closing them when their last late
entries are in."""

from datetime import timedelta

import structlog
from sqlalchemy.orm import Session

from campaigns.programme import participation
from campaigns.programme.services import close_due
from civic.calendar import utc_now
from civic.scheduling.jobs import Job, RecurringTask, Work
from civic.scheduling.schedules import Every
from civic.services import Services

log = structlog.get_logger()


def count_living(services: Services) -> None:
    """Counts every campaign whose figures may still change. The sums are read outside of any write."""
    with services.database.read() as session:
        counts = [
            participation.count(session, campaign, utc_now())
            for campaign in participation.living(session, services.calendar.today(utc_now()))
        ]
    for counted in counts:
        with services.database.write() as session:
            participation.keep(session, counted)


def _close(services: Services, session: Session) -> None:
    now = utc_now()
    closed = close_due(session, services.calendar.today(now), now)
    if closed:
        log.info("campaigns closed", campaigns=closed)


jobs: list[Work] = [
    RecurringTask("count campaigns", timedelta(minutes=1), count_living),
    Job("close campaigns", Every("day", timedelta(minutes=15)), _close),
]
