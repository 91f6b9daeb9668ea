"""Reads of the inbox and of what somebody wants by mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, bindparam, case, func, select, type_coerce
from sqlalchemy import Text as TextColumn
from sqlalchemy.orm import Session

from civic.city.text import Text
from civic.database.engine import Database
from civic.database.typed_rows import RowQuery
from civic.errors import NotFound
from civic.messages.models import Mail, MailAddress, Message, MessageText, QuietMode, Values


@dataclass(frozen=True, slots=True)
class Headline:
    """A message in the list; `title` is a msgid, to be filled with `values`."""

    id: int
    topic: str
    title: str
    values: Values
    created_at: datetime
    read_at: datetime | None


_headlines = RowQuery(
    Headline,
    select(
        Message.id,
        Message.topic,
        Message.title,
        type_coerce(Message.values, TextColumn).label("values"),
        Message.created_at,
        Message.read_at,
    )
    .where(Message.resident_id == bindparam("resident_id"), Message.id < bindparam("before"))
    .order_by(Message.id.desc())
    .limit(bindparam("most")),
)
_AFTER_ALL = 2**62


def headlines(database: Database, resident_id: int, *, before: int | None, limit: int) -> list[Headline]:
    """A resident's messages, newest first, from number `before` on backwards."""
    return _headlines.rows(database, resident_id=resident_id, before=before or _AFTER_ALL, most=limit)


def message(session: Session, resident_id: int, number: int) -> tuple[Message, Text | None]:
    """One message of the resident, with its letter.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = session.execute(
        select(Message, MessageText.words)
        .outerjoin(MessageText, MessageText.id == Message.text_id)
        .where(Message.id == number, Message.resident_id == resident_id)
    ).first()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def address(session: Session, resident_id: int) -> MailAddress | None:
    """Where the resident gets mail, confirmed or not."""
    return session.get(MailAddress, resident_id)


def quiet_since(session: Session, resident_id: int) -> datetime | None:
    """Since when the resident wants it quiet; None when they do not."""
    return session.scalar(select(QuietMode.since).where(QuietMode.resident_id == resident_id))


def mail_counts(session: Session) -> dict[str, int]:
    """Mails of the last weeks by what became of them: waiting, sending, sent, given_up."""
    state = case(
        (Mail.sent_at.is_not(None), "sent"),
        (Mail.sending_at.is_not(None), "sending"),
        (Mail.due_at.is_not(None), "waiting"),
        else_="given_up",
    )
    counted = {row[0]: row[1] for row in session.execute(select(state, func.count()).group_by(state))}
    return {name: counted.get(name, 0) for name in ("waiting", "sending", "sent", "given_up")}


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """Messages, the address with its wishes, the mails of the last weeks, and quiet mode."""
    mine, quiet = address(session, resident_id), quiet_since(session, resident_id)
    return {
        "quiet_since": quiet.isoformat() if quiet else None,
        "messages": [_exported_message(one, words) for one, words in _with_letters(session, resident_id)],
        "mail_address": mine
        and {
            "address": mine.address,
            "language": mine.language,
            "muted": mine.muted,
            "given_at": mine.given_at.isoformat(),
            "confirmed_at": mine.confirmed_at.isoformat() if mine.confirmed_at else None,
            "refusals": mine.refusals,
        },
        "mails": [
            {
                "address": mail.address,
                "created_at": mail.created_at.isoformat(),
                "sent_at": mail.sent_at.isoformat() if mail.sent_at else None,
            }
            for mail in session.scalars(select(Mail).where(Mail.resident_id == resident_id).order_by(Mail.id))
        ],
    }


def _with_letters(session: Session, resident_id: int) -> list[tuple[Message, Text | None]]:
    rows = session.execute(
        select(Message, MessageText.words)
        .outerjoin(MessageText, MessageText.id == Message.text_id)
        .where(Message.resident_id == resident_id)
        .order_by(Message.id)
    )
    return [(row[0], row[1]) for row in rows]


def _exported_message(one: Message, words: Text | None) -> dict[str, object]:
    return {
        "topic": one.topic,
        "title": one.title,
        "body": one.body,
        "values": one.values,
        "letter": dict(words.by_language) if words else None,
        "path": one.path,
        "created_at": one.created_at.isoformat(),
        "read_at": one.read_at.isoformat() if one.read_at else None,
    }


def unread_of(resident_id: ColumnElement[int]) -> ScalarSelect[int]:
    """How many messages the resident has not read, as a part of a larger statement."""
    unread = select(func.count()).where(Message.resident_id == resident_id, Message.read_at.is_(None))
    return unread.correlate_except(Message).scalar_subquery()
