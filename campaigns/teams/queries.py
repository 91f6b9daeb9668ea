"""Reads of challenges: what a team has set itself, and what those who count for it did. A page asks once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Date, FromClause, and_, bindparam, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from campaigns.organizations.models import Membership, Organization, Team, TeamMember
from campaigns.organizations.rules import APPROVED
from campaigns.teams import rules
from campaigns.teams.models import ChallengeMember, TeamChallenge
from campaigns.teams.rules import PAST_SHOWN, Goal, MemberDays
from civic.calendar import CityCalendar
from civic.database.columns import UtcDateTime
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from footprint.ledger.projections.action_week import ActionWeek
from footprint.rewards.earning import WeekOfDeeds
from footprint.rewards.queries import Together, done_in_week


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge with its team; `members` set out with it. The link to a team is for those who are in it."""

    id: int
    team_id: int
    team: str
    team_code: str
    template: str
    measure: str
    target: int
    first_day: date
    last_day: date
    code: str
    beside_id: int | None
    ended_at: datetime | None
    members: int

    def goal(self, calendar: CityCalendar) -> Goal:
        """What is wanted, as long as it goes on."""
        ended = self.last_day if self.ended_at is None else calendar.today(self.ended_at)
        return Goal(self.measure, self.target, self.first_day, min(self.last_day, ended))


@dataclass(frozen=True)
class MemberWeek(WeekOfDeeds):
    """What somebody who counts for a challenge since an instant did in a week."""

    challenge_id: int
    resident_id: int
    since: datetime
    at_start: bool


