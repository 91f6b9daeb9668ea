"""Goals of the demonstration's city."""

from datetime import datetime

from civic.accounts import audit
from civic.services import Services
from footprint.goals.rules import PEOPLE
from footprint.goals.services import Wish, set_goal

_PEOPLE = 40


def add_goals(app_services: Services, _seed: int, now: datetime) -> None:
    """So many people in each of the first three districts, this season."""
    today, city = app_services.calendar.today(now), app_services.city
    season = app_services.calendar.season(today)
    with app_services.database.write() as session:
        for district in city.districts[:3]:
            set_goal(session, city, audit.OPERATOR, Wish(season, district.id, PEOPLE, _PEOPLE), today, now)
