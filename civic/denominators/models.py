"""Versions of the numbers of residents. None is ever changed: what is entered, and what was decided of it, are rows."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, RowId, UtcDateTime
from civic.denominators.rules import NOTE_MAX, SOURCE_MAX, URL_MAX


class DenominatorVersion(Base):
    """Figures from one source, as somebody of the city entered them."""

    __tablename__ = "denominator_version"
    __table_args__ = (Index("ix_denominator_version_entered_by_account_id", "entered_by_account_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    scope: Mapped[Text] = mapped_column(LocalizedText)
    """Who was counted, for example permanent residents at the end of a year."""
    counted_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(SOURCE_MAX))
    url: Mapped[str] = mapped_column(String(URL_MAX))
    status: Mapped[str] = mapped_column(String(20))
    holds_from: Mapped[date] = mapped_column(Date)
    entered_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DenominatorFigure(Base):
    """How many live in a place, by a version. `place` as in the rules."""

    __tablename__ = "denominator_figure"
    __table_args__ = ({"sqlite_with_rowid": False},)

    version_id: Mapped[int] = mapped_column(ForeignKey("denominator_version.id"), primary_key=True)
    place: Mapped[str] = mapped_column(String(50), primary_key=True)
    residents: Mapped[int] = mapped_column(BigInteger)
    low: Mapped[int] = mapped_column(BigInteger)
    high: Mapped[int] = mapped_column(BigInteger)


class DenominatorDecision(Base):
    """What a second person decided of a version: there is room for one decision only."""

    __tablename__ = "denominator_decision"
    __table_args__ = ({"sqlite_with_rowid": False},)

    version_id: Mapped[int] = mapped_column(ForeignKey("denominator_version.id"), primary_key=True)
    approved: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(String(NOTE_MAX))
    decided_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
