"""Every night what became of the challenges is noted that nothing can change any more."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.teams import queries, services
from civic.calendar import CityCalendar, utc_now
from civic.database.engine import Database
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def _settle(app: Services, _session: Session) -> None:
    settle(app.database, app.calendar, utc_now())


def settle(database: Database, calendar: CityCalendar, now: datetime) -> int:
    """How many challenges were settled, each in a transaction of its own."""
    with database.read() as session:
        over = queries.to_settle(session, calendar.today(now))
    for challenge_id in over:
        reached = queries.outcome(*queries.counted(database, challenge_id), calendar)
        with database.write() as session:
            services.settle(session, challenge_id, reached, now)
    return len(over)


jobs = [Job("settle challenges of teams", Every("day", timedelta(hours=3, minutes=50)), _settle, takes_long=True)]
