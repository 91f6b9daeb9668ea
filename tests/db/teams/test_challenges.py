"""Challenges of teams on both databases: who counts, what moves the sum, who may start and end one."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random

import pytest
from sqlalchemy import select

from campaigns.organizations import teams
from campaigns.organizations.desk import JOINED_TEAM
from campaigns.organizations.models import Membership, Organization, Team, TeamMember
from campaigns.teams import jobs, personal_data, queries, rules, services
from campaigns.teams.challenge_file import Template
from campaigns.teams.models import ChallengeMember
from campaigns.teams.queries import Found
from campaigns.teams.rules import DATES, EVERYONE, KINDS, PERSON_DAYS, Progress
from campaigns.teams.services import Plan, UnknownCode
from civic.city.text import NO_TEXT
from civic.errors import Conflict, DomainError, Forbidden, Invalid, NotFound
from civic.feature import Feature, Registry
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living
from footprint.ledger.models import Entry
from footprint.ledger.queries import stands
from footprint.ledger.rebuild import rebuild
from footprint.rewards.queries import HistoryQuery
from tests.db.ledger.town import CALENDAR, TODAY, Town, noon
from tests.meeting import at_once

DAY, NOW = timedelta(days=1), noon(TODAY)
HISTORY = HistoryQuery(CALENDAR, [queries.reached_together])
REGISTRY = Registry([Feature("teams", JOINED_TEAM.takes(services.count_in))])


def plan(measure: str = PERSON_DAYS, target: int = 2, weeks: int = 1, chosen: int | None = None) -> Plan:
    return Plan(Template("days", "flag", NO_TEXT, NO_TEXT, measure, target), weeks, chosen)


class League:
    """A club whose organizer has teams in a town."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.organizer = town.move_in()
        with town.database.write() as session:
            club = Organization(
                slug="club", kind="club", name=NO_TEXT, about=NO_TEXT, district_id="hill", state="approved",
                applied_by_id=self.organizer, applied_at=NOW,
            )  # fmt: skip
            session.add(club)
            session.flush()
            session.add(Membership(organization_id=club.id, resident_id=self.organizer, role="owner", since=NOW))
            self.club = club.id

    def actor(self, resident: int) -> ResidentActor:
        with self.town.database.read() as session:
            return living(session, Resident.id == resident)[0]

    def team(self, name: str, members: int) -> tuple[int, list[int]]:
        """A team with so many new members."""
        who = [self.town.move_in() for _ in range(members)]
        with self.town.database.write() as session:
            team = Team(organization_id=self.club, name=name, code=f"{name:Z<10}", created_at=NOW - DAY)
            session.add(team)
            session.flush()
            session.add_all(TeamMember(team_id=team.id, resident_id=one, joined_at=NOW - DAY) for one in who)
            return team.id, who

    def join(self, name: str, resident: int, now: datetime) -> None:
        with self.town.database.write() as session:
            teams.join(session, REGISTRY, self.actor(resident), f"{name:Z<10}", now)

    def leave(self, team_id: int, resident: int) -> None:
        with self.town.database.write() as session:
            teams.leave(session, resident, team_id, NOW)

    def start(self, team_id: int, chosen: Plan, now: datetime = NOW, by: int | None = None) -> str:
        """The code of a new challenge."""
        with self.town.database.write() as session:
            actor = self.actor(by or self.organizer)
            return services.start(session, actor, team_id, chosen, actions=7, calendar=CALENDAR, now=now).code

    def beside(self, team_id: int, code: str, now: datetime = NOW) -> None:
        with self.town.database.write() as session:
            services.start_beside(session, self.actor(self.organizer), team_id, code, calendar=CALENDAR, now=now)

    def found(self, team_id: int, who: int | None = None) -> Found:
        return queries.newest(self.town.database, team_id, who or self.organizer, NOW)

    def progress(self, team_id: int) -> Progress:
        found = self.found(team_id)
        one = next(one for one in found.challenges if one.team_id == team_id)
        return rules.progress(one.goal(CALENDAR), one.members, queries.days(one, found.weeks, CALENDAR))

    def reached(self, resident: int) -> tuple[date, ...]:
        """The days on which a challenge was reached, as the badges of a resident count them."""
        return HISTORY.of(self.town.database, resident)[1].together

    def settle(self, now: datetime) -> int:
        """How many challenges a night settled."""
        return jobs.settle(self.town.database, CALENDAR, now)


