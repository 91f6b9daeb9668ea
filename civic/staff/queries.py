"""What waits for a decision, counted up to a bound: the work is the same whatever was decided before."""

from typing import Any

from sqlalchemy import Select, Subquery, func, select, union_all
from sqlalchemy.orm import Session

from civic.staff.desk import MOST, Waiting

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
