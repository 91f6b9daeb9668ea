"""Which shown figures may move: who has changed them is noted, and ten make them ripe. See `live`."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, Select, delete, func, insert, literal, select
from sqlalchemy.orm import Session

from civic.disclosure.live import MINIMUM
from civic.disclosure.models import FigureChange, FigureReading
from civic.residents.models import Resident

_AT_ONCE = 1_000
"""Numbers in one statement; databases take some thousands."""


def read_on(session: Session, kind: str, upto_entry_id: int) -> int:
    """Up to which entry the ledger was read for figures of a kind until now, 0 when never; from here on it is
    `upto_entry_id`."""
    known = session.get(FigureReading, kind)
    if known is None:
        session.add(FigureReading(kind=kind, upto_entry_id=upto_entry_id))
        return 0
    before, known.upto_entry_id = known.upto_entry_id, upto_entry_id
    return before


def note(session: Session, changes: Select[str, int]) -> None:
    """Notes the pairs of subject and resident of a query, each once."""
    found = changes.distinct().subquery()
    subject, resident_id = found.c
    known = select(FigureChange.subject).where(FigureChange.subject == subject, FigureChange.resident_id == resident_id)
    fresh = select(subject, resident_id).where(~known.exists())
    session.execute(insert(FigureChange).from_select(("subject", "resident_id"), fresh))


def note_all(session: Session, subject: str, resident_ids: Iterable[int]) -> None:
    """Notes these residents."""
    numbers = sorted(resident_ids)
    for first in range(0, len(numbers), _AT_ONCE):
        some = Resident.id.in_(numbers[first : first + _AT_ONCE])
        note(session, select(literal(subject), Resident.id).where(some))


def ripe(session: Session, kind: str) -> list[str]:
    """The subjects of a kind that enough residents have changed."""
    found = (
        select(FigureChange.subject)
        .where(_of_kind(kind))
        .group_by(FigureChange.subject)
        .having(func.count() >= MINIMUM)
        .order_by(FigureChange.subject)
    )
    return list(session.scalars(found))


def ripe_numbers(session: Session, kind: str) -> list[int]:
    """The same where subjects are the kind and a row's number."""
    return [int(subject.removeprefix(f"{kind}:")) for subject in ripe(session, kind)]


def changed_by(subject: str) -> Select[int]:
    """The residents who have changed a figure since it was counted, as a query."""
    return select(FigureChange.resident_id).where(FigureChange.subject == subject)


def number_of_changers(session: Session, subject: str) -> int:
    """How many residents have changed a figure since it was counted."""
    return session.scalar(select(func.count()).where(FigureChange.subject == subject)) or 0


def settle(session: Session, subject: str) -> None:
    """What was noted is in the figure now."""
    session.execute(delete(FigureChange).where(FigureChange.subject == subject))


def forget_others(session: Session, kind: str, beginnings: Iterable[str]) -> None:
    """Forgets what was noted of a kind for subjects that begin otherwise: their figures move no more."""
    kept = [FigureChange.subject.startswith(one, autoescape=True) for one in beginnings]
    session.execute(delete(FigureChange).where(_of_kind(kind), *(~one for one in kept)))


def _of_kind(kind: str) -> ColumnElement[bool]:
    return FigureChange.subject.startswith(f"{kind}:", autoescape=True)
