"""What the scheduler does about boards of people."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.residents.models import Resident
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services
from footprint.people_boards.services import choose, count


def count_people_boards(services: Services, session: Session) -> None:
    """Counts them once a night: a board that moved at once would tell at which hour its people are up."""
    count(session, services.registry, services.calendar, utc_now())


def count_for_demo(services: Services, _seed: int, now: datetime) -> None:
    """In a demonstration everybody wants to be seen, and the boards were counted."""
    with services.database.write() as session:
        for resident_id in session.scalars(select(Resident.id)).all():
            choose(session, resident_id, alone=True, household=True)
        count(session, services.registry, services.calendar, now)


jobs = [Job("count boards of people", Every("day", timedelta(hours=2, minutes=50)), count_people_boards)]
