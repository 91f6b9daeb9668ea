"""Goals of the demonstration's city."""

from datetime import datetime

from civic.accounts import audit
from civic.services import Services
from footprint.goals.rules import PEOPLE
from footprint.goals.services import Wish, set_goal

_PEOPLE = (150, 250, 400)
"""Of a demonstration as it is usually filled, one is reached, the others are on the way."""


def add_goals(app_services: Services, _seed: int, now: datetime) -> None:
    """So many people in each of the first three districts, this season."""
    today, city = app_services.calendar.today(now), app_services.city
    season = app_services.calendar.season(today)
    with app_services.database.write() as session:
        for district, people in zip(city.districts, _PEOPLE, strict=False):
            set_goal(session, city, audit.OPERATOR, Wish(season, district.id, PEOPLE, people), today, now)
