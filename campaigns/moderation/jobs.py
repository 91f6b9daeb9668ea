"""Recurring work of moderation."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.moderation.services import count_decisions, forget_postings
from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def _forget_postings(_services: Services, session: Session) -> None:
    forget_postings(session, utc_now())


def _count_decisions(_services: Services, session: Session) -> None:
    count_decisions(session)


jobs = [
    Job("forget who posted when", Every("day", timedelta(hours=3, minutes=10)), _forget_postings),
    Job("count what moderators decided", Every("day", timedelta(hours=3, minutes=15)), _count_decisions),
]
