"""What the demonstration's office has in its rooms: figures that wait for a second person, a paper on privacy."""

from datetime import datetime, timedelta

from campaigns.demo.scenes import in_all
from civic.accounts.models import Account
from civic.denominators.rules import NOTICE, district_place
from civic.denominators.services import NewFigures, enter
from civic.errors import msgid
from civic.privacy_papers.rules import ASSESSMENT
from civic.privacy_papers.services import NewPaper, add
from civic.residents.queries import living
from civic.services import Services

_CLERK = "city"
_SCOPE = msgid("Invented for the demonstration: residents at the end of the year")
_SOURCE = "Demonstration"
_GROWN_BY = 1.01


def add_papers(app_services: Services, _seed: int, now: datetime) -> None:
    """Entered by the account `city`, so that somebody else has to approve the figures."""
    today, city = app_services.calendar.today(now), app_services.city
    end_of_year = today.replace(month=1, day=1) - timedelta(days=1)
    figures = NewFigures(
        scope=in_all(app_services, _SCOPE),
        counted_on=end_of_year,
        source=_SOURCE,
        url="",
        status="estimated",
        holds_from=today + NOTICE + timedelta(days=30),
        percent=1,
        residents={district_place(one): round(one.residents * _GROWN_BY) for one in city.districts},
    )
    paper = NewPaper(ASSESSMENT, _SOURCE, end_of_year, None, _SOURCE, "", "", None, "")
    with app_services.database.write() as session:
        (clerk,) = living(session, Account.username == _CLERK)
        enter(session, clerk, figures, today, now)
        add(session, clerk, paper, today, now)
