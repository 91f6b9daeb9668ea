"""Who counts for a team in a season: who was in it when it settled, whoever comes or goes later."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Organization, Team, TeamMember
from campaigns.organizations.rules import SETTLES_AFTER
from campaigns.organizations.team_board import teams
from civic.calendar import CityCalendar
from civic.city.pack import load_city
from civic.city.text import Text
from civic.database.engine import Database
from civic.paths import CITIES
from footprint.group_boards.models import BoardMember
from footprint.group_boards.services import gather
from tests.people import settle

CITY = load_city(CITIES / "zhenjiang")
CALENDAR = CityCalendar(CITY.timezone, CITY.seasons)
SEASON = CALENDAR.season(CALENDAR.today())
BEGINS = CALENDAR.end_of(SEASON.start - timedelta(days=1))
DAY = timedelta(days=1)
LONG_AGO = BEGINS - 100 * DAY


class Club:
    """An organization with teams, made without pages."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            founder = settle(session, LONG_AGO).resident_id
            text = Text({"en": "Club"})
            self.organization = Organization(
                slug="club", kind="club", name=text, about=text, district_id="jingkou", state="approved",
                applied_by_id=founder, applied_at=LONG_AGO,
            )  # fmt: skip
            session.add(self.organization)
            session.flush()
            self.organization_id = self.organization.id

    def team(self, name: str, created: datetime) -> int:
        with self.database.write() as session:
            team = Team(organization_id=self.organization_id, name=name, code=name, created_at=created)
            session.add(team)
            session.flush()
            return team.id

    def join(self, team_id: int, joined: datetime, left: datetime | None = None) -> int:
        with self.database.write() as session:
            resident_id = settle(session, LONG_AGO).resident_id
            session.add(TeamMember(team_id=team_id, resident_id=resident_id, joined_at=joined, left_at=left))
            return resident_id

    def counting(self, now: datetime) -> set[tuple[str, int]]:
        with self.database.write() as session:
            gather(session, [teams], CALENDAR, now)
            return _members(session)


def _members(session: Session) -> set[tuple[str, int]]:
    return {(group, who) for group, who in session.execute(select(BoardMember.group_id, BoardMember.resident_id))}


@pytest.fixture
def club(database: Database) -> Club:
    return Club(database)


def test_members_at_the_beginning_count_whoever_leaves(club: Club) -> None:
    team = club.team("old", LONG_AGO)
    stays, leaves = club.join(team, LONG_AGO), club.join(team, LONG_AGO, BEGINS + DAY)
    club.join(team, LONG_AGO, BEGINS - DAY)
    late = club.join(team, BEGINS + DAY)
    found = club.counting(BEGINS + 2 * DAY)
    assert found == {(str(team), stays), (str(team), leaves), ("newcomers", late)}


def test_a_young_team_counts_as_it_was_after_a_week(club: Club) -> None:
    created = BEGINS + 3 * DAY
    team = club.team("young", created)
    early = club.join(team, created)
    assert club.counting(created + SETTLES_AFTER - DAY) == set()
    assert club.counting(created + SETTLES_AFTER) == {(str(team), early)}
    club.join(team, created)
    late = club.join(team, created + SETTLES_AFTER + DAY)
    after = club.counting(created + SETTLES_AFTER + 2 * DAY)
    assert (str(team), late) not in after
    assert ("newcomers", late) in after


def test_counting_twice_adds_nobody(club: Club) -> None:
    team = club.team("old", LONG_AGO)
    club.join(team, LONG_AGO)
    once = club.counting(BEGINS + DAY)
    assert club.counting(BEGINS + 5 * DAY) == once


def test_a_team_that_was_closed_before_is_not_there(club: Club) -> None:
    team = club.team("closed", LONG_AGO)
    club.join(team, LONG_AGO)
    with club.database.write() as session:
        session.get_one(Team, team).closed_at = BEGINS - DAY
    assert club.counting(BEGINS + DAY) == set()


def test_a_team_is_called_by_its_organization_too(club: Club) -> None:
    team = club.team("old", LONG_AGO)
    with club.database.read() as session:
        assert teams.names(session, CITY)[str(team)].in_("en") == "Club · old"
