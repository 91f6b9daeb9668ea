"""Goals of districts on both databases: versions, what is over, and figures only where the boards show some."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from civic.accounts import audit
from civic.accounts.models import AuditEntry
from civic.calendar import CityCalendar, Period, utc_now
from civic.city.pack import load_city
from civic.database.engine import Database
from civic.errors import Conflict, Invalid
from civic.paths import CITIES
from footprint.boards.goal_figures import goals
from footprint.boards.models import BoardRow
from footprint.goals import queries
from footprint.goals.rules import PEOPLE, SAVED, GoalStanding
from footprint.goals.services import Wish, set_goal

CITY = load_city(CITIES / "zhenjiang")
CALENDAR = CityCalendar(CITY.timezone, CITY.seasons)
TODAY = date(2026, 11, 25)
MONTH = CALENDAR.month(TODAY)
HILL, PORT = CITY.districts[0].id, CITY.districts[1].id
FIGURES = (
    "upto_entry_id", "entries", "participants", "low_mg", "mid_mg", "high_mg", "self_reported_mg", "paper_mg",
    "organizer_mg", "instrument_mg", "sum_g", "sum_of_squares_g2",
)  # fmt: skip


def want(
    database: Database, target: int, *, district: str = HILL, measure: str = PEOPLE, period: Period = MONTH
) -> None:
    with database.write() as session:
        set_goal(session, CITY, audit.OPERATOR, Wish(period, district, measure, target), TODAY, utc_now())


def count(database: Database, district: str, participants: int) -> None:
    """What a board shows."""
    figures = {**dict.fromkeys(FIGURES, 0), "participants": participants, "mid_mg": 7}
    with database.write() as session:
        session.add(BoardRow(period=MONTH.key, district_id=district, counted_at=utc_now(), **figures))


def test_the_newest_version_holds_and_all_are_kept(database: Database) -> None:
    for target in (100, 200, 200, 300):
        want(database, target)
    assert [one.target for one in goals(database, MONTH.key)] == [300]
    with database.read() as session:
        assert [one.target for one in queries.versions(session, [MONTH.key])] == [300, 200, 100]
        assert len(session.scalars(select(AuditEntry.id).where(AuditEntry.act == "set goal")).all()) == 3


def test_a_goal_that_is_taken_back_is_gone_until_it_is_set_again(database: Database) -> None:
    want(database, 0)
    want(database, 100)
    want(database, 0)
    assert goals(database, MONTH.key) == ()
    want(database, 100)
    assert len(goals(database, MONTH.key)) == 1


def test_figures_are_those_of_the_boards_or_none(database: Database) -> None:
    want(database, 400)
    want(database, 400, district=PORT)
    count(database, HILL, 312)
    assert goals(database, MONTH.key) == (
        GoalStanding(MONTH.key, HILL, PEOPLE, 400, 312, 7),
        GoalStanding(MONTH.key, PORT, PEOPLE, 400, None, None),
    )


def test_what_is_over_stays(database: Database) -> None:
    over = CALENDAR.month(MONTH.start - timedelta(days=1))
    with pytest.raises(Conflict):
        want(database, 100, period=over)
    want(database, 100, period=CALENDAR.month(MONTH.end + timedelta(days=1)))
    want(database, 100, period=MONTH)


@pytest.mark.parametrize(("measure", "target"), [(PEOPLE, 9), (PEOPLE, 10**8), (SAVED, 10**7), (SAVED, -1)])
def test_what_no_goal_can_be(database: Database, measure: str, target: int) -> None:
    with pytest.raises(Invalid):
        want(database, target, measure=measure)
    assert goals(database, MONTH.key) == ()
