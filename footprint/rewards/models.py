"""What residents choose about their rewards, and the days on which nobody could log. All else is derived."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, SmallInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class GoalChoice(Base):
    """On how many `days` of a week a resident wants to act, chosen on a day of the city; only appended."""

    __tablename__ = "goal_choice"
    __table_args__ = (Index("ix_goal_choice_resident_id", "resident_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    chosen_on: Mapped[date] = mapped_column(Date)
    days: Mapped[int] = mapped_column(SmallInteger)


class Outage(Base):
    """A day on which the service was down: it counts for everybody's week. Only appended."""

    __tablename__ = "outage"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    reason: Mapped[str] = mapped_column(String(200))
    noted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class RewardWish(Base):
    """What a resident wants to be told; nothing unless they say so."""

    __tablename__ = "reward_wish"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    reviews: Mapped[bool] = mapped_column(default=False, server_default=false())
    """The week and the month in review."""
    open_weeks: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Once in a week whose goal is still open."""
