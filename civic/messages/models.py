"""What the site tells people: an inbox for everybody, e-mail for those who gave an address."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime

_UNREAD = text("read_at IS NULL")
Values = dict[str, str | dict[str, str]]
"""What fills a message's places: words, or words by language."""


class MessageText(Base):
    """What a person wrote to many, kept once however many it reaches."""

    __tablename__ = "message_text"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    words: Mapped[Text] = mapped_column(LocalizedText)


class Message(Base):
    """A message in a resident's inbox. `title` and `body` are msgids, filled with `values` when they are shown; a
    letter follows them as `text_id`. The same `key` reaches a resident once."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("resident_id", "key"),
        Index("ix_message_unread", "resident_id", sqlite_where=_UNREAD, postgresql_where=_UNREAD),
        Index("ix_message_created_at", "created_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    key: Mapped[str] = mapped_column(String(80))
    topic: Mapped[str] = mapped_column(String(20))
    """What can be unsubscribed from: 'account', 'reminder', 'campaign', 'friends', 'moderation'."""
    title: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(String(1000))
    values: Mapped[Values] = mapped_column(JsonText)
    text_id: Mapped[int | None] = mapped_column(ForeignKey("message_text.id"), index=True)
    path: Mapped[str | None] = mapped_column(String(200))
    """Where on this site the message leads."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class QuietMode(Base):
    """A resident wants nothing of the topics in `rules.QUIETED` at present."""

    __tablename__ = "quiet_mode"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class MailAddress(Base):
    """Where a resident gets e-mail, once the address is confirmed. `muted` lists topics they do not want by mail."""

    __tablename__ = "mail_address"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    address: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(20))
    muted: Mapped[list[str]] = mapped_column(JsonText)
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    refusals: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Mails in a row that were refused for good; from `rules.REFUSALS_MOST` on, no more are sent there."""


class Mail(Base):
    """An e-mail on its way: a message by mail, or (`message_id` None) the question whether an address is right, or
    (`is_reset`) the link that sets a forgotten password anew.

    It is marked as being sent before the mail server hears of it, so it never goes twice.
    """

    __tablename__ = "mail"
    __table_args__ = (Index("ix_mail_due_at", "due_at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), unique=True)
    is_reset: Mapped[bool] = mapped_column(server_default=false(), default=False)
    address: Mapped[str] = mapped_column(String(254))
    mailbox: Mapped[str | None] = mapped_column(String(254))
    """Of a question, the key of the mailbox that is asked (see `rules.mailbox_key`)."""
    language: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When to try (next); None once it was sent or given up."""
    tries: Mapped[int] = mapped_column(Integer, default=0)
    sending_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(300))
