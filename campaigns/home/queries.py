"""What the city's front page says, and what a resident takes part in, over all campaigns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import BigInteger, Date, bindparam, func, select
from sqlalchemy.orm import Session

from campaigns.awareness.queries import OpenQuiz, unanswered
from campaigns.events.models import Event, Registration
from campaigns.events.rules import REGISTERED, WAITING
from campaigns.families.models import Family, FamilyTask
from campaigns.pledges.queries import OpenPledge, kept_lately
from campaigns.programme.models import Campaign, Participant
from campaigns.programme.queries import Running, running
from campaigns.programme.rules import PUBLIC, PUBLISHED
from campaigns.teams.queries import Challenge, MemberWeek
from campaigns.teams.queries import running as team_challenges
from campaigns.teams.queries import running_weeks as team_weeks
from civic.city.text import Text
from civic.database.columns import UtcDateTime
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from civic.residents.identity import ResidentActor
from footprint.boards.goal_figures import running_goals
from footprint.boards.queries import CountedPlace, counted_places
from footprint.goals.rules import GoalStanding
from footprint.rewards.queries import DaysOfAction, FirstDays, days_of_week, first_days, row_of_weeks, this_week
from footprint.rewards.streaks import Week

_MOST, MOST_DUE = 100, 3
SOON, LATELY, FIRST_WEEK = timedelta(days=14), timedelta(days=62), timedelta(days=7)
"""Dates are named so long before they come; answers to pledges are looked for so far back; so long
somebody is new."""
_counted, _running = JsonRows(CountedPlace, counted_places), JsonRows(Running, running)
_front = CompiledQuery(select(_counted.column, _running.column, running_goals.column))


@dataclass(frozen=True, slots=True)
class Front:
    """What the front page says on a day, in its light or after dark. As it comes from the database, so that a page made
    from the same is found again without reading it."""

    today: date
    is_dark: bool
    counted_json: str
    running_json: str
    goals_json: str

    @property
    def counted(self) -> list[CountedPlace]:
        """Every district that is shown in the season, by id."""
        return sorted(_counted.read(self.counted_json), key=lambda one: one.district_id)

    @property
    def running(self) -> list[Running]:
        """The open campaigns that end first, in that order."""
        return sorted(_running.read(self.running_json), key=lambda one: (one.ends_on, one.id))

    @property
    def goals(self) -> list[GoalStanding]:
        """What the city wants in its districts this month and season, and what is reached."""
        return running_goals.read(self.goals_json)


def front(database: Database, season: str, month: str, today: date, is_dark: bool) -> Front:
    """One statement."""
    (row,) = database.rows(_front, {"period": season, "month": month, "today": today})
    return Front(today, is_dark, *row)


@dataclass(frozen=True, slots=True)
class OwnDate:
    """An event ahead that a resident is registered for."""

    id: int
    name: Text
    place: Text
    starts_at: datetime
    slug: str


@dataclass(frozen=True, slots=True)
class OwnChallenge:
    """A challenge of families that runs, and how far the resident's own has come."""

    slug: str
    title: Text
    ends_on: date
    done: int
    tasks: int


_resident, _household = bindparam("resident", type_=BigInteger), bindparam("household", type_=BigInteger)
_dates = JsonRows(
    OwnDate,
    select(Event.id, Event.name, Event.place, Event.starts_at, Campaign.slug)
    .join(Registration, Registration.event_id == Event.id)
    .join(Campaign, Campaign.id == Event.campaign_id)
    .where(
        Registration.resident_id == _resident,
        Registration.state == REGISTERED,
        Event.ends_at > bindparam("now", type_=UtcDateTime),
        Event.starts_at < bindparam("soon", type_=UtcDateTime),
        Event.cancelled_at.is_(None),
        Campaign.state == PUBLISHED,
    )
    .order_by(Event.starts_at)
    .limit(MOST_DUE),
)
_tasks = select(func.count()).select_from(FamilyTask).where(FamilyTask.campaign_id == Campaign.id).scalar_subquery()
_challenges = JsonRows(
    OwnChallenge,
    select(Campaign.slug, Campaign.title, Campaign.ends_on, Family.tasks_done.label("done"), _tasks.label("tasks"))
    .join(Family, Family.campaign_id == Campaign.id)
    .where(
        Family.household_id == _household,
        Family.left_at.is_(None),
        Campaign.state == PUBLISHED,
        Campaign.starts_on <= bindparam("today", type_=Date),
        Campaign.ends_on >= bindparam("today", type_=Date),
    )
    .order_by(Campaign.ends_on)
    .limit(MOST_DUE),
)


