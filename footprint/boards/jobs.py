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


def weeks_over(services: Services, now: datetime) -> list[datetime]:
    """The instants at which each week that anything was recorded for was over, earliest first."""
    calendar = services.calendar
    with services.database.read() as session:
        first = first_day(session)
    monday, found = calendar.week(calendar.today(now)).start, list[datetime]()
    while first and first < monday:
        found.insert(0, calendar.end_of(monday - timedelta(days=1)))
        monday -= timedelta(days=7)
    return found


def count_for_demo(services: Services, _seed: int, now: datetime) -> None:
    """A demonstration begins with boards that were counted, each past week's when it was over."""
    over = weeks_over(services, now)
    with services.database.write(one_snapshot=True) as session:
        for instant in (now, *reversed(over)):
            count(session, services.calendar, instant)


jobs = [RecurringTask("count boards", timedelta(seconds=30), count_boards)]
