"""What part each action has in the city's kilograms, for auditors: no rare action may decide the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from footprint.ledger.models import Entry, sign
from footprint.ledger.projections.action_total import ActionTotal


@dataclass(frozen=True, slots=True)
class ActionSum:
    """Living entries of an action, with what they come to in milligrams, and how many accounts have some."""

    action: str
    accounts: int
    entries: int
    low_mg: int
    mid_mg: int
    high_mg: int


_MASSES = ("low_mg", "mid_mg", "high_mg")
_totals = (
    select(
        ActionTotal.action,
        func.count().filter(ActionTotal.entries > 0),
        func.sum(ActionTotal.entries),
        *(func.sum(getattr(ActionTotal, name)) for name in _MASSES),
    )
    .group_by(ActionTotal.action)
    .order_by(func.sum(ActionTotal.mid_mg).desc(), ActionTotal.action)
)


def of_all_time(session: Session) -> Sequence[ActionSum]:
    """The action that saved most first. A row of the derived table for each resident and action is read."""
    return _read(session, _totals)


def of_days(session: Session, first: date, last: date) -> Sequence[ActionSum]:
    """The same of what happened on those days, both included: from the entries themselves, which are read once."""
    by_resident = (
        select(
            Entry.action,
            func.sum(sign).label("entries"),
            *(func.sum(getattr(Entry, name)).label(name) for name in _MASSES),
        )
        .where(Entry.occurred_on.between(first, last))
        .group_by(Entry.action, Entry.resident_id)
        .subquery()
    )
    found = by_resident.c
    return _read(
        session,
        select(
            found.action,
            func.count().filter(found.entries > 0),
            func.sum(found.entries),
            *(func.sum(found[name]) for name in _MASSES),
        )
        .group_by(found.action)
        .order_by(func.sum(found.mid_mg).desc(), found.action),
    )


def _read(session: Session, statement: Select[Any]) -> Sequence[ActionSum]:
    """Sums are whole numbers; PostgreSQL gives those of large ones as decimals."""
    sums = [ActionSum(action, *map(int, figures)) for action, *figures in session.execute(statement)]
    return [one for one in sums if one.entries]


def share(part: int, whole: int) -> float | None:
    """A part as a fraction of the whole; None of nothing."""
    return part / whole if whole else None
