"""Telling people something: once per person and key, into the inbox, and by mail where an address was confirmed."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, literal, select, type_coerce
from sqlalchemy import Text as TextColumn
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from civic.city.text import Text
from civic.database.columns import UtcDateTime
from civic.messages.models import Mail, MailAddress, Message, MessageText, QuietMode
from civic.messages.rules import QUIETED, REFUSALS_MOST
from civic.residents.models import Resident

KEY_MAX = 80
_BATCH = 500


def tell(
    session: Session,
    residents: Iterable[int] | Select[int],
    *,
    key: str,
    topic: str,
    title: str,
    body: str,
    values: Mapping[str, str | Text] | None = None,
    text: Text | None = None,
    path: str | None = None,
    now: datetime,
    due_at: datetime | None = None,
) -> int:
    """Puts a message into the inbox of each resident who has not got one of that key, and a mail into the queue for
    those who want it; returns how many are new. Whoever wants it quiet hears nothing of topics in `rules.QUIETED`.
    Everything happens in the database, whatever the number.

    Args:
        residents: their numbers, or a query that gives them.
        key: what the message is about, like "event:7:moved"; the same key reaches a resident once.
        title, body: msgids, shown in each reader's language.
        values: what fills their places; a `Text` is shown in the reader's language too.
        text: a letter that follows title and body, however long; kept once.
        path: where on this site the message leads.
        due_at: when the mail may go; at once where it is None.
    """
    row = {
        "key": key[:KEY_MAX],
        "topic": topic,
        "title": title,
        "body": body,
        "values": json.dumps(_plain(values or {}), ensure_ascii=False),
        "text_id": _keep_text(session, text) if text else None,
        "path": path,
        "created_at": now,
    }
    told = 0
    for some in _queries(residents):
        told += _tell(session, some, row, due_at or now)
    return told


def _keep_text(session: Session, words: Text) -> int:
    kept = MessageText(words=words)
    session.add(kept)
    session.flush()
    return kept.id


def _plain(values: Mapping[str, str | Text]) -> dict[str, Any]:
    return {name: dict(value.by_language) if isinstance(value, Text) else value for name, value in values.items()}


def _queries(residents: Iterable[int] | Select[int]) -> Iterator[Select[int]]:
    """The residents as queries of a size that every database takes."""
    if isinstance(residents, Select):
        yield residents
        return
    ids = sorted(set(residents))
    for start in range(0, len(ids), _BATCH):
        yield select(Resident.id).where(Resident.id.in_(ids[start : start + _BATCH]))


def _tell(session: Session, residents: Select[int], row: Mapping[str, Any], due_at: datetime) -> int:
    """One statement for the inbox, one for the mails of those who were reached just now."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    columns = ("resident_id", *row)
    typed = [literal(value, Message.__table__.c[name].type) for name, value in row.items() if name != "values"]
    typed.insert(list(row).index("values"), literal(row["values"], TextColumn))
    source = select(Resident.id, *typed).where(Resident.id.in_(residents), Resident.erased_at.is_(None))
    if row["topic"] in QUIETED:
        source = source.where(Resident.id.not_in(select(QuietMode.resident_id)))
    reached = session.scalars(
        dialect.insert(Message).from_select(columns, source).on_conflict_do_nothing().returning(Message.id)
    ).all()
    if reached:
        _queue(session, min(reached), max(reached), row, due_at)
    return len(reached)


def _queue(session: Session, first: int, last: int, row: Mapping[str, Any], due_at: datetime) -> None:
    """Mails for the messages of that key in that range of numbers whose readers confirmed an address and did not
    mute the topic."""
    muted = type_coerce(MailAddress.muted, TextColumn)
    wanted = (
        select(
            Message.resident_id,
            Message.id,
            MailAddress.address,
            MailAddress.language,
            literal(row["created_at"], UtcDateTime),
            literal(due_at, UtcDateTime),
            literal(0),
        )
        .join(MailAddress, MailAddress.resident_id == Message.resident_id)
        .where(
            Message.id.between(first, last),
            Message.key == row["key"],
            MailAddress.confirmed_at.is_not(None),
            MailAddress.refusals < REFUSALS_MOST,
            ~muted.contains(f'"{row["topic"]}"', autoescape=True),
        )
    )
    columns = ("resident_id", "message_id", "address", "language", "created_at", "due_at", "tries")
    session.execute(insert(Mail).from_select(columns, wanted))
