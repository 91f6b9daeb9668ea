"""Reads of the city's standard. It has some hundred rows, and is read whole."""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.standard.models import StandardComposite, StandardFigure, StandardIndicator
from campaigns.standard.rules import APPROVED, PROPOSED
from civic.errors import NotFound
from civic.staff import queries as desk
from civic.staff.desk import Waiting

_MOST = 1_000
Versioned = TypeVar("Versioned", StandardIndicator, StandardComposite)
Decidable = StandardIndicator | StandardFigure | StandardComposite
KINDS: dict[str, Any] = {
    "indicators": StandardIndicator,
    "figures": StandardFigure,
    "composites": StandardComposite,
}


def in_force(session: Session, model: type[Versioned]) -> list[Versioned]:
    """The newest approved version of each code, by code; an indicator that was taken out is none."""
    newest = session.scalars(
        select(model).where(model.state == APPROVED).order_by(model.code, model.version.desc()).limit(_MOST)
    )
    by_code: dict[str, Versioned] = {}
    for one in newest:
        by_code.setdefault(one.code, one)
    return [one for one in by_code.values() if not getattr(one, "is_dropped", False)]


def versions(session: Session, model: type[Versioned], code: str) -> Sequence[Versioned]:
    """All versions of a code, the newest first."""
    return session.scalars(select(model).where(model.code == code).order_by(model.version.desc()).limit(_MOST)).all()


def figures(session: Session, period: str) -> dict[str, StandardFigure]:
    """The figure that holds for each code in a period: the newest approved one."""
    approved = select(StandardFigure).where(StandardFigure.state == APPROVED, StandardFigure.period == period)
    return {one.code: one for one in session.scalars(approved.order_by(StandardFigure.id).limit(_MOST))}


def figures_of(session: Session, code: str) -> Sequence[StandardFigure]:
    """All figures of a code, the newest first."""
    found = select(StandardFigure).where(StandardFigure.code == code).order_by(StandardFigure.id.desc())
    return session.scalars(found.limit(_MOST)).all()


def proposed(session: Session) -> list[tuple[str, Decidable]]:
    """What waits for a second person, by kind, the oldest first."""
    return [
        (kind, one)
        for kind, model in KINDS.items()
        for one in session.scalars(select(model).where(model.state == PROPOSED).order_by(model.id).limit(_MOST))
    ]


def found(session: Session, kind: str, number: int) -> Decidable:
    """One row, locked for a decision.

    Raises:
        NotFound: there is none.
    """
    one: Decidable | None = session.get(KINDS[kind], number, with_for_update=True)
    if one is None:
        raise NotFound()
    return one


def indicator(session: Session, number: int) -> StandardIndicator:
    """A version of an indicator.

    Raises:
        NotFound: there is none.
    """
    one = session.get(StandardIndicator, number)
    if one is None:
        raise NotFound()
    return one


def waiting(session: Session) -> Waiting:
    """How much waits for a second person, and since when the oldest does."""
    return _queues.waiting(session)._replace(first=None)  # they have no pages of their own


_queues = desk.Queues(
    *(
        select(model.proposed_at, model.id).where(model.state == PROPOSED).order_by(model.proposed_at, model.id)
        for model in (StandardIndicator, StandardFigure, StandardComposite)
    )
)
