"""Values of metrics and cohorts of newcomers, counted once when their time is over; they move no more."""

from datetime import datetime

from sqlalchemy import BigInteger, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import UtcDateTime


class IndicatorValue(Base):
    """What a computation found for a month and place, as it may be told: None where too few people stand behind it."""

    __tablename__ = "indicator_value"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    """As addresses have it: "2026-10"."""
    computation: Mapped[str] = mapped_column(String(32), primary_key=True)
    """One of `measures.MEASURES`."""
    place: Mapped[str] = mapped_column(String(40), primary_key=True)
    """A district, "" for the city."""
    status: Mapped[str] = mapped_column(String(12))
    """One of `rules.STATUSES`."""
    numerator: Mapped[int | None] = mapped_column(BigInteger)
    denominator: Mapped[int | None] = mapped_column(BigInteger)
    people: Mapped[int | None] = mapped_column(BigInteger)
    """How many people were asked, where a share of answers has an interval."""
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class NewcomerCohort(Base):
    """Residents who joined in the weeks that begin in a month, and how many of them did something in their second and
    in their fifth week; None for too few."""

    __tablename__ = "newcomer_cohort"
    __table_args__ = ({"sqlite_with_rowid": False},)

    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    joined: Mapped[int | None] = mapped_column(Integer)
    second_week: Mapped[int | None] = mapped_column(Integer)
    fifth_week: Mapped[int | None] = mapped_column(Integer)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
