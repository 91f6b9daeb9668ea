"""Reads of what rewards are judged by: days of actions, goals, outages, points; of one resident, or of all who wish."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    ScalarSelect,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, CityCalendar, Period, monday_of
from civic.database.columns import UtcDateTime
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from civic.feature import ExtensionPoint
from civic.messages.models import Message
from civic.residents.models import Resident
from footprint.ledger.derivation import WEEKDAYS
from footprint.ledger.models import Entry
from footprint.ledger.projections.action_week import ActionWeek
from footprint.ledger.projections.resident_total import ResidentTotal
from footprint.ledger.queries import stands
from footprint.rewards import streaks
from footprint.rewards.badges import Deed
from footprint.rewards.earning import History, WeekOfDeeds, days_of_bits
from footprint.rewards.models import GoalChoice, Outage, RewardWish
from footprint.rewards.streaks import DEFAULT_DAYS, WEEK, Choice, Week

_COUNTS = [getattr(ActionWeek, name) for name in WEEKDAYS]
_own = bindparam("resident", type_=BigInteger)


@dataclass(frozen=True, slots=True)
class Facts:
    """Besides deeds: goals in the order in which they were chosen, days on which the service was down, all points."""

    choices: tuple[Choice, ...]
    outages: frozenset[date]
    points: int
    together: tuple[date, ...] = ()
    """The days on which something was reached with others."""


@dataclass(frozen=True, slots=True)
class Together:
    """What a feature knows of things that residents reach with others: columns about the `resident`, and the days that
    follow from their values, one for each thing."""

    columns: tuple[ScalarSelect[str], ...]
    days: Callable[[Sequence[str], int, CityCalendar], Iterable[date]]
    """Of the columns' values and the resident."""


REACHED_TOGETHER: ExtensionPoint[Together] = ExtensionPoint("reached together")


@dataclass(frozen=True, slots=True)
class DaysOfAction:
    """How often an action was done on each day of one week."""

    week_start: date
    action: str
    monday: int
    tuesday: int
    wednesday: int
    thursday: int
    friday: int
    saturday: int
    sunday: int

    @property
    def days(self) -> dict[int, int]:
        """How often on each day on which it was done, 0 for Monday; what was undone is left out."""
        counts = {number: getattr(self, name) for number, name in enumerate(WEEKDAYS)}
        return {number: count for number, count in counts.items() if count > 0}


@dataclass(frozen=True, slots=True)
class _Goal:
    id: int
    chosen_on: date
    days: int


@dataclass(frozen=True, slots=True)
class _DayDown:
    day: date


@dataclass(frozen=True, slots=True)
class _Points:
    points: int


def _bits(counts: Iterable[Any] = _COUNTS) -> Any:
    """The days of a week on which something was done, as `WeekOfDeeds` has them; 0 where all was undone."""
    none: Any = literal_column("0")
    return sum((case((count > none, literal_column(str(1 << day))), else_=none) for day, count in enumerate(counts)))


_space: Any = literal_column("' '")
done_in_week = func.aggregate_strings(ActionWeek.action + literal_column("':'") + cast(_bits(), String), _space)
"""What `WeekOfDeeds.done` says, of rows of `ActionWeek` that are grouped by resident and week."""
_weeks = JsonRows(
    WeekOfDeeds,
    select(ActionWeek.week_start, done_in_week.label("done"))
    .where(ActionWeek.resident_id == _own)
    .group_by(ActionWeek.week_start),
)
_goals = JsonRows(
    _Goal, select(GoalChoice.id, GoalChoice.chosen_on, GoalChoice.days).where(GoalChoice.resident_id == _own)
)
_days_down = JsonRows(_DayDown, select(Outage.day))
_points = JsonRows(
    _Points,
    select(cast(func.coalesce(func.sum(ResidentTotal.points), 0), BigInteger).label("points")).where(
        ResidentTotal.resident_id == _own, ResidentTotal.period == ALL_TIME
    ),
)


