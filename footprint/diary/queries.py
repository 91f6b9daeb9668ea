"""Reads of a resident's own entries. All go through the index on resident and day."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    SmallInteger,
    String,
    bindparam,
    case,
    cast,
    extract,
    func,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from civic.calendar import ALL_TIME
from civic.database.driver import CompiledQuery, day
from civic.database.engine import Database
from civic.database.json_rows import JsonRows
from civic.database.typed_rows import RowQuery
from civic.residents.models import Resident
from footprint.boards.queries import CountedPlace, counted_places
from footprint.diary.models import BaselineAnswers
from footprint.ledger.models import Entry, evidence_tier, sign
from footprint.ledger.projections.resident_total import ResidentTotal
from footprint.ledger.rules import SELF_REPORTED


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
_reductions = [_total(getattr(Entry, name)).label(name) for name in ("low_mg", "mid_mg", "high_mg")]


# Sums


_by_action = (
    select(
        Entry.action,
        evidence_tier.label("tier"),
        _total(sign).label("entries"),
        *_reductions,
        _total(Entry.points).label("points"),
    )
    .where(_own, _since, _until)
    .group_by(Entry.action, evidence_tier)
)
_by_day = (
    select(
        cast(null(), String),
        cast(null(), SmallInteger),
        cast(null(), BigInteger),
        *_reductions,
        _total(Entry.points),
        Entry.occurred_on,
    )
    .where(_own, Entry.occurred_on >= bindparam("first_bar"), Entry.occurred_on <= bindparam("last_bar"))
    .group_by(Entry.occurred_on)
)
_slices = RowQuery(Slice, _by_action)
_slices_and_bars = CompiledQuery(union_all(_by_action.add_columns(cast(null(), Date)), _by_day))


def slices(database: Database, resident_id: int, first: date, last: date) -> list[Slice]:
    """Sums by action and evidence tier from `first` to `last`."""
    return _slices.rows(database, resident_id=resident_id, first=first, last=last)


_slices_column, _places_column = JsonRows(Slice, _by_action), JsonRows(CountedPlace, counted_places)
_slices_and_places = CompiledQuery(select(_slices_column.column, _places_column.column))


def slices_and_places(
    database: Database, resident_id: int, first: date, last: date, period: str
) -> tuple[list[Slice], list[CountedPlace]]:
    """The resident's sums from `first` to `last`, and every district that is shown in the period; one statement."""
    said = {"resident_id": resident_id, "first": first, "last": last, "period": period}
    ((own, places),) = database.rows(_slices_and_places, said)
    return _slices_column.read(own), _places_column.read(places)


def slices_and_bars(
    database: Database, resident_id: int, span: tuple[date, date], bar_span: tuple[date, date]
) -> tuple[list[Slice], list[Bar]]:
    """Sums by action and evidence tier in one span of days, and of each day in another; one statement."""
    days = {"first": span[0], "last": span[1], "first_bar": bar_span[0], "last_bar": bar_span[1]}
    found: tuple[list[Slice], list[Bar]] = ([], [])
    for action, tier, entries, low, mid, high, points, bar in database.rows(
        _slices_and_bars, {"resident_id": resident_id, **days}
    ):
        if bar is None:
            found[0].append(Slice(action, tier, entries, low, mid, high, points))
        else:
            found[1].append(Bar(day(bar), low, mid, high))
    return found


@dataclass(frozen=True, slots=True)
class YearSaved:
    """Sums of one calendar year."""

    year: int
    low_mg: int
    mid_mg: int
    high_mg: int


_year = cast(extract("year", Entry.occurred_on), Integer)
_years = RowQuery(
    YearSaved, select(_year.label("year"), *_reductions).where(_own).group_by(_year).order_by(_year.desc())
)


def years(database: Database, resident_id: int) -> list[YearSaved]:
    """What a resident saved in each calendar year with entries, the newest first."""
    return _years.rows(database, resident_id=resident_id)


# Habits


@dataclass(frozen=True, slots=True)
class OftenLogged:
    """How often an action was logged lately, and what it saved in the current week."""

    action: str
    uses: int
    week_entries: int
    week_low_mg: int
    week_mid_mg: int
    week_high_mg: int


_HABIT_DAYS = 60
_in_week = case((Entry.occurred_on >= bindparam("week_start"), 1), else_=0)
_habits = RowQuery(
    OftenLogged,
    select(
        Entry.action,
        _total(sign).label("uses"),
        _total(sign * _in_week).label("week_entries"),
        _total(Entry.low_mg * _in_week).label("week_low_mg"),
        _total(Entry.mid_mg * _in_week).label("week_mid_mg"),
        _total(Entry.high_mg * _in_week).label("week_high_mg"),
    )
    .where(_own, _since)
    .group_by(Entry.action),
)


def habits(database: Database, resident_id: int, today: date, week_start: date) -> list[OftenLogged]:
    """A resident's actions of the last 60 days, the most used first."""
    first = today - timedelta(days=_HABIT_DAYS)
    found = _habits.rows(database, resident_id=resident_id, first=first, week_start=week_start)
    return sorted(found, key=lambda habit: (-habit.uses, habit.action))


# Entries


