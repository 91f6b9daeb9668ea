"""What the scheduler does about surveys: tablets whose time is over are forgotten, and tables that
nobody imported."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from campaigns.surveys.importing import forget_old
from campaigns.surveys.models import SurveyKiosk
from civic.calendar import utc_now
from civic.scheduling.jobs import Job, Work
from civic.scheduling.schedules import Every
from civic.services import Services


def _forget_kiosks(_services: Services, session: Session) -> None:
    session.execute(delete(SurveyKiosk).where(SurveyKiosk.ends_at < utc_now()))


def _forget_tables(_services: Services, session: Session) -> None:
    forget_old(session, utc_now())


jobs: list[Work] = [
    Job("forget survey kiosks", Every("day", timedelta(hours=3, minutes=20)), _forget_kiosks),
    Job("forget survey tables", Every("hour", timedelta(minutes=40)), _forget_tables),
]
