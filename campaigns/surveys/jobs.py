"""What the scheduler does about surveys: tablets whose time is over are forgotten."""

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from campaigns.surveys.models import SurveyKiosk
from civic.calendar import utc_now
from civic.scheduling.jobs import Job, Work
from civic.scheduling.schedules import Every
from civic.services import Services


def _forget_kiosks(_services: Services, session: Session) -> None:
    session.execute(delete(SurveyKiosk).where(SurveyKiosk.ends_at < utc_now()))


jobs: list[Work] = [Job("forget survey kiosks", Every("day", timedelta(hours=3, minutes=20)), _forget_kiosks)]
