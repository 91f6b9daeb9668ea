"""What the scheduler does about family challenges: counting every family's result."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.families.services import count
from campaigns.programme.models import Campaign
from campaigns.programme.rules import FAMILY, PUBLISHED
from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def _count(services: Services, session: Session) -> None:
    now = utc_now()
    playing = select(Campaign).where(
        Campaign.kind == FAMILY,
        Campaign.state == PUBLISHED,
        Campaign.starts_on <= services.calendar.today(now),
    )
    for campaign in session.scalars(playing).all():
        count(session, campaign, now)


jobs = [Job("count families", Every("hour", timedelta(minutes=5)), _count)]
