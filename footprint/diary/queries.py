"""Reads of a resident's own entries. All go through the index on resident and day."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import BigInteger, bindparam, case, cast, exists, func, literal_column, select, union_all
from sqlalchemy.orm import Session, aliased

from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from footprint.diary.models import BaselineAnswers
from footprint.ledger.models import Entry

_sign = case((Entry.reverses_id.is_(None), 1), else_=-1)


def _total(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


@dataclass(frozen=True, slots=True)
class Slice:
    """Sums of some of a resident's entries: one action and evidence tier in a span of days."""

    action: str
    tier: int
    entries: int
    low_mg: int
    mid_mg: int
    high_mg: int
    points: int


@dataclass(frozen=True, slots=True)
class Bar:
    """Sums of one day."""

    day: date
    low_mg: int
    mid_mg: int
    high_mg: int


_own = Entry.resident_id == bindparam("resident_id")
_since = Entry.occurred_on >= bindparam("first")
_until = Entry.occurred_on <= bindparam("last")
_slices = (
    select(
        Entry.action,
        Entry.tier,
        _total(_sign),
        _total(Entry.low_mg),
        _total(Entry.mid_mg),
        _total(Entry.high_mg),
        _total(Entry.points),
    )
    .where(_own, _since, _until)
    .group_by(Entry.action, Entry.tier)
)
_bars = (
    select(Entry.occurred_on, _total(Entry.low_mg), _total(Entry.mid_mg), _total(Entry.high_mg))
    .where(_own, _since, _until)
    .group_by(Entry.occurred_on)
    .order_by(Entry.occurred_on)
)
_in_week = case((Entry.occurred_on >= bindparam("week_start"), 1), else_=0)
entries_lately = select(func.count()).select_from(Entry).where(_own, _since).scalar_subquery()
"""How many entries `resident_id` has since `first`; the index alone can tell."""
_none: Any = literal_column("0")
_habits = CompiledQuery(
    union_all(
        select(literal_column("''"), entries_lately, _none, _none, _none, _none),
        select(
            Entry.action,
            _total(_sign),
            _total(_sign * _in_week),
            _total(Entry.low_mg * _in_week),
            _total(Entry.mid_mg * _in_week),
            _total(Entry.high_mg * _in_week),
        )
        .where(_own, _since, entries_lately != bindparam("known"))
        .group_by(Entry.action),
    )
)
"""First, under no action's name, how many entries there are; then, unless that many are known already, the habits.
Entries are only ever added, so as many are the same ones."""
_reversal = aliased(Entry)
_is_undone = exists(select(_reversal.id).where(_reversal.reverses_id == Entry.id)).correlate(Entry)


def slices(session: Session, resident_id: int, first: date, last: date) -> list[Slice]:
    """Sums by action and evidence tier from `first` to `last`."""
    rows = session.execute(_slices, {"resident_id": resident_id, "first": first, "last": last})
    return [Slice(*row) for row in rows]


def bars(session: Session, resident_id: int, first: date, last: date) -> list[Bar]:
    """Sums of each day that has entries."""
    rows = session.execute(_bars, {"resident_id": resident_id, "first": first, "last": last})
    return [Bar(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class Habit:
    """How often an action was logged lately, and what it saved in the current week."""

    action: str
    uses: int
    week_entries: int
    week_low_mg: int
    week_mid_mg: int
    week_high_mg: int


_HABIT_DAYS = 60


def lately(today: date) -> date:
    """The day from which on habits are counted."""
    return today - timedelta(days=_HABIT_DAYS)


@dataclass(frozen=True, slots=True)
class Habits:
    """A resident's actions of the last 60 days, the most used first, as they were when there were so many entries."""

    entries: int
    actions: tuple[Habit, ...]


def habits(database: Database, resident_id: int, today: date, week_start: date, known: Habits | None = None) -> Habits:
    """One statement; it adds nothing up where `known`, from the same day, is still so."""
    values = {
        "resident_id": resident_id,
        "first": lately(today),
        "week_start": week_start,
        "known": known.entries if known else -1,
    }
    found = [Habit(*row) for row in database.rows(_habits, values)]
    entries = next(row.uses for row in found if not row.action)
    if known and known.entries == entries:
        return known
    by_use = sorted((row for row in found if row.action), key=lambda habit: (-habit.uses, habit.action))
    return Habits(entries, tuple(by_use))


def latest(session: Session, resident_id: int, action: str) -> Entry | None:
    """The resident's newest entry of an action that was not taken back: the best default for the next one."""
    return session.scalar(
        select(Entry)
        .where(_own, Entry.action == action, Entry.reverses_id.is_(None), ~_is_undone)
        .order_by(Entry.id.desc())
        .limit(1),
        {"resident_id": resident_id},
    )


@dataclass(frozen=True, slots=True)
class Line:
    """An entry with whether it was taken back."""

    entry: Entry
    undone: bool


def lines(session: Session, resident_id: int, *, limit: int, offset: int = 0) -> list[Line]:
    """Entries, the newest day first; opposite entries are not lines of their own, they mark the first as undone."""
    statement = (
        select(Entry, _is_undone)
        .where(_own, Entry.reverses_id.is_(None))
        .order_by(Entry.occurred_on.desc(), Entry.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [Line(*row) for row in session.execute(statement, {"resident_id": resident_id})]


def count(session: Session, resident_id: int) -> int:
    """How many entries, without opposite ones."""
    statement = select(func.count()).where(_own, Entry.reverses_id.is_(None))
    return session.scalar(statement, {"resident_id": resident_id}) or 0


def credited_milli(session: Session, resident_id: int, action: str, first: date, last: date) -> int:
    """What was credited for one action to a resident from `first` to `last`."""
    statement = select(_total(Entry.credited_milli)).where(_own, Entry.action == action, _since, _until)
    return session.scalar(statement, {"resident_id": resident_id, "first": first, "last": last}) or 0


def points_on(session: Session, resident_id: int, action: str, day: date) -> int:
    """What one action has earned a resident on a day."""
    statement = select(_total(Entry.points)).where(_own, Entry.action == action, Entry.occurred_on == day)
    return session.scalar(statement, {"resident_id": resident_id}) or 0


def baseline_answers(session: Session, resident_id: int) -> BaselineAnswers | None:
    """The resident's latest answers to the questionnaire."""
    return session.get(BaselineAnswers, resident_id)
