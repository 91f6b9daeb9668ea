"""What the scheduler does about indicators: counting the months and cohorts that are settled."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.indicators.counting import count_cohorts, count_what_is_settled
from civic.calendar import utc_now
from civic.scheduling.jobs import Job, Work
from civic.scheduling.schedules import Every
from civic.services import Services


def count(services: Services, session: Session) -> None:
    """Reads whole months of the ledger, then writes a few rows in a transaction of its own."""
    today, now = services.calendar.today(), utc_now()
    found = [*count_what_is_settled(services, session, today, now), *count_cohorts(services, session, today, now)]
    if found:
        with services.database.write() as writer:
            for row in found:
                writer.merge(row)


jobs: list[Work] = [Job("count the indicators", Every("day", timedelta(hours=4, minutes=10)), count, takes_long=True)]