def days(one: Challenge, weeks: Iterable[MemberWeek], calendar: CityCalendar) -> list[MemberDays]:
    """What counts for a challenge: of who came later only what they did since."""
    return [
        MemberDays(
            week.resident_id,
            week.week_start,
            week.days_by_action,
            one.first_day if week.at_start else calendar.today(week.since),
        )
        for week in weeks
        if week.challenge_id == one.id
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """An open team, that the reader is in it, and whether as its captain, or that they act for its organization."""

    team: str
    code: str
    is_member: bool
    is_captain: bool
    is_organizer: bool

    @property
    def leads(self) -> bool:
        """Whether the reader starts and ends what the team sets itself."""
        return self.is_captain or self.is_organizer


_resident, _team = bindparam("resident", type_=BigInteger), bindparam("team", type_=BigInteger)
_now, _today = bindparam("now", type_=UtcDateTime), bindparam("today", type_=Date)
_at_start = (
    select(func.count())
    .where(ChallengeMember.challenge_id == TeamChallenge.id, ChallengeMember.at_start)
    .correlate(TeamChallenge)
    .scalar_subquery()
)


def _challenges(chosen: FromClause) -> JsonRows[Challenge]:
    """The challenges that are among some."""
    return JsonRows(
        Challenge,
        select(
            TeamChallenge.id,
            TeamChallenge.team_id,
            Team.name.label("team"),
            Team.code.label("team_code"),
            TeamChallenge.template,
            TeamChallenge.measure,
            TeamChallenge.target,
            TeamChallenge.first_day,
            TeamChallenge.last_day,
            TeamChallenge.code,
            TeamChallenge.beside_id,
            TeamChallenge.ended_at,
            _at_start.label("members"),
        )
        .join(chosen, chosen.c.id == TeamChallenge.id)
        .join(Team, Team.id == TeamChallenge.team_id),
    )


def _weeks(chosen: FromClause) -> JsonRows[MemberWeek]:
    """What those who count for some challenges did in their weeks."""
    found = (
        select(
            ActionWeek.week_start,
            done_in_week.label("done"),
            ChallengeMember.challenge_id,
            ChallengeMember.resident_id,
            ChallengeMember.since,
            ChallengeMember.at_start,
        )
        .join(chosen, chosen.c.id == ChallengeMember.challenge_id)
        .join(TeamChallenge, TeamChallenge.id == ChallengeMember.challenge_id)
        .join(
            ActionWeek,
            and_(
                ActionWeek.resident_id == ChallengeMember.resident_id,
                ActionWeek.week_start.between(TeamChallenge.first_monday, TeamChallenge.last_day),
            ),
        )
    )
    member = (
        ChallengeMember.challenge_id,
        ChallengeMember.resident_id,
        ChallengeMember.since,
        ChallengeMember.at_start,
    )
    return JsonRows(MemberWeek, found.group_by(*member, ActionWeek.week_start))


# Of one team

_own = select(TeamChallenge.id, TeamChallenge.beside_id).where(TeamChallenge.team_id == _team)
_newest = _own.order_by(TeamChallenge.id.desc()).limit(1).cte("newest")
_shown = (
    select(_newest.c.id)
    .union(
        select(_newest.c.beside_id).where(_newest.c.beside_id.is_not(None)),
        select(TeamChallenge.id).join(_newest, TeamChallenge.beside_id == _newest.c.id),
    )
    .cte("shown")
)
_past = _own.order_by(TeamChallenge.id.desc()).limit(PAST_SHOWN).cte("past")
_Me, _Role = aliased(TeamMember), aliased(Membership)
_standing = JsonRows(
    Standing,
    select(
        Team.name.label("team"),
        Team.code,
        _Me.team_id.is_not(None).label("is_member"),
        func.coalesce(_Me.is_captain, literal_column("false")).label("is_captain"),
        _Role.resident_id.is_not(None).label("is_organizer"),
    )
    .select_from(Team)
    .join(Organization, and_(Organization.id == Team.organization_id, Organization.state == APPROVED))
    .outerjoin(_Me, and_(_Me.team_id == Team.id, _Me.resident_id == _resident, _Me.left_at.is_(None)))
    .outerjoin(
        _Role,
        and_(
            _Role.organization_id == Team.organization_id,
            _Role.resident_id == _resident,
            or_(_Role.ends_at.is_(None), _Role.ends_at > _now),
        ),
    )
    .where(Team.id == _team, Team.closed_at.is_(None), or_(_Me.team_id.is_not(None), _Role.resident_id.is_not(None))),
)


@dataclass(frozen=True, slots=True)
class Found:
    """Challenges, the newest first, and what was done for each."""

    challenges: tuple[Challenge, ...]
    weeks: tuple[MemberWeek, ...]
    standing: Standing | None
    """What the reader is in the team; None for who is neither in it nor acts for it."""


class _OfTeam:
    """Some challenges of a team, and what the reader is in it; one statement."""

    def __init__(self, chosen: FromClause) -> None:
        self._challenges, self._weeks = _challenges(chosen), _weeks(chosen)
        self._query = CompiledQuery(select(self._challenges.column, self._weeks.column, _standing.column))

    def of(self, database: Database, team_id: int, resident_id: int, now: datetime) -> Found:
        values = {"team": team_id, "resident": resident_id, "now": now}
        ((challenges, weeks, standing),) = database.rows(self._query, values)
        known = sorted(self._challenges.read(challenges), key=lambda one: -one.id)
        return Found(tuple(known), tuple(self._weeks.read(weeks)), next(iter(_standing.read(standing)), None))


newest = _OfTeam(_shown).of
"""A team's newest challenge with the one beside it."""
past = _OfTeam(_past).of
"""A team's last challenges."""

# Of one resident, for pages that read more in the same statement

_running = (
    select(TeamChallenge.id)
    .join(ChallengeMember, ChallengeMember.challenge_id == TeamChallenge.id)
    .join(
        TeamMember,
        and_(TeamMember.team_id == TeamChallenge.team_id, TeamMember.resident_id == ChallengeMember.resident_id),
    )
    .join(Team, Team.id == TeamChallenge.team_id)
    .where(
        ChallengeMember.resident_id == _resident,
        TeamMember.left_at.is_(None),
        Team.closed_at.is_(None),
        TeamChallenge.last_day >= _today,
        TeamChallenge.ended_at.is_(None),
    )
    .cte("running_challenges")
)
running, running_weeks = _challenges(_running), _weeks(_running)
"""The challenges that run in the `resident`'s teams `today`, and what was done for them."""

_counting = select(TeamChallenge.id).join(ChallengeMember, ChallengeMember.challenge_id == TeamChallenge.id)
_open = _counting.where(ChallengeMember.resident_id == _resident, TeamChallenge.settled_at.is_(None)).cte("open")
_open_challenges, _open_weeks = _challenges(_open), _weeks(_open)


@dataclass(frozen=True, slots=True)
class _Reached:
    reached_on: date


_reached = JsonRows(
    _Reached,
    select(ChallengeMember.reached_on).where(
        ChallengeMember.resident_id == _resident, ChallengeMember.reached_on.is_not(None)
    ),
)


def _days_reached(values: Sequence[str], resident_id: int, calendar: CityCalendar) -> Iterator[date]:
    yield from (one.reached_on for one in _reached.read(values[0]))
    weeks = _open_weeks.read(values[2])
    for one in _open_challenges.read(values[1]):
        reached = outcome(one, weeks, calendar)
        if reached and resident_id in reached.who:
            yield reached.on


reached_together = Together((_reached.column, _open_challenges.column, _open_weeks.column), _days_reached)
"""The days on which a team reached what it had set itself, of whoever did something for it: as it was settled, and as
it stands now for what is open."""


class Outcome(NamedTuple):
    """The day on which a challenge was reached, and who did something for it."""

    on: date
    who: frozenset[int]


def outcome(one: Challenge, weeks: Iterable[MemberWeek], calendar: CityCalendar) -> Outcome | None:
    """None for a challenge that is not reached."""
    goal, counted = one.goal(calendar), days(one, weeks, calendar)
    reached = rules.reached_on(goal, one.members, counted)
    return Outcome(reached, frozenset(rules.took_part(goal, counted))) if reached else None


# For those who settle them


def to_settle(session: Session, today: date) -> Sequence[int]:
    """The challenges that are over for so long that nothing can change them any more."""
    late = TeamChallenge.last_day < today - rules.SETTLED_AFTER
    return session.scalars(
        select(TeamChallenge.id).where(TeamChallenge.settled_at.is_(None), late).order_by(TeamChallenge.id)
    ).all()


_one = select(TeamChallenge.id).where(TeamChallenge.id == bindparam("challenge", type_=BigInteger)).cte("one")
_this, _of_this = _challenges(_one), _weeks(_one)
_counted = CompiledQuery(select(_this.column, _of_this.column))


def counted(database: Database, challenge_id: int) -> tuple[Challenge, list[MemberWeek]]:
    """A challenge that there is, and what was done for it; one statement."""
    ((found, weeks),) = database.rows(_counted, {"challenge": challenge_id})
    (one,) = _this.read(found)
    return one, _of_this.read(weeks)


# For those who start and end


def leads(session: Session, team: Team, resident_id: int, now: datetime) -> bool:
    """Whether somebody starts and ends what a team sets itself."""
    values: dict[str, Any] = {"team": team.id, "resident": resident_id, "now": now}
    found = _standing.read(session.scalar(select(_standing.column), values))
    return any(one.leads for one in found)


def running_of(session: Session, team_ids: Iterable[int], today: date) -> list[TeamChallenge]:
    """The challenges of some teams that are not over."""
    found = select(TeamChallenge).where(
        TeamChallenge.team_id.in_(tuple(team_ids)), TeamChallenge.last_day >= today, TeamChallenge.ended_at.is_(None)
    )
    return list(session.scalars(found.order_by(TeamChallenge.id)))


def by_code(session: Session, code: str) -> tuple[TeamChallenge, Team] | None:
    """The challenge with that code, and its team."""
    found = select(TeamChallenge, Team).join(Team, Team.id == TeamChallenge.team_id)
    row = session.execute(found.where(TeamChallenge.code == code, Team.closed_at.is_(None))).first()
    return (row[0], row[1]) if row else None


def number_of_members(session: Session, team_id: int) -> int:
    """How many are in a team."""
    found = select(func.count()).where(TeamMember.team_id == team_id, TeamMember.left_at.is_(None))
    return session.scalar(found) or 0


def number_counting(session: Session, challenge_id: int) -> int:
    """Whose deeds count for a challenge, of whoever has left the team too."""
    return session.scalar(select(func.count()).where(ChallengeMember.challenge_id == challenge_id)) or 0


def members_counting(session: Session, challenge_id: int) -> Sequence[ChallengeMember]:
    """Those whose deeds count for a challenge."""
    return session.scalars(select(ChallengeMember).where(ChallengeMember.challenge_id == challenge_id)).all()


def number_at_start(session: Session, challenge_id: int) -> int:
    """How many were in the team when it set out."""
    found = select(func.count()).where(ChallengeMember.challenge_id == challenge_id, ChallengeMember.at_start)
    return session.scalar(found) or 0
