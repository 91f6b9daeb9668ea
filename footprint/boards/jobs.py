"""What the scheduler does about boards."""

from datetime import datetime, timedelta

from civic.calendar import utc_now
from civic.scheduling.jobs import RecurringTask
from civic.services import Services
from footprint.boards.queries import first_day
from footprint.boards.services import count


def count_boards(services: Services) -> None:
    """Counts the boards as they stand now."""
    with services.database.write(one_snapshot=True) as session:
        count(session, services.calendar, utc_now())


def count_for_demo(services: Services, _seed: int, now: datetime) -> None:
    """A demonstration begins with boards that were counted, each past week's when it was over."""
    calendar = services.calendar
    with services.database.write(one_snapshot=True) as session:
        count(session, calendar, now)
        over, first = calendar.week(calendar.today(now)).start, first_day(session)
        while first and first < over:
            over -= timedelta(days=7)
            count(session, calendar, calendar.end_of(over + timedelta(days=6)))


jobs = [RecurringTask("count boards", timedelta(seconds=30), count_boards)]
