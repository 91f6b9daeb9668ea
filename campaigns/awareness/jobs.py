"""What the scheduler does about the quiz: counting a wave that is over."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.awareness.counting import count_what_is_over
from campaigns.awareness.resources import BANK
from civic.calendar import utc_now
from civic.scheduling.jobs import Job, Work
from civic.scheduling.schedules import Every
from civic.services import Services


def _count(services: Services, session: Session) -> None:
    count_what_is_over(session, services.get(BANK), services.calendar.today(), utc_now())


jobs: list[Work] = [Job("count the quiz", Every("day", timedelta(hours=2, minutes=50)), _count)]
