"""What households promise, and what they say about it each week or month."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime

_OPEN = text("ended_at IS NULL")


class Pledge(Base):
    """A household promises to keep something up: so many lamps of a kind, so many uses of a bag a week.

    While it is open the household makes no other for the same action: a lamp is pledged once.
    """

    __tablename__ = "pledge"
    __table_args__ = (
        Index("ix_pledge_open", "household_id", "action", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        Index("ix_pledge_household_id", "household_id"),
        Index("ix_pledge_campaign_id", "campaign_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    made_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    action: Mapped[str] = mapped_column(String(40))
    option: Mapped[str] = mapped_column(String(40))
    quantity_milli: Mapped[int] = mapped_column(BigInteger)
    """Thousandths of the action's unit, for each week or month."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(String(12))
    """stopped, moved (nobody of the household lives there any more)."""


class Confirmation(Base):
    """The household's answer for one week or month. A period without one earned nothing."""

    __tablename__ = "pledge_confirmation"

    pledge_id: Mapped[int] = mapped_column(ForeignKey("pledge.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    answered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_kept: Mapped[bool]
    said_milli: Mapped[int] = mapped_column(BigInteger)
    """What the household said it did in the period."""
    recorded_milli: Mapped[int] = mapped_column(BigInteger)
    """What was recorded now and stands; the rest had been logged before, or lay above a limit."""
    turn: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Grows when all of an answer's entries were taken back, so that another answer makes entries of its own."""