@pytest.fixture
def league(town: Town) -> League:
    return League(town)


def test_the_sum_is_of_days_not_of_entries_and_undo_is_exact(league: League) -> None:
    team, (one, two, _) = league.team("A", 3)
    league.start(team, plan())
    assert league.progress(team) == (0, 6)
    first = league.town.log(one, quantity=20)
    league.town.log(one, "bag")
    league.town.log(two, quantity=0.1)
    assert league.progress(team) == (2, 6)
    league.town.undo(one, first)
    assert league.progress(team) == (2, 6), "the bag is left"
    league.town.log(league.organizer)
    assert league.progress(team) == (2, 6), "who runs the team is not in it"


def test_what_is_held_does_not_count_until_it_is_released(league: League) -> None:
    team, (one, *_) = league.team("A", 3)
    league.start(team, plan())
    entry = league.town.log(one)
    league.town.hold(entry)
    assert league.progress(team).done == 0
    league.town.release(entry)
    assert league.progress(team).done == 1


def test_a_rebuild_changes_nothing(league: League) -> None:
    team, who = league.team("A", 4)
    league.start(team, plan(KINDS, 5))
    for resident, action in zip(who, ("walk", "bag", "clothes", "walk"), strict=True):
        league.town.log(resident, action)
    before = league.progress(team)
    rebuild(league.town.database, CALENDAR)
    assert league.progress(team) == before == (3, 5)


def test_who_leaves_counts_on_and_changes_nothing_that_is_wanted(league: League) -> None:
    team, (one, two, *_) = league.team("A", 4)
    league.start(team, plan(EVERYONE, 1))
    league.town.log(one)
    league.leave(team, one)
    league.leave(team, two)
    assert league.progress(team) == (1, 4)


def test_who_comes_later_adds_what_they_do_from_then_on(league: League) -> None:
    team, _ = league.team("A", 3)
    league.start(team, plan(DATES, 7))
    late = league.town.move_in()
    league.town.log(late)
    league.join("A", late, NOW + DAY)
    assert league.progress(team) == (0, 7), "what was before they came does not count"
    league.town.log(late, on=TODAY + DAY)
    league.leave(team, late)
    league.join("A", late, NOW + 2 * DAY)
    assert league.progress(team) == (1, 7), "coming back takes nothing away"


