"""Reads of the ledger. Statements are built once; SQLAlchemy compiles them once per database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, and_, bindparam, case, cast, func, select
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME
from civic.db import Database, Quick, Straight, instant
from civic.residents.models import Resident
from footprint.ledger.models import Entry, FrozenSeason, PlaceTotal, ResidentTotal

_sign = case((Entry.reverses_id.is_(None), 1), else_=-1)


def _sum(value: Any, *conditions: Any) -> Any:
    """SUM of `value` over the rows that meet all conditions; 0 when none does.

    PostgreSQL sums bigints to numeric, which the driver hands over as Decimal: cast back.
    """
    picked = case((and_(*conditions), value), else_=0) if conditions else value
    return cast(func.coalesce(func.sum(picked), 0), BigInteger)


# Who acts


@dataclass(frozen=True, slots=True)
class Person:
    """What the ledger needs to know of a resident."""

    id: int
    household_id: int
    district_id: str
    subdistrict_id: str | None
    joined_at: datetime


_person = Quick(
    select(Resident.id, Resident.household_id, Resident.district_id, Resident.subdistrict_id, Resident.created_at)
    .where(Resident.id == bindparam("resident_id"), Resident.erased_at.is_(None))
    .with_for_update(key_share=True)
)
_own_household = select(Resident.household_id).where(Resident.id == bindparam("resident_id")).scalar_subquery()
_household_members = (
    select(Resident.id)
    .where(Resident.household_id == _own_household)
    .order_by(Resident.id)
    .with_for_update(key_share=True)
)


def lock_person(straight: Straight, resident_id: int) -> Person | None:
    """The resident, locked against other writers of the same resident until the transaction ends."""
    row = straight.one(_person, {"resident_id": resident_id})
    if row is None:
        return None
    number, household_id, district_id, subdistrict_id, joined = row
    return Person(number, household_id, district_id, subdistrict_id, instant(joined))


def lock_household(session: Session, resident_id: int) -> list[int]:
    """The ids of all who share the resident's home, locked in one order, so that its limits can't be raced."""
    return list(session.scalars(_household_members, {"resident_id": resident_id}))


def household_members(session: Session, household_id: int) -> list[int]:
    """The ids of the household's residents, unlocked."""
    return list(session.scalars(select(Resident.id).where(Resident.household_id == household_id)))


def joined_at(session: Session, resident_id: int) -> datetime:
    """When the resident's account was made."""
    return session.scalars(select(Resident.created_at).where(Resident.id == resident_id)).one()


# What stood before an entry

_in_week = and_(Entry.occurred_on >= bindparam("week_start"), Entry.occurred_on <= bindparam("week_end"))
_in_month = and_(Entry.occurred_on >= bindparam("month_start"), Entry.occurred_on <= bindparam("month_end"))
_in_district = Entry.district_id == bindparam("district_id")
_same_day = and_(Entry.action == bindparam("action"), Entry.occurred_on == bindparam("day"))


def _living(period: str, *conditions: Any) -> Any:
    return (
        select(func.coalesce(func.sum(ResidentTotal.entries), 0))
        .where(
            ResidentTotal.resident_id == bindparam("resident_id"),
            ResidentTotal.period == bindparam(period),
            *conditions,
        )
        .scalar_subquery()
    )


_total_district = ResidentTotal.district_id == bindparam("district_id")
_before = Quick(
    select(
        _sum(_sign, _in_week).label("week_city"),
        _sum(_sign, _in_week, _in_district).label("week_district"),
        _sum(_sign, _in_month).label("month_city"),
        _sum(_sign, _in_month, _in_district).label("month_district"),
        _living("season").label("season_city"),
        _living("season", _total_district).label("season_district"),
        _living("all_time").label("all_city"),
        _living("all_time", _total_district).label("all_district"),
        _sum(Entry.points, _same_day).label("points_today"),
        _sum(Entry.credited_milli, _same_day).label("day_milli"),
        _sum(Entry.credited_milli, Entry.action == bindparam("action"), _in_month).label("month_milli"),
        func.max(case((Entry.key == bindparam("key"), Entry.id))).label("replayed_id"),
    ).where(
        Entry.resident_id == bindparam("resident_id"),
        Entry.occurred_on >= bindparam("from_day"),
        Entry.occurred_on <= bindparam("to_day"),
    )
)


@dataclass(frozen=True, slots=True)
class Standing:
    """What stood before an entry: living entries by period in the city and the district, use of limits.

    `replayed_id` is an entry with the same key, if there is one among those days.
    """

    week_city: int
    week_district: int
    month_city: int
    month_district: int
    season_city: int
    season_district: int
    all_city: int
    all_district: int
    points_today: int
    day_milli: int
    month_milli: int
    replayed_id: int | None


def standing_before(straight: Straight, values: dict[str, Any]) -> Standing:
    """What stands before an entry of a resident, from one statement."""
    return Standing(*straight.one(_before, {**values, "all_time": ALL_TIME}))


_household_use = select(_sum(Entry.credited_milli)).where(
    Entry.resident_id.in_(bindparam("members", expanding=True)),
    Entry.action == bindparam("action"),
    Entry.occurred_on >= bindparam("from_day"),
    Entry.occurred_on <= bindparam("to_day"),
)
_uses = select(_sum(Entry.credited_milli)).where(
    Entry.resident_id == bindparam("resident_id"),
    Entry.action == bindparam("action"),
    Entry.option == bindparam("option"),
)


def household_use_milli(session: Session, members: Sequence[int], action: str, first: date, last: date) -> int:
    """What these residents were credited for one action from `first` to `last`."""
    values = {"members": list(members), "action": action, "from_day": first, "to_day": last}
    return session.scalar(_household_use, values) or 0


def uses_milli(session: Session, resident_id: int, action: str, option: str | None) -> int:
    """How often a resident has logged the same thing (a certain bag) so far, in thousandths."""
    return session.scalar(_uses, {"resident_id": resident_id, "action": action, "option": option}) or 0


# Entries


def entry(session: Session, entry_id: int) -> Entry | None:
    return session.get(Entry, entry_id)


def entry_by_key(session: Session, resident_id: int, key: str) -> Entry | None:
    return session.scalar(select(Entry).where(Entry.resident_id == resident_id, Entry.key == key))


def reversal_of(session: Session, entry_id: int) -> Entry | None:
    """The opposite entry that took this one back, if there is one."""
    return session.scalar(select(Entry).where(Entry.reverses_id == entry_id))


def is_frozen(session: Session, season: str) -> bool:
    return session.get(FrozenSeason, season) is not None


# Places


@dataclass(frozen=True, slots=True)
class PlaceSum:
    """Figures of one district in one period, shards added up; milligrams, points, counts."""

    district_id: str
    entries: int
    participants: int
    city_participants: int
    low_mg: int
    mid_mg: int
    high_mg: int
    self_reported_mg: int
    organizer_mg: int
    instrument_mg: int
    points: int


_FIGURES = [column for column in PlaceTotal.__table__.c if not column.primary_key]
_places = Quick(
    select(PlaceTotal.district_id, *(cast(func.sum(column), BigInteger) for column in _FIGURES))
    .where(PlaceTotal.period == bindparam("period"))
    .group_by(PlaceTotal.district_id)
    .order_by(PlaceTotal.district_id)
)


def places(database: Database, period: str) -> tuple[PlaceSum, ...]:
    """Every district that has figures in the period, by id."""
    return tuple(PlaceSum(*row) for row in database.rows(_places, {"period": period}))
