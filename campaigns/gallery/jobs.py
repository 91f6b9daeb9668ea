"""Recurring work of painting shows: votes are counted when a show is over, and what nobody needs is deleted."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.gallery import queries
from campaigns.gallery import services as shows
from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def count_votes(services: Services, session: Session) -> None:
    """Counts the votes of every show that is over."""
    now = utc_now()
    for campaign in queries.to_be_counted(session, services.calendar.today(now)):
        shows.count(session, campaign, now)


def clear_away(_services: Services, session: Session) -> None:
    """Deletes drafts and refused pictures that nobody waits for."""
    shows.clear_away(session, utc_now())


jobs = [
    Job("count votes of painting shows", Every("hour", timedelta(minutes=2)), count_votes),
    Job("clear away paintings", Every("day", timedelta(hours=3, minutes=20)), clear_away),
]
