"""What the demonstration's indicators say: every month that is settled, counted as a job would have."""

from datetime import datetime

from campaigns.indicators.counting import count_cohorts, count_what_is_settled
from civic.services import Services


def add_measured(app_services: Services, _seed: int, now: datetime) -> None:
    """The values of the past months, and whether those who joined in them came back."""
    today = app_services.calendar.today(now)
    with app_services.database.write() as session:
        session.add_all(count_what_is_settled(app_services, session, today, now))
        session.add_all(count_cohorts(app_services, session, today, now))