@dataclass(frozen=True, slots=True)
class TakesPart:
    """A campaign that a resident takes part in."""

    campaign_id: int


_takes_part = JsonRows(
    TakesPart,
    select(Participant.campaign_id).where(Participant.resident_id == _resident, Participant.left_at.is_(None)).limit(1),
)
_own = CompiledQuery(
    select(
        *row_of_weeks,
        days_of_week.column,
        kept_lately.column,
        _dates.column,
        _challenges.column,
        first_days.column,
        _takes_part.column,
        team_challenges.column,
        team_weeks.column,
        unanswered.column,
    )
)


@dataclass(frozen=True, slots=True)
class OwnDay:
    """What a resident's day begins with: this week and its row, what is asked of them, where they are expected."""

    week: Week
    done: list[DaysOfAction]
    """What was done in it."""
    pledges: list[OpenPledge]
    dates: list[OwnDate]
    challenges: list[OwnChallenge]
    first_days: list[FirstDays]
    takes_part: list[TakesPart]
    team_challenges: list[Challenge]
    team_weeks: list[MemberWeek]
    """What was done for those."""
    quizzes: list[OpenQuiz]


def own_day(database: Database, actor: ResidentActor, monday: date, today: date, now: datetime) -> OwnDay:
    """One statement."""
    said = {"resident": actor.resident_id, "household": actor.household_id, "monday": monday, "today": today}
    instants = {"now": now, "soon": now + SOON, "lately": now - LATELY, "newcomer_since": now - FIRST_WEEK}
    (found,) = database.rows(_own, {**said, **instants})
    days, goals, days_down, done, pledges, dates, challenges, first, part, of_teams, team_days, quizzes = found
    return OwnDay(
        this_week(days, goals, days_down, today),
        days_of_week.read(done),
        kept_lately.read(pledges),
        sorted(_dates.read(dates), key=lambda one: (one.starts_at, one.id)),
        sorted(_challenges.read(challenges), key=lambda one: (one.ends_on, one.slug)),
        first_days.read(first),
        _takes_part.read(part),
        team_challenges.read(of_teams),
        team_weeks.read(team_days),
        unanswered.read(quizzes),
    )


def joined(session: Session, resident_id: int) -> Sequence[Campaign]:
    """The public campaigns that a resident takes part in, those that end last first."""
    found = (
        select(Campaign)
        .join(Participant, Participant.campaign_id == Campaign.id)
        .where(Participant.resident_id == resident_id, Participant.left_at.is_(None), Campaign.state.in_(PUBLIC))
        .order_by(Campaign.ends_on.desc(), Campaign.id.desc())
    )
    return session.scalars(found.limit(_MOST)).all()


def coming(session: Session, resident_id: int, now: datetime) -> list[tuple[Event, Campaign, str]]:
    """The events ahead for which a resident is registered or waits, with which of the two; soonest first."""
    found = (
        select(Event, Campaign, Registration.state)
        .join(Campaign, Campaign.id == Event.campaign_id)
        .join(Registration, Registration.event_id == Event.id)
        .where(
            Registration.resident_id == resident_id,
            Registration.state.in_((REGISTERED, WAITING)),
            Event.ends_at > now,
            Event.cancelled_at.is_(None),
            Campaign.state.in_(PUBLIC),
        )
        .order_by(Event.starts_at, Event.id)
    )
    return [(event, campaign, state) for event, campaign, state in session.execute(found.limit(_MOST))]