@dataclass(frozen=True, slots=True)
class LoggedEntry:
    """An entry as pages show it; masses in mg, quantities in thousandths. `reversed_by` took it back, `replaced_by`
    took its place then, `corrected_by` where that says another quantity; `replaces_id` is the one whose place it took
    itself. `held_by` and `released_by` are the same two where they are a hold and a release; `of_hold`, where it is one
    itself."""

    id: int
    resident_id: int
    action: str
    option: str | None
    quantity_milli: int
    credited_milli: int
    uses_before_milli: int
    occurred_on: date
    recorded_at: datetime
    district_id: str
    low_mg: int
    mid_mg: int
    high_mg: int
    points: int
    tier: int
    source: str
    pack_version_id: int
    season: str
    reverses_id: int | None
    replaces_id: int | None
    of_hold: bool
    first_id: int | None
    reversed_by: int | None
    replaced_by: int | None
    corrected_by: int | None
    held_by: int | None
    released_by: int | None

    @property
    def logged_id(self) -> int:
        """The number of what the resident logged, which this says, stands for or takes back."""
        return self.first_id or self.reverses_id or self.id


_opposite, _replacement = aliased(Entry), aliased(Entry)
_reversing = select(_opposite.id).where(_opposite.reverses_id == Entry.id).correlate(Entry)
_replacing = select(_replacement.id).where(_replacement.replaces_id == Entry.id).correlate(Entry)
_reversed_by = _reversing.scalar_subquery()
_released_by = _replacing.where(_replacement.of_hold).scalar_subquery()
_followers = {
    "reversed_by": _reversed_by,
    "replaced_by": _replacing.scalar_subquery(),
    "corrected_by": _replacing.where(_replacement.source != Entry.source).scalar_subquery(),
    "held_by": _reversing.where(_opposite.of_hold).scalar_subquery(),
    "released_by": _released_by,
}
_kept = [getattr(Entry, one.name) for one in fields(LoggedEntry) if not one.name.endswith("_by")]
_entries = select(*_kept, *(column.label(name) for name, column in _followers.items()))
_one_entry = RowQuery(LoggedEntry, _entries.where(Entry.id == bindparam("id")))
_newest_entries = RowQuery(
    LoggedEntry,
    _entries.where(_own, Entry.reverses_id.is_(None), _released_by.is_(None))
    .order_by(Entry.occurred_on.desc(), Entry.id.desc())
    .limit(bindparam("most"))
    .offset(bindparam("skipped")),
)

_confirmed = RowQuery(
    LoggedEntry,
    _entries.where(
        _own,
        Entry.action == bindparam("action"),
        Entry.tier > SELF_REPORTED,
        Entry.reverses_id.is_(None),
        _reversed_by.is_(None),
    ),
)


def confirmed(database: Database, resident_id: int, action: str) -> list[LoggedEntry]:
    """The resident's entries of an action that stand and that an organizer or an instrument confirmed."""
    return _confirmed.rows(database, resident_id=resident_id, action=action)


def entry(database: Database, entry_id: int) -> LoggedEntry | None:
    """Anybody's entry."""
    return next(iter(_one_entry.rows(database, id=entry_id)), None)


def newest_entries(database: Database, resident_id: int, *, limit: int, offset: int = 0) -> list[LoggedEntry]:
    """The newest day first; opposite entries are not lines of their own, they mark the first as undone. Of what was
    held and released, the release alone is a line."""
    return _newest_entries.rows(database, resident_id=resident_id, most=limit, skipped=offset)


_count = CompiledQuery(
    select(_total(ResidentTotal.entries)).where(
        ResidentTotal.resident_id == bindparam("resident_id"), ResidentTotal.period == ALL_TIME
    )
)


def count(database: Database, resident_id: int) -> int:
    """How many entries stand: those taken back are left out."""
    return _number(database, _count, resident_id=resident_id)


def _number(database: Database, query: CompiledQuery, **values: Any) -> int:
    ((found,),) = database.rows(query, values)
    return int(found)


# The form


@dataclass(frozen=True, slots=True)
class LastTime:
    """How a resident did an action when they last did, the best defaults for the next time; None for never."""

    joined_at: datetime
    option: str | None
    quantity_milli: int | None


_of_action = Entry.action == bindparam("action")
_last_of_action = (
    select(Entry.id)
    .where(_own, _of_action, Entry.reverses_id.is_(None), _reversed_by.is_(None))
    .order_by(Entry.occurred_on.desc(), Entry.id.desc())
    .limit(1)
    .scalar_subquery()
)
_last = aliased(Entry)
_last_time = RowQuery(
    LastTime,
    select(Resident.created_at.label("joined_at"), _last.option, _last.quantity_milli)
    .outerjoin(_last, _last.id == _last_of_action)
    .where(Resident.id == bindparam("resident_id")),
)
_credited = CompiledQuery(select(_total(Entry.credited_milli)).where(_own, _of_action, _since, _until, ~Entry.of_hold))
_on_day = Entry.occurred_on == bindparam("day")
_points = CompiledQuery(select(_total(Entry.points)).where(_own, _of_action, _on_day, ~Entry.of_hold))


def last_time(database: Database, resident_id: int, action: str) -> LastTime:
    """The newest entry of the action that stands, and when the resident's account was made."""
    (found,) = _last_time.rows(database, resident_id=resident_id, action=action)
    return found


def credited_milli(database: Database, resident_id: int, action: str, first: date, last: date) -> int:
    """What was credited for one action to a resident from `first` to `last`."""
    return _number(database, _credited, resident_id=resident_id, action=action, first=first, last=last)


def points_on(database: Database, resident_id: int, action: str, day: date) -> int:
    """What one action has earned a resident on a day."""
    return _number(database, _points, resident_id=resident_id, action=action, day=day)


_baseline_answers = CompiledQuery(
    select(BaselineAnswers.answers).where(BaselineAnswers.resident_id == bindparam("resident_id"))
)


def baseline_answers(database: Database, resident_id: int) -> str | None:
    """The resident's latest answers to the questionnaire, as JSON."""
    return next((row[0] for row in database.rows(_baseline_answers, {"resident_id": resident_id})), None)
