"""What the scheduler does about boards."""

from datetime import datetime, timedelta

from civic.calendar import utc_now
from civic.scheduling.jobs import RecurringTask
from civic.services import Services
from footprint.boards.services import count


def count_boards(services: Services) -> None:
    """Counts the boards as they stand now."""
    with services.database.write(one_snapshot=True) as session:
        count(session, services.calendar, utc_now())


def count_for_demo(services: Services, _seed: int, now: datetime) -> None:
    """A demonstration begins with boards that were counted."""
    with services.database.write(one_snapshot=True) as session:
        count(session, services.calendar, now)


jobs = [RecurringTask("count boards", timedelta(seconds=30), count_boards)]
