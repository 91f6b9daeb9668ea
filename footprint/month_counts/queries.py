"""Sums over the entries of some days, and who comes back. They read whole months: for jobs and commands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Subquery, cast, func, or_, select, true
from sqlalchemy.orm import Session

from civic.residents.models import Resident
from footprint.ledger.models import Entry, sign
from footprint.ledger.projections.action_week import ActionWeek
from footprint.month_counts.rules import Amount, Tally

Tallies = Mapping[str, Tally]
"""By district."""


@dataclass(frozen=True, slots=True)
class Span:
    """Days of the city, both included, and the instants at which they begin and end."""

    first: date
    last: date
    begins: datetime
    ends: datetime


def trips(session: Session, span: Span, whole: Collection[str], part: Collection[str]) -> Tallies:
    """The trips of the actions `whole`: those of the actions `part`, and the others."""
    return _tallies(session, span, whole, Entry.action.in_(sorted(part)), true())


def rides(session: Session, span: Span, actions: Collection[str], answers: Collection[str], *, new: bool) -> Tallies:
    """The trips of some actions: those with one of the answers, and the others; of those who joined within the days, or
    of those who were there before."""
    joined = Resident.created_at >= span.begins
    return _tallies(session, span, actions, Entry.option.in_(sorted(answers)), joined if new else ~joined)


def _tallies(
    session: Session, span: Span, actions: Collection[str], counts: ColumnElement[bool], who: ColumnElement[bool]
) -> Tallies:
    """A person counts in one district: that of most of these entries, of equal ones that of the latest."""
    of_person = _by_person(_by_person_and_district(span, actions, counts, who))
    rows = session.execute(_by_district(of_person)).all()
    return {row[0]: Tally(Amount(*row[1:4]), Amount(*row[4:7]), Amount(*row[7:10])) for row in rows}


def _by_person_and_district(
    span: Span, actions: Collection[str], counts: ColumnElement[bool], who: ColumnElement[bool]
) -> Subquery:
    """Living entries: those less their opposites, which have the day of what they take back."""
    columns = (
        func.sum(sign).label("whole"),
        func.coalesce(func.sum(sign).filter(counts), 0).label("part"),
        func.max(Entry.id).label("latest"),
    )
    within = (Entry.occurred_on.between(span.first, span.last), Entry.action.in_(sorted(actions)), who)
    found = select(Entry.resident_id, Entry.district_id, *columns).join(Resident, Resident.id == Entry.resident_id)
    grouped = found.where(*within).group_by(Entry.resident_id, Entry.district_id)
    return grouped.having(func.sum(sign) > 0).subquery()


def _by_person(each: Subquery) -> Subquery:
    """The sums of everybody, beside each of their districts, numbered from the one in which they count."""
    person, order = each.c.resident_id, (each.c.whole.desc(), each.c.latest.desc())
    return select(
        each.c.district_id,
        func.sum(each.c.whole).over(partition_by=person).label("whole"),
        func.sum(each.c.part).over(partition_by=person).label("part"),
        func.row_number().over(partition_by=person, order_by=order).label("place"),
    ).subquery()


def _by_district(person: Subquery) -> Select[*tuple[Any, ...]]:
    columns: list[ColumnElement[int]] = []
    for amount in (person.c.part, person.c.whole - person.c.part, person.c.whole):
        sums = (func.sum(amount), func.max(amount))
        columns += [func.count().filter(amount > 0), *(cast(func.coalesce(one, 0), BigInteger) for one in sums)]
    return select(person.c.district_id, *columns).where(person.c.place == 1).group_by(person.c.district_id)


def came_back(session: Session, begins: datetime, monday: date, weeks: Sequence[int]) -> tuple[int, ...]:
    """How many residents joined within the seven days from an instant, and how many of them did something in each of
    some later weeks, so many after the one that begins on `monday`."""
    joined = (Resident.created_at >= begins, Resident.created_at < begins + timedelta(days=7))
    counts = [func.count().filter(_active(monday + timedelta(weeks=number))) for number in weeks]
    return tuple(session.execute(select(func.count(), *counts).select_from(Resident).where(*joined)).one())


def _active(monday: date) -> ColumnElement[bool]:
    days = (ActionWeek.monday, ActionWeek.tuesday, ActionWeek.wednesday, ActionWeek.thursday)
    end = (ActionWeek.friday, ActionWeek.saturday, ActionWeek.sunday)
    did = or_(*(day > 0 for day in (*days, *end)))
    theirs = (ActionWeek.resident_id == Resident.id, ActionWeek.week_start == monday)
    return select(ActionWeek.action).where(*theirs, did).exists()


def first_joined(session: Session) -> datetime | None:
    """When the first resident joined."""
    return session.scalar(select(Resident.created_at).order_by(Resident.id).limit(1))
