"""Once a day: who is told of a week whose goal is open."""

from datetime import timedelta

from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services
from footprint.rewards.reminding import tell_of_open_weeks


def _open_weeks(services: Services, session: Session) -> None:
    tell_of_open_weeks(services, session, utc_now())


jobs = [Job("tell of open weeks", Every("day", timedelta(hours=9)), _open_weeks, takes_long=True)]
