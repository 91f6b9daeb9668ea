"""Setting a team something, beside another team if wanted, ending it, and counting whoever comes later."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from campaigns.organizations.models import Team, TeamMember
from campaigns.teams import queries, rules
from campaigns.teams.challenge_file import Template
from campaigns.teams.models import ChallengeMember, TeamChallenge
from campaigns.teams.queries import Outcome
from civic.calendar import CityCalendar, monday_of
from civic.codes import new_code, read_code
from civic.errors import Conflict, Forbidden, Invalid, NotFound, msgid
from civic.residents.identity import ResidentActor


@dataclass(frozen=True, slots=True)
class Plan:
    """What is chosen of a challenge; `target` None for what the template suggests to so many members and weeks."""

    template: Template
    weeks: int
    target: int | None


_LOCK = {"key_share": True}
_A_DAY = timedelta(days=1)
"""No city's day is further from the day of the instant."""


class UnknownCode(Invalid):
    """A code of no challenge."""

    def __init__(self) -> None:
        super().__init__(msgid("No challenge has this code. Please check it."), field="code")


def start(
    session: Session,
    actor: ResidentActor,
    team_id: int,
    plan: Plan,
    *,
    actions: int,
    calendar: CityCalendar,
    now: datetime,
) -> TeamChallenge:
    """A team sets itself something from today on, with those who are in it now.

    Args:
        actions: how many the catalogue has.

    Raises:
        NotFound: no such open team.
        Forbidden: the actor neither is its captain nor acts for its organization.
        Conflict: one runs already, or too few or too many are in the team.
        Invalid: a target that cannot be reached (field `target`).
    """
    today = calendar.today(now)
    members = _ready_members(session, _led_team(session, actor, team_id, now), today)
    measure = plan.template.measure
    target = plan.target or rules.suggested(measure, plan.template.target, plan.weeks, members)
    most = rules.most(measure, plan.weeks, members, actions)
    if not 1 <= target <= most:
        raise Invalid("Please choose a number from 1 to %(most)s.", field="target", most=most)
    made = TeamChallenge(
        team_id=team_id,
        template=plan.template.id,
        measure=measure,
        target=target,
        first_monday=monday_of(today),
        first_day=today,
        last_day=rules.last_day(today, plan.weeks),
        code=new_code(rules.CODE_LENGTH),
        started_at=now,
    )
    return _begun(session, made)


def start_beside(
    session: Session,
    actor: ResidentActor,
    team_id: int,
    typed: str,
    *,
    calendar: CityCalendar,
    now: datetime,
) -> TeamChallenge:
    """A team sets itself what another one has, for the same days, by that one's code. What is added up over members is
    set anew for the size of this team.

    Raises:
        NotFound: no such open team.
        Forbidden: the actor neither is its captain nor acts for its organization.
        UnknownCode: no challenge has it.
        Invalid: the team's own, or one that is too far on (field `code`).
        Conflict: one runs already, another team was first, or too few or too many are in the team.
    """
    today = calendar.today(now)
    team = _led_team(session, actor, team_id, now)
    first = _beside(session, team, typed, today)
    members = _ready_members(session, team, today)
    made = TeamChallenge(
        team_id=team_id,
        template=first.template,
        measure=first.measure,
        target=_scaled(session, first, members),
        first_monday=first.first_monday,
        first_day=first.first_day,
        last_day=first.last_day,
        code=new_code(rules.CODE_LENGTH),
        beside_id=first.id,
        started_at=now,
    )
    return _begun(session, made)


def end(session: Session, actor: ResidentActor, team_id: int, challenge_id: int, now: datetime) -> None:
    """Ends a challenge today; once more changes nothing.

    Raises:
        NotFound: no such open team, or no such challenge of it.
        Forbidden: the actor neither is the team's captain nor acts for its organization.
    """
    _led_team(session, actor, team_id, now)
    challenge = session.get(TeamChallenge, challenge_id, with_for_update=_LOCK)
    if challenge is None or challenge.team_id != team_id:
        raise NotFound()
    challenge.ended_at = challenge.ended_at or now


