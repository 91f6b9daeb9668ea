"""What the scheduler does about vouchers: forgetting old ones."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.thanks import rules
from campaigns.thanks.services import forget_old
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def _forget_old(services: Services, session: Session) -> None:
    forget_old(session, services.calendar.today() - timedelta(days=rules.KEPT_DAYS))


jobs = [Job("forget old vouchers", Every("day", timedelta(hours=3, minutes=25)), _forget_old)]