class HistoryQuery:
    """All that somebody's rewards are judged by."""

    def __init__(self, calendar: CityCalendar, together: Sequence[Together] = ()) -> None:
        self._calendar, self._together = calendar, together
        more = [column for one in together for column in one.columns]
        self._query = CompiledQuery(select(_weeks.column, _goals.column, _days_down.column, _points.column, *more))

    def of(self, database: Database, resident_id: int) -> tuple[list[Deed], Facts]:
        """What a resident did on which days, in no order, and what stands beside it; one statement."""
        ((weeks, goals, days_down, points, *more),) = database.rows(self._query, {"resident": resident_id})
        deeds = [deed for week in _weeks.read(weeks) for deed in week.deeds()]
        return deeds, Facts(
            choices=_choices(goals),
            outages=_outages(days_down),
            points=sum(one.points for one in _points.read(points)),
            together=tuple(self._reached(more, resident_id)),
        )

    def _reached(self, values: Sequence[str], resident_id: int) -> Iterator[date]:
        ahead = iter(values)
        for one in self._together:
            yield from one.days([*islice(ahead, len(one.columns))], resident_id, self._calendar)


def _choices(goals: str) -> tuple[Choice, ...]:
    chosen = sorted(_goals.read(goals), key=lambda one: one.id)
    return tuple(Choice(one.chosen_on, one.days) for one in chosen)


def _outages(days_down: str) -> frozenset[date]:
    return frozenset(one.day for one in _days_down.read(days_down))


_weekday = bindparam("weekday", type_=Integer)
_times = (
    select(case(*((_weekday == number, count) for number, count in enumerate(_COUNTS))))
    .where(
        ActionWeek.resident_id == _own,
        ActionWeek.week_start == bindparam("monday", type_=Date),
        ActionWeek.action == bindparam("action", type_=String),
    )
    .scalar_subquery()
)
_if_first = CompiledQuery(select(_weeks.column, _goals.column, _days_down.column).where(_times == 1))


def history_if_first(database: Database, resident_id: int, deed: Deed) -> History | None:
    """What one deed may have earned is judged by; None where it was done more than once on that day, or not at all,
    and one of them changes nothing. One statement, and then the database reads no more than the one row."""
    monday = monday_of(deed.day)
    asked = {"monday": monday, "weekday": (deed.day - monday).days, "action": deed.action}
    rows = database.rows(_if_first, {"resident": resident_id, **asked})
    for weeks, goals, days_down in rows:
        newest_first = sorted(_weeks.read(weeks), key=lambda week: week.week_start, reverse=True)
        return History(newest_first, _choices(goals), _outages(days_down))
    return None


def newest_goal(session: Session, resident_id: int) -> GoalChoice | None:
    """What the resident chose last."""
    own = select(GoalChoice).where(GoalChoice.resident_id == resident_id)
    return session.scalars(own.order_by(GoalChoice.id.desc()).limit(1)).first()


def wish(session: Session, resident_id: int) -> RewardWish | None:
    """What the resident wants to be told; None for nothing."""
    return session.get(RewardWish, resident_id)


def outages(session: Session) -> Sequence[Outage]:
    """All of them, the newest first."""
    return session.scalars(select(Outage).order_by(Outage.day.desc())).all()


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """A resident's goals, wishes and days, for the download."""
    goals = session.scalars(select(GoalChoice).where(GoalChoice.resident_id == resident_id).order_by(GoalChoice.id))
    wished = wish(session, resident_id)
    own = select(ActionWeek).where(ActionWeek.resident_id == resident_id)
    weeks = session.scalars(own.order_by(ActionWeek.week_start, ActionWeek.action))
    return {
        "goals": [{"chosen_on": goal.chosen_on.isoformat(), "days": goal.days} for goal in goals],
        "reward_wishes": wished and {"reviews": wished.reviews, "open_weeks": wished.open_weeks},
        "action_weeks": [
            {
                "week_start": week.week_start.isoformat(),
                "action": week.action,
                **{name: getattr(week, name) for name in WEEKDAYS},
            }
            for week in weeks
        ],
    }


def days_in_week(session: Session, residents: Iterable[int], monday: date) -> dict[int, int]:
    """On how many days of the week that begins on `monday` each of them did something; only those who did."""
    counts = [cast(func.sum(count), Integer) for count in _COUNTS]
    found = select(ActionWeek.resident_id, *counts).where(
        ActionWeek.resident_id.in_(list(residents)), ActionWeek.week_start == monday
    )
    days = {
        row[0]: sum(count > 0 for count in row[1:]) for row in session.execute(found.group_by(ActionWeek.resident_id))
    }
    return {resident_id: number for resident_id, number in days.items() if number}


# Of all who wish


def who_acted(period: Period) -> Select[int]:
    """The residents who want reviews and did something in the period."""
    acted = select(ActionWeek.resident_id).where(
        ActionWeek.resident_id == RewardWish.resident_id, _within(period.start, period.end)
    )
    return select(RewardWish.resident_id).where(RewardWish.reviews, acted.exists())


