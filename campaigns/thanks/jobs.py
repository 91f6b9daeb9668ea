"""What the scheduler does about vouchers: letting go of what is over."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.thanks import rules
from campaigns.thanks.planning import withdraw_of_closed
from campaigns.thanks.services import forget_old
from civic.calendar import utc_now
from civic.scheduling.jobs import Job, RecurringTask, Work
from civic.scheduling.schedules import Every
from civic.services import Services


def _forget_old(services: Services, session: Session) -> None:
    forget_old(session, services.calendar.today() - timedelta(days=rules.KEPT_DAYS))


def _withdraw_of_closed(services: Services) -> None:
    with services.database.write() as session:
        withdraw_of_closed(session, services.calendar.today(), utc_now())


jobs: list[Work] = [
    Job("forget old vouchers", Every("day", timedelta(hours=3, minutes=25)), _forget_old),
    RecurringTask("withdraw offers of closed organizations", timedelta(minutes=2), _withdraw_of_closed),
]
