"""What goes out from a campaign on paper, and what comes back on paper."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class Certificate(Base):
    """What a participant did in a campaign, as counted on the day it was made. Whoever has the `code` can verify it."""

    __tablename__ = "certificate"
    __table_args__ = (UniqueConstraint("campaign_id", "resident_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    name: Mapped[str] = mapped_column(String(40))
    """As the participant wishes to be called; empty after erasure."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    actions: Mapped[int] = mapped_column(Integer)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(BigInteger)


class ResidentCard(Base):
    """A code on paper for residents without a phone: an organizer who reads it can enter what they did. It opens no
    account, and a new card makes the old one worthless."""

    __tablename__ = "resident_card"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaperSheet(Base):
    """A paper list that an organizer entered: the same action on the same day for several residents."""

    __tablename__ = "paper_sheet"
    __table_args__ = (UniqueConstraint("campaign_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Of the form, so that sending it twice enters it once."""
    action: Mapped[str] = mapped_column(String(40))
    option: Mapped[str | None] = mapped_column(String(40))
    occurred_on: Mapped[date] = mapped_column(Date)
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaperLine(Base):
    """One resident on a paper list, and the entry that was made of it; it was taken back when that was."""

    __tablename__ = "paper_line"
    __table_args__ = (UniqueConstraint("sheet_id", "number"), Index("ix_paper_line_resident_id", "resident_id"))

    sheet_id: Mapped[int] = mapped_column(ForeignKey("paper_sheet.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    """Which line of the list it was, the first one 1."""
    quantity_milli: Mapped[int] = mapped_column(BigInteger)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))


class CrowdCount(Base):
    """People without an account who were there, as an organizer counted them. They are heads, nothing else: no
    residents, no actions, no kilograms."""

    __tablename__ = "crowd_count"
    __table_args__ = (UniqueConstraint("campaign_id", "key"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    key: Mapped[str] = mapped_column(String(64))
    people: Mapped[int] = mapped_column(Integer)
    occurred_on: Mapped[date] = mapped_column(Date)
    note: Mapped[str] = mapped_column(String(200))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    voided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
