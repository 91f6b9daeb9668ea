"""Recurring work about friends."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.friends.services import forget_cheers
from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def _forget_cheers(services: Services, session: Session) -> None:
    forget_cheers(session, services.calendar.today(utc_now()))


jobs = [Job("forget old cheers", Every("day", timedelta(hours=3, minutes=25)), _forget_cheers)]
