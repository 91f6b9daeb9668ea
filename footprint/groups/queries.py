"""What a group of residents did: sums over the ledger for whoever names the group by a query of residents.

Undone entries and their opposites cancel out. Every query goes through the index on resident and day, so its cost
follows the group, not the ledger.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Date, Select, bindparam, case, cast, func, or_, select
from sqlalchemy.orm import Session

from civic.database.driver import CompiledQuery, DriverTransaction
from footprint.ledger.models import Entry
from footprint.ledger.rules import INSTRUMENT_CONFIRMED, ORGANIZER_CONFIRMED, SELF_REPORTED

_sign = case((Entry.reverses_id.is_(None), 1), else_=-1)


def _sum(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


@dataclass(frozen=True, slots=True)
class GroupSum:
    """What a group did: living entries, reductions in mg by bound and by evidence (mid), points."""

    actions: int
    low_mg: int
    mid_mg: int
    high_mg: int
    self_reported_mg: int
    organizer_mg: int
    instrument_mg: int
    points: int


def _of_tier(tier: int) -> Any:
    return _sum(case((Entry.tier == tier, Entry.mid_mg), else_=0))


_FIGURES = (
    _sum(_sign),
    _sum(Entry.low_mg),
    _sum(Entry.mid_mg),
    _sum(Entry.high_mg),
    _of_tier(SELF_REPORTED),
    _of_tier(ORGANIZER_CONFIRMED),
    _of_tier(INSTRUMENT_CONFIRMED),
    _sum(Entry.points),
)


def counting(actions: Collection[str], source: str) -> ColumnElement[bool]:
    """The condition that an entry counts for a campaign: one of its actions, or recorded by the campaign itself.

    Args:
        source: what the campaign's own entries begin with, like "campaign:7:".
    """
    return or_(Entry.action.in_(list(actions)), Entry.source.startswith(source, autoescape=True))


def group_sum(
    session: Session, residents: Select[int], actions: Collection[str], source: str, first: date, last: date
) -> GroupSum:
    """What the residents of the query did from `first` to `last` that counts for the campaign."""
    row = session.execute(
        select(*_FIGURES).where(
            Entry.resident_id.in_(residents), Entry.occurred_on.between(first, last), counting(actions, source)
        )
    ).one()
    return GroupSum(*row)


def own_sum(
    session: Session, resident_id: int, actions: Collection[str], source: str, first: date, last: date
) -> GroupSum:
    """The same for one resident."""
    values = {"resident_id": resident_id, "first": first, "last": last}
    return GroupSum(*DriverTransaction.of(session).one(_own_sum(tuple(actions), source), values))


@lru_cache(maxsize=256)
def _own_sum(actions: tuple[str, ...], source: str) -> CompiledQuery:
    """The statement of a campaign's participants."""
    mine = Entry.resident_id == bindparam("resident_id")
    in_time = Entry.occurred_on.between(bindparam("first", type_=Date), bindparam("last", type_=Date))
    counts = or_(*(Entry.action == action for action in actions), Entry.source.startswith(source, autoescape=True))
    return CompiledQuery(select(*_FIGURES).where(mine, in_time, counts))


@dataclass(frozen=True, slots=True)
class HouseholdUse:
    """What the residents of one household were credited for one action on one day."""

    household_id: int
    action: str
    day: date
    credited_milli: int
    low_mg: int
    mid_mg: int
    high_mg: int


def household_uses(
    session: Session, residents: Select[int], actions: Collection[str], first: date, last: date
) -> Iterator[HouseholdUse]:
    """By the household that each entry was made in, action and day."""
    rows = session.execute(
        select(
            Entry.household_id,
            Entry.action,
            Entry.occurred_on,
            _sum(Entry.credited_milli),
            _sum(Entry.low_mg),
            _sum(Entry.mid_mg),
            _sum(Entry.high_mg),
        )
        .where(
            Entry.resident_id.in_(residents), Entry.occurred_on.between(first, last), Entry.action.in_(list(actions))
        )
        .group_by(Entry.household_id, Entry.action, Entry.occurred_on)
    )
    return (HouseholdUse(*row) for row in rows)


def first_days(
    session: Session, residents: Select[int], actions: Collection[str], source: str, first: date, last: date
) -> dict[int, date]:
    """Resident → the first day from `first` to `last` on which something living counts for the campaign."""
    rows = session.execute(
        select(Entry.resident_id, func.min(Entry.occurred_on))
        .where(Entry.resident_id.in_(residents), Entry.occurred_on.between(first, last), counting(actions, source))
        .group_by(Entry.resident_id)
        .having(func.sum(_sign) > 0)
    )
    return {row[0]: row[1] for row in rows}
