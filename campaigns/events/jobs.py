"""What the scheduler does about events: reminders at humane hours, places that became free, and how many came."""

from datetime import timedelta

from sqlalchemy.orm import Session

from campaigns.events.counting import count_all
from campaigns.events.registering import move_up_everywhere, remind
from civic.calendar import utc_now
from civic.messages.rules import humane
from civic.scheduling.jobs import Job, RecurringTask, Work
from civic.scheduling.schedules import Every
from civic.services import Services


def _remind(services: Services, session: Session) -> None:
    now = utc_now()
    local = services.calendar.local(now)
    if humane(local) == local:
        remind(session, services.calendar, now)


def _move_up(services: Services) -> None:
    with services.database.write() as session:
        move_up_everywhere(session, services.calendar, utc_now())


def count_events(services: Services) -> None:
    """Counts who came to the events that enough people have changed."""
    with services.database.write() as session:
        count_all(session, utc_now())


jobs: list[Work] = [
    Job("remind of events", Every("hour", timedelta(minutes=2)), _remind),
    RecurringTask("count who came", timedelta(minutes=1), count_events),
    RecurringTask("waiting lists of events", timedelta(minutes=2), _move_up),
]
