"""Recurring work about residents."""

from datetime import timedelta

from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.jobs import Job
from civic.residents.services import purge_failures
from civic.schedules import Every
from civic.web import Services


def _forget_failures(_services: Services, session: Session) -> None:
    purge_failures(session, utc_now())


jobs = [Job("forget failed sign-ins", Every("day", timedelta(hours=3)), _forget_failures)]
