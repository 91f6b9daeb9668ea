"""Reads of packs that were sent in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, undefer

from civic.errors import NotFound
from civic.staff import queries as desk
from civic.staff.desk import Waiting
from footprint.new_packs.models import PackDecision, PackProposal

_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Sent:
    """A pack with what was decided of it; `decision` is None while it waits."""

    proposal: PackProposal
    decision: PackDecision | None


def sent(session: Session) -> Sequence[Sent]:
    """All packs, the newest first, without their content."""
    found = session.execute(_with_decision().order_by(PackProposal.id.desc()).limit(_MOST_SHOWN))
    return [Sent(*row) for row in found]


def one(session: Session, number: int) -> Sent:
    """One of them, without its content.

    Raises:
        NotFound: there is none of that number.
    """
    found = session.execute(_with_decision().where(PackProposal.id == number)).first()
    if found is None:
        raise NotFound()
    return Sent(*found)


def with_content(session: Session, number: int) -> PackProposal:
    """One of them with all its files.

    Raises:
        NotFound: there is none of that number.
    """
    whole = select(PackProposal).where(PackProposal.id == number).options(undefer(PackProposal.content))
    found = session.scalars(whole).first()
    if found is None:
        raise NotFound()
    return found


def in_force(session: Session, today: date) -> PackProposal | None:
    """The approved pack whose day came last, with all its files; None where there is none."""
    approved = PackProposal.id.in_(select(PackDecision.proposal_id).where(PackDecision.approved))
    found = select(PackProposal).where(approved, PackProposal.holds_from <= today)
    newest = found.order_by(PackProposal.holds_from.desc(), PackProposal.id.desc()).limit(1)
    return session.scalars(newest.options(undefer(PackProposal.content))).first()


def waiting(session: Session) -> Waiting:
    """Packs that nobody has decided about."""
    return _queues.waiting(session)


_queues = desk.Queues(
    select(PackProposal.sent_at, PackProposal.id)
    .where(PackProposal.id.not_in(select(PackDecision.proposal_id)))
    .order_by(PackProposal.id)
)


def _with_decision() -> Select[PackProposal, PackDecision]:
    return select(PackProposal, PackDecision).outerjoin(PackDecision, PackDecision.proposal_id == PackProposal.id)
