"""What the scheduler does about pledges: ending what nobody is left to keep up. A home that everybody moved out of is
noticed at once; this finds those whose people erased their accounts."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.pledges.services import end_abandoned
from civic.calendar import utc_now
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services


def _end_abandoned(_services: Services, session: Session) -> None:
    end_abandoned(session, utc_now())


jobs = [Job("end abandoned pledges", Every("day", timedelta(hours=3, minutes=40)), _end_abandoned)]
