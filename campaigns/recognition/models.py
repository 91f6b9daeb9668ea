"""Dated, sourced records of how the programme is known outside."""

from datetime import date, datetime

from sqlalchemy import Date, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, RowId, UtcDateTime


class Recognition(Base):
    """An award, conference, press or documentary report. It is never edited: a wrong one is withdrawn with a reason.

    `status`: verified (read in the original), reported (read in a text that tells of it), invented (a demonstration's).
    """

    __tablename__ = "recognition"
    __table_args__ = (Index("ix_recognition_happened_on", "happened_on"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    happened_on: Mapped[date] = mapped_column(Date)
    title: Mapped[Text] = mapped_column(LocalizedText)
    publisher: Mapped[str] = mapped_column(String(120))
    link: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(10))
    entered_by: Mapped[str] = mapped_column(String(60))
    """As the audit book names people."""
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_why: Mapped[str] = mapped_column(String(300), default="")
