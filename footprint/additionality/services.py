"""Asks about drawn records, and keeps the answers. Nothing here touches the ledger."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, DateTime, String, bindparam, delete, false, insert, select
from sqlalchemy.orm import Session

from civic.database.driver import CompiledQuery, DriverTransaction
from civic.database.missing_rows import make_missing
from civic.disclosure.live import may_move
from civic.errors import Invalid, NotFound
from footprint.additionality.models import AnywayCount, AnywayQuestion
from footprint.additionality.rules import ANSWERS, REST, is_drawn
from footprint.ledger.services import EntryFacts, Ledger

_asked_lately = (
    select(AnywayQuestion.entry_id)
    .where(
        AnywayQuestion.resident_id == bindparam("resident_id"),
        AnywayQuestion.asked_at > bindparam("since", type_=DateTime(timezone=True)),
    )
    .exists()
)
_ask = CompiledQuery(
    insert(AnywayQuestion).from_select(
        ["entry_id", "resident_id", "action_group", "asked_at", "is_waiting"],
        select(
            bindparam("entry_id", type_=BigInteger),
            bindparam("resident_id", type_=BigInteger),
            bindparam("action_group", type_=String),
            bindparam("asked_at", type_=DateTime(timezone=True)),
            false(),
        ).where(~_asked_lately),
        include_defaults=False,
    )
)


def ask(transaction: DriverTransaction, ledger: Ledger, entries: Sequence[EntryFacts], now: datetime) -> None:
    """Asks about those of a resident's own new records that are drawn, once in a while."""
    asked = [
        {
            "entry_id": entry.id,
            "resident_id": entry.resident_id,
            "action_group": ledger.catalogue.action(entry.action).group,
            "asked_at": now,
            "since": now - REST,
        }
        for entry in entries
        if entry.source == "self" and is_drawn(entry.id)
    ]
    if asked:
        transaction.many(_ask, asked)


def answer(session: Session, resident_id: int, entry_id: int, said: str, now: datetime) -> None:
    """Keeps the answer; the first one stands.

    Raises:
        NotFound: nobody asked this resident about that record.
        Invalid: none of the answers.
    """
    question = session.get(AnywayQuestion, entry_id)
    if question is None or question.resident_id != resident_id:
        raise NotFound()
    if said not in ANSWERS:
        raise Invalid("Please choose one of the answers.", field="answer")
    if question.answer is None:
        question.answer, question.answered_at, question.is_waiting = said, now, True
        _count(session, question.action_group)


def _count(session: Session, action_group: str) -> None:
    """Counts the waiting answers about a group once they are of enough people: no look at the figures then tells what
    one person added."""
    counted = _locked_count(session, action_group)
    waiting = session.scalars(
        select(AnywayQuestion).where(AnywayQuestion.action_group == action_group, AnywayQuestion.is_waiting)
    ).all()
    if not may_move(len({one.resident_id for one in waiting})):
        return
    said = Counter(one.answer for one in waiting)
    counted.yes, counted.no, counted.unsure = (
        counted.yes + said["yes"],
        counted.no + said["no"],
        counted.unsure + said["unsure"],
    )
    for one in waiting:
        one.is_waiting = False


def _locked_count(session: Session, action_group: str) -> AnywayCount:
    """The group's row, made if there is none; whoever answers at the same time waits."""
    make_missing(session, AnywayCount, [{"action_group": action_group, "yes": 0, "no": 0, "unsure": 0}])
    return session.get_one(AnywayCount, action_group, with_for_update=True)


def entry_undone(session: Session, _ledger: Ledger, entry: EntryFacts, _now: datetime) -> None:
    """A record that was taken back was not done at all."""
    session.execute(delete(AnywayQuestion).where(AnywayQuestion.entry_id == entry.id))
