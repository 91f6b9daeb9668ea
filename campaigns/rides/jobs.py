"""What the scheduler does about rides: counting what was ridden."""

from datetime import timedelta

from campaigns.rides.counting import count_all
from civic.calendar import utc_now
from civic.scheduling.jobs import RecurringTask
from civic.services import Services


def count_rides(services: Services) -> None:
    """Counts the rides that enough riders have changed."""
    with services.database.write() as session:
        count_all(session, utc_now())


jobs = [RecurringTask("count rides", timedelta(minutes=1), count_rides)]
