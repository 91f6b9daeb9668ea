"""Reads of the audit book: by index, whatever its length."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from civic.accounts.audit import account_subject
from civic.accounts.models import Account, AuditEntry
from civic.accounts.rules import username_key
from civic.audit_log.rules import Wish
from civic.calendar import CityCalendar

_ACCOUNT = account_subject(0).removesuffix("0")


class Place(NamedTuple):
    """Where a page of the book ends: the line of that instant and number."""

    at: datetime
    number: int


def lines(
    session: Session, calendar: CityCalendar, wish: Wish, limit: int, after: Place | None = None
) -> Sequence[AuditEntry]:
    """The lines that are wanted, the newest first, those older than `after`."""
    found = _wanted(calendar, wish).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(limit)
    if after:
        found = found.where(tuple_(AuditEntry.at, AuditEntry.id) < tuple_(*after))
    return session.scalars(found).all()


def _wanted(calendar: CityCalendar, wish: Wish) -> Select[AuditEntry]:
    found = select(AuditEntry)
    for column, wanted in (
        (AuditEntry.actor, wish.who),
        (AuditEntry.act, wish.act),
        (AuditEntry.subject, wish.subject),
    ):
        if wanted:
            found = found.where(column == wanted)
    if wish.first:
        found = found.where(AuditEntry.at >= calendar.begin_of(wish.first))
    return found.where(AuditEntry.at < calendar.end_of(wish.last)) if wish.last else found


def account_named(session: Session, nickname: str) -> str | None:
    """How the book names whoever has that nickname; None where nobody has."""
    key = username_key(nickname)
    number = session.scalar(select(Account.id).where(Account.username_key == key)) if key else None
    return account_subject(number) if number else None


def nicknames(session: Session, named: Iterable[str]) -> Mapping[str, str]:
    """The nicknames of accounts as the book names them; those that were erased have none."""
    numbers = {int(one.removeprefix(_ACCOUNT)) for one in named if one.startswith(_ACCOUNT)}
    rows = session.execute(select(Account.id, Account.username).where(Account.id.in_(sorted(numbers))))
    return {account_subject(number): name for number, name in rows if name}