def count_in(session: Session, team_id: int, resident_id: int, now: datetime) -> None:
    """Who has come into a team counts for what it has under way, from now on, until as many count as may begin one.

    The team is locked: one that sets out at the same moment either has them among its members, or is seen here.
    """
    session.get(Team, team_id, with_for_update=_LOCK, populate_existing=True)
    running = session.scalars(
        select(TeamChallenge.id).where(
            TeamChallenge.team_id == team_id,
            TeamChallenge.ended_at.is_(None),
            TeamChallenge.last_day >= (now - _A_DAY).date(),
        )
    )
    for challenge_id in running.all():
        counts = session.get(ChallengeMember, (challenge_id, resident_id)) is not None
        if not counts and queries.number_counting(session, challenge_id) < rules.MOST:
            session.add(ChallengeMember(challenge_id=challenge_id, resident_id=resident_id, since=now, at_start=False))


def settle(session: Session, challenge_id: int, reached: Outcome | None, now: datetime) -> None:
    """Notes what became of a challenge; once more changes nothing."""
    challenge = session.get_one(TeamChallenge, challenge_id, with_for_update=_LOCK)
    if challenge.settled_at is not None:
        return
    challenge.settled_at = now
    for member in queries.members_counting(session, challenge_id):
        if reached and member.resident_id in reached.who:
            member.reached_on = reached.on


def _led_team(session: Session, actor: ResidentActor, team_id: int, now: datetime) -> Team:
    team = session.get(Team, team_id, with_for_update=_LOCK)
    if team is None or team.closed_at is not None:
        raise NotFound()
    if not queries.leads(session, team, actor.resident_id, now):
        raise Forbidden("Captains of the team and its organizers can do this.")
    return team


def _ready_members(session: Session, team: Team, today: date) -> int:
    """How many set out with a team that has nothing under way."""
    if queries.running_of(session, [team.id], today):
        raise Conflict("Your team has a challenge already. End it first, or wait until it is over.")
    members = queries.number_of_members(session, team.id)
    if members < rules.FEWEST:
        raise Conflict("A challenge begins with at least %(least)s people in the team.", least=rules.FEWEST)
    if members > rules.MOST:
        raise Conflict(
            "More than %(most)s people are in this team. Its parts can set their own challenges.", most=rules.MOST
        )
    return members


def _beside(session: Session, team: Team, typed: str, today: date) -> TeamChallenge:
    found = queries.by_code(session, read_code(typed))
    if found is None:
        raise UnknownCode()
    first, other = found
    session.refresh(first, with_for_update=_LOCK)  # of two teams with the code, the second finds it taken
    if other.id == team.id:
        raise Invalid("This is your own team’s code. Give it to another team.", field="code")
    if first.ended_at is not None or not rules.may_join_beside(first.first_day, first.last_day, today):
        raise Invalid("That challenge is too far along. Start one of your own and invite them.", field="code")
    taken = select(TeamChallenge.id).where(TeamChallenge.beside_id == first.id)
    if first.beside_id is not None or session.execute(taken).first() is not None:
        raise Conflict("Another team is already alongside them.")
    return first


def _scaled(session: Session, first: TeamChallenge, members: int) -> int:
    """The other team's target; days that are added up over members as many for each of them."""
    if first.measure != rules.PERSON_DAYS:
        return first.target
    return rules.for_members(first.target, queries.number_at_start(session, first.id), members)


def _begun(session: Session, made: TeamChallenge) -> TeamChallenge:
    session.add(made)
    session.flush()
    columns = ("challenge_id", "resident_id", "since", "at_start")
    members = select(
        literal(made.id), TeamMember.resident_id, literal(made.started_at, ChallengeMember.since.type), literal(True)
    ).where(TeamMember.team_id == made.team_id, TeamMember.left_at.is_(None))
    session.execute(insert(ChallengeMember).from_select(columns, members))
    return made
