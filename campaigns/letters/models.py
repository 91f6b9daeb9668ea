"""Letters of organizers."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, RowId, UtcDateTime


class LetterStop(Base):
    """A resident wants no more letters of a campaign; what an event needs to be told about it they still get."""

    __tablename__ = "letter_stop"
    __table_args__ = (Index("ix_letter_stop_resident_id", "resident_id"),)

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    stopped_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Circular(Base):
    """What the city wrote to organizers. `audience`: all, district:<id> or series:<id>. `recipients` counts whom it
    reached."""

    __tablename__ = "circular"
    __table_args__ = (UniqueConstraint("key"), Index("ix_circular_sent_at", "sent_at"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    key: Mapped[str] = mapped_column(String(64))
    """Names the form that sent it, so that sending it twice makes one."""
    audience: Mapped[str] = mapped_column(String(60))
    title: Mapped[Text] = mapped_column(LocalizedText)
    text: Mapped[Text] = mapped_column(LocalizedText)
    recipients: Mapped[int] = mapped_column(Integer, default=0)
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Letter(Base):
    """What an organizer wrote to those who take part in a campaign. `state`: waiting, sent, refused. `recipients`
    counts whom it reached. `is_urgent`: about a date that is near, sent at once to all who had registered for it."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("by_id", "key"),
        Index("ix_letter_campaign_id_written_at", "campaign_id", "written_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Names the form that sent it, so that sending it twice makes one."""
    audience: Mapped[str] = mapped_column(String(30))
    title: Mapped[Text] = mapped_column(LocalizedText)
    text: Mapped[Text] = mapped_column(LocalizedText)
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    recipients: Mapped[int] = mapped_column(Integer, default=0)
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
