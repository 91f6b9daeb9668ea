"""Recurring work about accounts."""

from datetime import timedelta

from sqlalchemy.orm import Session

from civic.accounts.services import purge_failures
from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def _forget_failures(_services: Services, session: Session) -> None:
    purge_failures(session, utc_now())


jobs = [Job("forget failed sign-ins", Every("day", timedelta(hours=3)), _forget_failures)]
