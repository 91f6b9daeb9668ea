"""Reads of what was asked and answered."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select

from civic.database.engine import Database
from civic.database.typed_rows import RowQuery
from footprint.additionality.models import AnywayCount, AnywayQuestion
from footprint.additionality.rules import Answers, is_drawn


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its resident sees it; `answer` is None while it is open."""

    entry_id: int
    answer: str | None


_question = RowQuery(
    Question,
    select(AnywayQuestion.entry_id, AnywayQuestion.answer).where(AnywayQuestion.entry_id == bindparam("entry_id")),
)


def question(database: Database, entry_id: int) -> Question | None:
    """The question about a record; None where none is asked."""
    if not is_drawn(entry_id):
        return None
    return next(iter(_question.rows(database, entry_id=entry_id)), None)


@dataclass(frozen=True, slots=True)
class _Counted:
    action_group: str
    yes: int
    no: int
    unsure: int


_counts = RowQuery(_Counted, select(AnywayCount.action_group, AnywayCount.yes, AnywayCount.no, AnywayCount.unsure))


def answers(database: Database) -> dict[str, Answers]:
    """How many answered what, by group of actions, as counted so far."""
    return {row.action_group: Answers(row.yes, row.no, row.unsure) for row in _counts.rows(database)}
