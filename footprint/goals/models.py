"""Goals of districts, version after version."""

from datetime import datetime

from sqlalchemy import Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class DistrictGoal(Base):
    """What the city wants in a district and period since `set_at`: a change is another row, the newest holds.

    `target` 0 takes the goal back; see `rules.GoalStanding` for its unit.
    """

    __tablename__ = "district_goal"
    __table_args__ = (Index("ix_district_goal_period_district_id", "period", "district_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    period: Mapped[str] = mapped_column(String(40))
    """The key of a month or season."""
    district_id: Mapped[str] = mapped_column(String(40))
    measure: Mapped[str] = mapped_column(String(12))
    target: Mapped[int] = mapped_column(Integer)
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)
