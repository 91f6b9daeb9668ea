"""What the scheduler does about messages: the post, reminders, forgetting what is old."""

from datetime import timedelta

from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.messages import inbox, post
from civic.messages import reminders as reminding
from civic.scheduling.jobs import Job, RecurringTask, Work
from civic.scheduling.schedules import Every
from civic.services import Services


def _send(app_services: Services) -> None:
    post.drain(app_services, utc_now())


def _remind(app_services: Services) -> None:
    reminding.remind(app_services, utc_now())


def _purge(_house: Services, session: Session) -> None:
    inbox.purge(session, utc_now())


jobs: list[Work] = [
    RecurringTask("send mails", timedelta(seconds=5), _send),
    RecurringTask("remind people", timedelta(minutes=10), _remind),
    Job("forget old messages", Every("day", timedelta(hours=3, minutes=20)), _purge),
]
