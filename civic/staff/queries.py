"""What waits for a decision, counted up to a bound; residents by the beginning of their names."""

import operator
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from civic.accounts.models import Account
from civic.accounts.rules import username_beginning
from civic.database.typed_rows import RowQuery
from civic.residents.models import Resident
from civic.staff.desk import MOST, Waiting

FOUND_MOST = 50
_LAST = "\U0010ffff"

Queue = Select[*tuple[Any, ...]]
"""When a case came and its number, the oldest first, as an index gives them."""


@dataclass(frozen=True, slots=True)
class _Oldest:
    cases: int
    since: datetime
    first: int


@dataclass(frozen=True, slots=True)
class _Number:
    number: int


class Queues:
    """Queues whose cases are counted together, in one statement that is compiled once."""

    def __init__(self, *queues: Queue) -> None:
        counts = [select(func.count()).select_from(_some(queue)).scalar_subquery() for queue in queues]
        firsts = [select(queue.limit(1).subquery()) for queue in queues]
        since, number = union_all(*firsts).subquery().c
        columns = (sum(counts[1:], counts[0]).label("cases"), since.label("since"), number.label("first"))
        self._oldest = RowQuery(_Oldest, select(*columns).order_by(since, number).limit(1))
        others = [_first(queue, operator.gt) for queue in queues] + [_first(queue, operator.lt) for queue in queues]
        self._others = RowQuery(_Number, select(union_all(*(select(one) for one in others)).subquery().c.number))

    def waiting(self, session: Session) -> Waiting:
        """How many cases stand in the queues together, and the oldest of them."""
        found = self._oldest.rows_in(session)
        return Waiting(found[0].cases, found[0].since, found[0].first) if found else Waiting(0, None)

    def next_after(self, session: Session, number: int) -> int | None:
        """The case that follows another one by number, from the first one again after the last; never that one."""
        found = [row.number for row in self._others.rows_in(session, after=number)]
        return min(found, key=lambda one: (one < number, one), default=None)


def _first(queue: Queue, beyond: Callable[[Any, Any], ColumnElement[bool]]) -> Subquery:
    """The first case of a queue by number on one side of the number `after`."""
    number = queue.selected_columns[1]
    bare = queue.with_only_columns(number.label("number"), maintain_column_froms=True)
    return bare.where(beyond(number, bindparam("after"))).order_by(None).order_by(number).limit(1).subquery()


def _some(queue: Queue) -> Subquery:
    """The cases of a queue, as many as are counted; nothing of them is read but that they are there."""
    bare = queue.with_only_columns(literal(1).label("one"), maintain_column_froms=True)
    return bare.order_by(None).limit(MOST + 1).subquery()


@dataclass(frozen=True, slots=True)
class KnownResident:
    """What staff see of a resident: no diary, no address for mails."""

    id: int
    nickname: str
    district_id: str
    since: datetime


_KNOWN = (
    select(Resident.id, Account.username, Resident.district_id, Resident.created_at)
    .join(Account, Account.id == Resident.account_id)
    .where(Resident.erased_at.is_(None))
)


def residents(session: Session, words: str) -> list[KnownResident]:
    """Those whose nickname begins like that, at most `FOUND_MOST`, in its order."""
    key = username_beginning(words)
    if not key:
        return []
    found = session.execute(_KNOWN.where(_begins(session, key)).limit(FOUND_MOST))
    return sorted((_known(*row) for row in found), key=lambda one: one.nickname)


def resident(session: Session, resident_id: int) -> KnownResident | None:
    """One resident by number; None for nobody, or somebody who has left."""
    row = session.execute(_KNOWN.where(Resident.id == resident_id)).first()
    return _known(*row) if row else None


def _known(number: int, nickname: str | None, district_id: str | None, since: datetime) -> KnownResident:
    return KnownResident(number, nickname or "", district_id or "", since)


def _begins(session: Session, key: str) -> ColumnElement[bool]:
    """As each database finds it by an index, whatever order its language has."""
    if session.get_bind().dialect.name == "sqlite":
        return and_(Account.username_key >= key, Account.username_key < key + _LAST)
    return and_(Account.username_key.op("~>=~")(key), Account.username_key.op("~<~")(key + _LAST))