def test_no_more_count_than_may_set_out(league: League, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST", 4)
    team, (one, *_) = league.team("A", 3)
    league.start(team, plan(DATES, 7))
    league.leave(team, one)
    for days, late in enumerate([league.town.move_in() for _ in range(2)], 1):
        league.join("A", late, NOW)
        league.town.log(late, on=TODAY + days * DAY)
    assert league.progress(team) == (1, 7), "who has left counts on, so one more does"


def local(day: date, clock: time) -> datetime:
    return CALENDAR.instant(day, clock)


@pytest.mark.parametrize(
    ("now", "first"),
    [(local(TODAY, time(23, 59, 59)), TODAY), (local(TODAY + DAY, time(0, 0, 1)), TODAY + DAY)],
)
def test_a_span_is_whole_days_of_the_city(league: League, now: datetime, first: date) -> None:
    team, (one, *_) = league.team("A", 3)
    league.start(team, plan(), now)
    (found,) = league.found(team).challenges
    assert (found.first_day, found.last_day) == (first, first + 6 * DAY)
    for day in (first - DAY, first, first + 6 * DAY, first + 7 * DAY):
        league.town.log(one, on=day)
    assert league.progress(team).done == 2


def test_an_early_end_keeps_what_was_done_until_then(league: League) -> None:
    team, (one, *_) = league.team("A", 3)
    league.start(team, plan(weeks=2))
    league.town.log(one)
    (found,) = league.found(team).challenges
    for _ in range(2):
        with league.town.database.write() as session:
            services.end(session, league.actor(league.organizer), team, found.id, NOW + DAY)
    league.town.log(one, on=TODAY + 3 * DAY)
    assert league.progress(team).done == 1
    league.start(team, plan(), NOW + DAY)


def test_captains_and_organizers_start_nobody_else(league: League) -> None:
    team, (one, two, _) = league.team("A", 3)
    with pytest.raises(Forbidden):
        league.start(team, plan(), by=one)
    with league.town.database.write() as session:
        teams.name_captain(session, league.actor(league.organizer), team, one, NOW, is_captain=True)
    league.start(team, plan(), by=one)
    with pytest.raises(Forbidden), league.town.database.write() as session:
        services.end(session, league.actor(two), team, 1, NOW)
    league.leave(team, one)
    league.join("A", one, NOW)
    standing = league.found(team, one).standing
    assert standing and not standing.leads, "who comes back is a captain only when named again"


def test_who_is_neither_in_it_nor_runs_it_has_no_standing(league: League) -> None:
    team, (one, *_) = league.team("A", 3)
    other, (stranger, *_) = league.team("B", 3)
    assert league.found(team, stranger).standing is None
    standing = league.found(team, one).standing
    assert standing and not standing.leads
    assert league.found(other, one).standing is None


def test_bounds(league: League) -> None:
    small, _ = league.team("A", 2)
    with pytest.raises(Conflict, match="at least"):
        league.start(small, plan())
    team, _ = league.team("B", 3)
    for impossible in (-1, 22):
        with pytest.raises(Invalid):
            league.start(team, plan(chosen=impossible))
    league.start(team, plan(chosen=21))
    with pytest.raises(Conflict, match="already"):
        league.start(team, plan())
    with pytest.raises(NotFound):
        league.start(10_000, plan())


def test_two_teams_side_by_side_count_the_same_days_each_by_its_size(league: League) -> None:
    first, (one, *_) = league.team("A", 4)
    second, (other, *_) = league.team("B", 3)
    code = league.start(first, plan())
    league.town.log(other)
    league.beside(second, code.lower(), NOW + 2 * DAY)
    league.town.log(one)
    for team in (first, second):
        assert len(league.found(team).challenges) == 2, "both see both"
    assert (league.progress(first), league.progress(second)) == ((1, 8), (1, 6))
    assert len({(each.first_day, each.last_day) for each in league.found(first).challenges}) == 1


def test_codes_that_lead_nowhere(league: League) -> None:
    first, _ = league.team("A", 3)
    second, _ = league.team("B", 3)
    third, _ = league.team("C", 3)
    code = league.start(first, plan())
    with pytest.raises(UnknownCode):
        league.beside(second, "ZZZZZZZZZZ")
    with pytest.raises(Invalid, match="too far along"):
        league.beside(second, code, NOW + 3 * DAY)
    with pytest.raises(Invalid, match="own team"):
        league.beside(first, code)
    league.beside(second, code)
    with pytest.raises(Conflict, match="Another team"):
        league.beside(third, code)
    (own,) = [one for one in league.found(second).challenges if one.team_id == second]
    with pytest.raises(Conflict, match="Another team"):
        league.beside(third, own.code)


def test_at_the_same_moment_one_challenge_begins(league: League) -> None:
    team, _ = league.team("A", 3)
    begun = at_once([lambda: league.start(team, plan())] * 4)
    assert sorted(type(one).__name__ for one in begun) == ["Conflict"] * 3 + ["str"]


def test_at_the_same_moment_one_team_sets_out_beside(league: League) -> None:
    first, *others = (league.team(name, 3)[0] for name in "ABCD")
    code = league.start(first, plan())
    begun = at_once([lambda team=team: league.beside(team, code) for team in others])  # type: ignore[misc]
    assert sorted(type(one).__name__ for one in begun) == ["Conflict", "Conflict", "NoneType"]


def test_who_joins_while_the_team_sets_out_counts(league: League) -> None:
    team, _ = league.team("A", 3)
    late = [league.town.move_in() for _ in range(4)]
    joins = [lambda one=one: league.join("A", one, NOW) for one in late]  # type: ignore[misc]
    assert not [one for one in at_once([*joins, lambda: league.start(team, plan())]) if isinstance(one, Exception)]
    with league.town.database.read() as session:
        assert set(late) <= set(session.scalars(select(ChallengeMember.resident_id)))


@pytest.mark.parametrize("seed", range(4))
def test_any_history_counts_what_stands_in_the_ledger(league: League, seed: int) -> None:
    """Records, undos, holds and releases in any order; the sum is that of the entries that stand."""
    draw, town = Random(seed), league.town
    team, who = league.team("A", 3)
    league.start(team, plan(weeks=2))
    made: list[int] = []
    for _ in range(25):
        act = draw.choice(["log", "log", "undo", "hold", "release"])
        if act == "log" or not made:
            day = TODAY + draw.randrange(-2, 3) * DAY
            made.append(town.log(draw.choice(who), draw.choice(["walk", "bag"]), occurred_on=day, on=TODAY + 2 * DAY))
            continue
        entry = draw.choice(made)
        resident = town.entry(entry).resident_id
        acts = {"undo": partial(town.undo, resident), "hold": town.hold, "release": town.release}
        with suppress(DomainError):
            acts[act](entry)
    with town.database.read() as session:
        standing = session.execute(
            select(Entry.resident_id, Entry.occurred_on).where(stands, Entry.occurred_on >= TODAY).distinct()
        ).all()
    assert league.progress(team) == (len(standing), 12)
    rebuild(town.database, CALENDAR)
    assert league.progress(team) == (len(standing), 12)


def test_a_reached_challenge_counts_for_whoever_did_something_until_it_is_undone(league: League) -> None:
    team, (one, two, idle) = league.team("A", 3)
    league.start(team, plan(chosen=2))
    league.town.log(one)
    assert league.reached(one) == ()
    second = league.town.log(two, on=TODAY + DAY)
    assert league.reached(one) == league.reached(two) == (TODAY + DAY,)
    assert league.reached(idle) == league.reached(league.organizer) == ()
    rebuild(league.town.database, CALENDAR)
    assert league.reached(one) == (TODAY + DAY,)
    league.town.undo(two, second, on=TODAY + DAY)
    assert league.reached(one) == ()


OVER, SETTLED = NOW + 36 * DAY, NOW + 37 * DAY


def test_once_nothing_can_change_it_any_more_it_stays_as_it_was(league: League) -> None:
    team, (one, two, idle) = league.team("A", 3)
    missed, (other, *_) = league.team("B", 3)
    league.start(team, plan(chosen=2))
    league.start(missed, plan(chosen=3))
    entries = [league.town.log(who) for who in (one, two, other)]
    assert league.settle(OVER) == 0
    assert [league.settle(SETTLED), league.settle(SETTLED)] == [2, 0]
    league.town.hold(entries[0])
    league.town.log(other, "bag", on=TODAY + DAY)
    assert league.progress(team).done == 1
    assert league.reached(one) == league.reached(two) == (TODAY,)
    assert league.reached(idle) == league.reached(other) == ()
    with league.town.database.read() as session:
        assert TODAY.isoformat() in str(personal_data.export(session, one))
        assert "'reached_on': None" in str(personal_data.export(session, idle))


def test_everybody_who_counts_is_written_down_once(league: League) -> None:
    team, who = league.team("A", 3)
    league.start(team, plan())
    league.leave(team, who[0])
    league.join("A", who[0], NOW + DAY)
    with league.town.database.read() as session:
        rows = session.execute(select(ChallengeMember.resident_id, ChallengeMember.at_start)).all()
    assert sorted(map(tuple, rows)) == [(one, True) for one in who]
