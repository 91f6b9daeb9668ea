"""What a group of residents did: sums over the ledger for whoever names the group by a query of residents.

Undone entries and their opposites cancel out. Every query goes through the index on resident and day, so its cost
follows the group, not the ledger.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    case,
    cast,
    exists,
    false,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import Session

from footprint.groups.rules import Scope
from footprint.ledger.models import Entry, evidence_tier, sign
from footprint.ledger.queries import logged_id, stands
from footprint.ledger.rules import INSTRUMENT_CONFIRMED, ON_PAPER, ORGANIZER_CONFIRMED, SELF_REPORTED


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
    paper_mg: int
    organizer_mg: int
    instrument_mg: int
    points: int


@dataclass(frozen=True, slots=True)
class Share(GroupSum):
    """What one member did; `shared` living entries of it count for another group as well."""

    shared: int = 0


def _of_tier(tier: int) -> Any:
    return _sum(case((evidence_tier == tier, Entry.mid_mg), else_=0))


_FIGURES = (
    _sum(sign),
    _sum(Entry.low_mg),
    _sum(Entry.mid_mg),
    _sum(Entry.high_mg),
    _of_tier(SELF_REPORTED),
    _of_tier(ON_PAPER),
    _of_tier(ORGANIZER_CONFIRMED),
    _of_tier(INSTRUMENT_CONFIRMED),
    _sum(Entry.points),
)


def counting(scope: Scope, day: Any, entry_id: Any) -> ColumnElement[bool]:
    """`rules.counts` in SQL, for a member since that day and entry."""
    logged = and_(
        or_(false(), *(Entry.action == action for action in scope.actions)),
        Entry.occurred_on >= day,
        logged_id > entry_id,
    )
    own = Entry.source.startswith(scope.source, autoescape=True)
    return and_(Entry.occurred_on.between(scope.first, scope.last), or_(logged, own))


@dataclass(frozen=True, slots=True)
class ScopeColumns:
    """What counts for groups that a statement has at hand, as `rules.Scope` and `rules.Since` say of one: `actions` is
    the list as JSON text."""

    actions: SQLColumnExpression[str]
    source: SQLColumnExpression[str]
    first: SQLColumnExpression[date]
    last: SQLColumnExpression[date]
    day: SQLColumnExpression[date]
    entry_id: SQLColumnExpression[int]


def has_acted(resident_id: int, scope: ScopeColumns) -> ColumnElement[bool]:
    """The condition that something living of the resident counts for the group."""
    logged = and_(
        scope.actions.like(literal('%"') + func.replace(Entry.action, "_", r"\_") + literal('"%'), escape="\\"),
        Entry.occurred_on >= scope.day,
        logged_id > scope.entry_id,
    )
    own = Entry.source.startswith(scope.source)
    in_time = Entry.occurred_on.between(scope.first, scope.last)
    return exists().where(Entry.resident_id == resident_id, in_time, or_(logged, own), stands)


Members = Select[int, date, int]
"""A query of resident, day and entry: the members of a group, and since when (`rules.Since`) their records count."""


def counts_elsewhere(others: Iterable[tuple[Members, Scope]]) -> ColumnElement[bool]:
    """The condition that an entry counts for one of some other groups."""
    return or_(false(), *(_is_of(members, scope) for members, scope in others))


def _is_of(members: Members, scope: Scope) -> ColumnElement[bool]:
    member = members.subquery()
    resident_id, day, entry_id = member.c
    return select(resident_id).where(resident_id == Entry.resident_id, counting(scope, day, entry_id)).exists()


def shares(
    session: Session, members: Members, scope: Scope, elsewhere: ColumnElement[bool] | None = None
) -> dict[int, Share]:
    """Resident → what counts of theirs for the group. `elsewhere` see `counts_elsewhere`."""
    member = members.subquery()
    resident_id, day, entry_id = member.c
    shared = literal(0) if elsewhere is None else _sum(case((elsewhere, sign), else_=0))
    rows = session.execute(
        select(Entry.resident_id, *_FIGURES, shared)
        .join(member, resident_id == Entry.resident_id)
        .where(counting(scope, day, entry_id))
        .group_by(Entry.resident_id)
    )
    return {row[0]: Share(*row[1:]) for row in rows}


class NewLine(NamedTuple):
    """A new entry of a member of a group."""

    id: int
    logged_id: int
    action: str
    source: str
    occurred_on: date
    resident_id: int
    group_id: int
    since_day: date
    since_entry_id: int


def new_lines(session: Session, after: int, members: Select[int, int, date, int]) -> Iterator[NewLine]:
    """The entries after that one of the members of some groups, whether they count or not.

    Args:
        members: group, resident, day and entry since when their records count.
    """
    member = members.subquery()
    group_id, resident_id, day, entry_id = member.c
    columns = (Entry.id, logged_id, Entry.action, Entry.source, Entry.occurred_on, Entry.resident_id)
    found = select(*columns, group_id, day, entry_id).join(member, resident_id == Entry.resident_id)
    return (NewLine(*row) for row in session.execute(found.where(Entry.id > after)))


def newest_entry(session: Session, resident_id: int | None = None) -> int:
    """The number of the newest entry, of all or of one resident; 0 before the first."""
    mine = () if resident_id is None else (Entry.resident_id == resident_id,)
    return session.scalar(select(func.max(Entry.id)).where(*mine)) or 0


def own_sum(members: Members, scope: Scope) -> Select[*tuple[Any, ...]]:
    """The statement of the fields of a `GroupSum`, of a query of one member: to be compiled, and its figures read."""
    member = members.subquery()
    resident_id, day, entry_id = member.c
    return select(*_FIGURES).join(member, resident_id == Entry.resident_id).where(counting(scope, day, entry_id))


def quantities(session: Session, members: Members, scope: Scope) -> list[tuple[str, int]]:
    """What the group itself recorded of its members: each action with the quantity that counted, in thousandths."""
    member = members.subquery()
    own = and_(
        Entry.occurred_on.between(scope.first, scope.last), Entry.source.startswith(scope.source, autoescape=True)
    )
    credited = _sum(Entry.credited_milli)
    rows = session.execute(
        select(Entry.action, credited)
        .join(member, member.c[0] == Entry.resident_id)
        .where(own)
        .group_by(Entry.action)
        .having(credited > 0)
        .order_by(Entry.action)
    )
    return [(row[0], row[1]) for row in rows]


HouseholdMembers = Select[int, int, date, int]
"""A query of resident, household, day and entry: who acts for which household, and since when (`rules.Since`)."""


@dataclass(frozen=True, slots=True)
class HouseholdUse:
    """What the residents of one household were credited for one action on one day; `is_own` what the group recorded
    itself."""

    household_id: int
    action: str
    day: date
    is_own: bool
    credited_milli: int
    low_mg: int
    mid_mg: int
    high_mg: int


def household_uses(session: Session, members: HouseholdMembers, scope: Scope) -> Iterator[HouseholdUse]:
    """What counts of the entries that were made in those households, by household, action and day."""
    member = members.subquery()
    resident_id, household_id, day, entry_id = member.c
    own = case((Entry.source.startswith(scope.source, autoescape=True), 1), else_=0).label("own")
    kept = select(Entry.household_id, Entry.action, Entry.occurred_on, own, *(getattr(Entry, name) for name in _CREDIT))
    found = (
        kept.join(member, and_(resident_id == Entry.resident_id, household_id == Entry.household_id))
        .where(counting(scope, day, entry_id))
        .subquery()
    )
    by = (found.c.household_id, found.c.action, found.c.occurred_on, found.c.own)
    rows = session.execute(select(*by, *(_sum(found.c[name]) for name in _CREDIT)).group_by(*by))
    return (HouseholdUse(row[0], row[1], row[2], bool(row[3]), *row[4:]) for row in rows)


_CREDIT = ("credited_milli", "low_mg", "mid_mg", "high_mg")


def acted(session: Session, members: Members, scope: Scope) -> frozenset[int]:
    """The members of whom something living counts for the group."""
    member = members.subquery()
    resident_id, day, entry_id = member.c
    rows = session.scalars(
        select(Entry.resident_id)
        .join(member, resident_id == Entry.resident_id)
        .where(counting(scope, day, entry_id))
        .group_by(Entry.resident_id)
        .having(func.sum(sign) > 0)
    )
    return frozenset(rows)
