"""The boards of groups as people see them: sizes, what is one's own, and never who is last."""

from collections.abc import Callable

import pytest

from campaigns.organizations.models import Organization, Team, TeamMember
from civic.calendar import utc_now
from civic.city.text import Text
from civic.disclosure.live import MINIMUM
from footprint.group_boards.jobs import count_group_boards
from footprint.group_boards.models import BoardMember
from footprint.ledger.services import Claim, record
from footprint.resources import LEDGER
from tests.characters import Page, Site, text_of
from tests.people import named, settle


@pytest.fixture(scope="module")
def city(open_city: Callable[..., Site]) -> Site:
    """A city in which four teams ride, the fourth the least, and one that is too small; `newcomer` is in the fourth."""
    site, now = open_city(), utc_now()
    ledger = site.app_services.get(LEDGER)
    with site.database.write() as session:
        long_ago = utc_now().replace(year=utc_now().year - 1)
        founder = settle(session, long_ago).resident_id
        text = Text({"zh": "社团", "en": "Club"})
        club = Organization(
            slug="club", kind="club", name=text, about=text, district_id="jingkou", state="approved",
            applied_by_id=founder, applied_at=long_ago,
        )  # fmt: skip
        session.add(club)
        session.flush()
        for number, people in enumerate((MINIMUM, MINIMUM, MINIMUM, MINIMUM, MINIMUM - 1)):
            team = Team(
                organization_id=club.id, name=f"Team {number}", code=f"CODE{number}", created_at=long_ago,
            )  # fmt: skip
            session.add(team)
            session.flush()
            for _ in range(people):
                who = settle(session, now, district="jingkou").resident_id
                session.add(TeamMember(team_id=team.id, resident_id=who, joined_at=long_ago))
                km = 1_000 * (20 - 4 * number)
                ride = Claim(who, key="ride", action="bicycle", option="car", quantity_milli=km, occurred_on=site.today)
                record(session, ledger, ride, now)
    count_group_boards(site.app_services)
    return site


def rows(page: Page) -> list[str]:
    return [text_of(row) for row in page.root.findall(".//*[@class='places']/li")]


def test_teams_of_ten_are_shown_and_of_nine_are_not(city: Site) -> None:
    page = city.visitor("en").open("/boards/teams")
    assert [next(number for number in range(5) if f"Team {number}" in row) for row in rows(page)] == [0, 1, 2, 3]
    assert "Team 4" not in page.text


def test_the_lower_half_has_no_place(city: Site) -> None:
    found = rows(city.visitor("en").open("/boards/teams"))
    assert ["place:" in row for row in found] == [True, True, False, False]


def test_teams_of_another_size_stand_elsewhere(city: Site) -> None:
    page = city.visitor("en").open("/boards/teams?size=large")
    assert rows(page) == []
    assert "No group of this size has figures" in page.text


TABS = {"teams": 3, "newcomers": 2, "subdistricts": 1}
"""Rows of them: periods, measures where there is a comparison, sizes."""


@pytest.mark.parametrize("period", ["week", "month", "season", "all"])
@pytest.mark.parametrize("board", TABS)
def test_every_board_takes_every_period(city: Site, board: str, period: str) -> None:
    page = city.visitor("en").open(f"/boards/{board}?period={period}")
    assert page.status == 200
    assert len(page.root.findall(".//nav[@class='tabs']/a[@aria-current]")) == TABS[board]


def test_a_period_that_is_not_there_is_not_found(city: Site) -> None:
    visitor = city.visitor("en")
    assert visitor.open("/boards/teams?period=week&key=2026-W99").status == 404
    assert visitor.open("/boards/nothing").status == 404
    assert visitor.open("/boards/teams?size=9&period=x").status == 200


def test_newcomers_stand_by_district(city: Site) -> None:
    (jingkou,) = rows(city.visitor("en").open("/boards/newcomers"))
    assert jingkou.startswith("Jingkou")
    assert "per newcomer" in jingkou


def test_subdistricts_without_figures_are_named(city: Site) -> None:
    page = city.visitor("en").open("/boards/subdistricts?period=all")
    parts = [part.name.in_("en") for district in city.city.districts for part in district.subdistricts]
    assert [name for name in parts if name not in page.text] == []


def test_my_own_team_is_pinned_with_those_just_above(city: Site) -> None:
    newcomer = city.newcomer(language="en")
    with city.database.write() as session:
        team = session.query(Team).filter_by(name="Team 2").one()
        mine, season = named(session, newcomer.nickname).resident_id, city.app_services.calendar.season(city.today).key
        session.add(BoardMember(kind="team", season=season, group_id=str(team.id), resident_id=mine))
    for page in (newcomer.open("/boards/teams"), newcomer.open("/boards/near-me")):
        pinned = next(words for words in map(text_of, page.root.findall(".//*[@class='card']")) if "Team" in words)
        assert pinned.startswith("Club · Team 2")
    board = newcomer.open("/boards/teams")
    assert "just above: Club · Team 0" in board.text
    assert "Team 3" not in text_of(board.root.find(".//*[@class='card']"))
    assert ["mine" in row for row in rows(board)] == [False, False, True, False]
    assert not any("mine" in row for row in rows(city.visitor("en").open("/boards/teams")))


def test_every_district_has_a_page_of_what_is_near_with_parts_or_without(city: Site) -> None:
    parts = {one.id: len(one.subdistricts) for one in city.city.districts}
    assert 0 in parts.values()
    assert [city.newcomer(one).open("/boards/near-me").status for one in parts] == [200] * len(parts)


def test_near_me_shows_the_neighbours_of_my_district(city: Site) -> None:
    page = city.newcomer(language="en").open("/boards/near-me")
    assert "Next door" in page.text
    assert city.visitor("en").open("/boards/near-me").status in (302, 303)


def test_what_i_did_since_stands_beside_at_once(city: Site) -> None:
    newcomer = city.newcomer(language="en")
    with city.database.write() as session:
        team = session.query(Team).filter_by(name="Team 1").one()
        mine, season = named(session, newcomer.nickname).resident_id, city.app_services.calendar.season(city.today).key
        session.add(BoardMember(kind="team", season=season, group_id=str(team.id), resident_id=mine))
    assert "in the next count" not in newcomer.open("/boards/teams").text
    newcomer.log("bicycle", replaced_mode="car")
    assert "Yours: + " in newcomer.open("/boards/teams").text
    assert "Yours: + " not in newcomer.open("/boards/subdistricts").text


def test_teams_stand_in_the_order_of_participation_too(city: Site) -> None:
    page = city.visitor("en").open("/boards/teams?measure=participation")
    found = rows(page)
    assert all("100 % took part" in row or "100% took part" in row for row in found)
    assert all("self-reported" in row for row in found)
    assert "measure=participation" in page.root.find(".//nav[@class='tabs']/a").get("href", "")  # type: ignore[union-attr]