def _within(first: date, last: date) -> Any:
    """Whether something was done on one of the days: an action's week counts by those of its days that lie within."""
    monday, parts = monday_of(first), []
    while monday <= last:
        inside = [count for number, count in enumerate(_COUNTS) if first <= monday + timedelta(days=number) <= last]
        parts.append(and_(ActionWeek.week_start == monday, or_(*(count > 0 for count in inside))))
        monday += WEEK
    return or_(*parts)


@dataclass(frozen=True, slots=True)
class OpenWeek:
    """Somebody who wants to hear of an open week: the days of this and the last one, and the goals of both."""

    resident_id: int
    days: frozenset[date]
    goal: int
    goal_before: int


def open_weeks(session: Session, monday: date, told: str) -> Sequence[OpenWeek]:
    """Those who want to hear of the week that begins on `monday`, have no message of the key `told`, and did something
    in it or in the week before."""
    reached = select(Message.id).where(Message.resident_id == RewardWish.resident_id, Message.key == told)
    asked = RewardWish.open_weeks & ~reached.exists()
    before = monday - WEEK
    counts = [cast(func.sum(count), Integer) for count in _COUNTS]
    recent = select(ActionWeek.resident_id, ActionWeek.week_start, *counts).where(
        ActionWeek.resident_id.in_(select(RewardWish.resident_id).where(asked)),
        ActionWeek.week_start.in_([before, monday]),
    )
    days: dict[int, set[date]] = {}
    for resident_id, start, *sums in session.execute(recent.group_by(ActionWeek.resident_id, ActionWeek.week_start)):
        done = {start + timedelta(days=number) for number, count in enumerate(sums) if count > 0}
        days.setdefault(resident_id, set()).update(done)
    goals = select(RewardWish.resident_id, _goal_in(monday), _goal_in(before)).where(asked)
    return [OpenWeek(who, frozenset(days[who]), *both) for who, *both in session.execute(goals) if who in days]


def _goal_in(monday: date) -> Any:
    """The goal of a week, of whom the statement around speaks; as `streaks.goal_of` says."""
    chosen = select(GoalChoice.days).where(
        GoalChoice.resident_id == RewardWish.resident_id, GoalChoice.chosen_on < monday
    )
    return func.coalesce(chosen.order_by(GoalChoice.id.desc()).limit(1).scalar_subquery(), DEFAULT_DAYS)


days_of_week = JsonRows(
    DaysOfAction,
    select(ActionWeek.week_start, ActionWeek.action, *_COUNTS).where(
        ActionWeek.resident_id == _own, ActionWeek.week_start == bindparam("monday")
    ),
)
"""One week of one resident, for a page that reads more with it."""


@dataclass(frozen=True, slots=True)
class _WeekDays:
    week_start: date
    bits: int


_all_weeks = JsonRows(
    _WeekDays,
    select(ActionWeek.week_start, _bits(func.sum(count) for count in _COUNTS).label("bits"))
    .where(ActionWeek.resident_id == _own)
    .group_by(ActionWeek.week_start),
)
row_of_weeks = (_all_weeks.column, _goals.column, _days_down.column)
"""What `this_week` reads of one resident, for a page that reads more with it."""


def this_week(days: str, goals: str, days_down: str, today: date) -> Week:
    """This week with its goal, and the row of weeks that it stands in; of the columns of `row_of_weeks`."""
    done = {day for week in _all_weeks.read(days) for day in days_of_bits(week.week_start, week.bits)}
    choices = _choices(goals)
    return streaks.this_week(streaks.weeks(done, _outages(days_down), choices, today), choices, today)


@dataclass(frozen=True, slots=True)
class FirstDays:
    """What a newcomer has done so far: on how many days, how many kinds of actions; whether they have chosen a goal."""

    days: int
    kinds: int
    chose: bool


_own_stands = (Entry.resident_id == Resident.id) & stands
first_days = JsonRows(
    FirstDays,
    select(
        select(func.count(Entry.occurred_on.distinct())).where(_own_stands).scalar_subquery().label("days"),
        select(func.count(Entry.action.distinct())).where(_own_stands).scalar_subquery().label("kinds"),
        select(GoalChoice.id).where(GoalChoice.resident_id == Resident.id).exists().label("chose"),
    ).where(
        Resident.id == bindparam("resident", type_=BigInteger),
        Resident.created_at > bindparam("newcomer_since", type_=UtcDateTime),
    ),
)
"""Of whoever came after that instant, so that it counts the entries of days, never of years; nothing for others."""
