"""What waits for a decision, counted up to a bound; residents by the beginning of their names."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, func, select, union_all
from sqlalchemy.orm import Session

from civic.accounts.models import Account
from civic.accounts.rules import username_beginning
from civic.residents.models import Resident
from civic.staff.desk import MOST, Waiting

FOUND_MOST = 50
_LAST = "\U0010ffff"

Queue = Select[*tuple[Any, ...]]
"""When a case came and its number, the oldest first, as an index gives them."""


def waiting(session: Session, *queues: Queue) -> Waiting:
    """How many cases stand in the queues together, and the oldest of them: one statement."""
    counts = [select(func.count()).select_from(_first(MOST + 1, queue)).scalar_subquery() for queue in queues]
    since, number = union_all(*(select(_first(1, queue)) for queue in queues)).subquery().c
    oldest = select(sum(counts[1:], counts[0]), since, number).order_by(since, number).limit(1)
    row = session.execute(oldest).first()
    return Waiting(*row) if row else Waiting(0, None)


def _first(most: int, queue: Queue) -> Subquery:
    return queue.limit(most).subquery()


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
