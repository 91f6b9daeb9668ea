"""A family challenge: its tasks week by week, the families that play, and how far each has come."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, RowId, UtcDateTime


class FamilyTask(Base):
    """Something for one week of the challenge. With an `action` the ledger decides: the household's credited quantity
    in that week reaches `target_milli`. Without one the family ticks it itself; that never counts kilograms."""

    __tablename__ = "family_task"
    __table_args__ = (Index("ix_family_task_campaign_id", "campaign_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    week: Mapped[int] = mapped_column(SmallInteger)
    """1 for the seven days from the campaign's first day on."""
    name: Mapped[Text] = mapped_column(LocalizedText)
    help: Mapped[Text] = mapped_column(LocalizedText)
    action: Mapped[str | None] = mapped_column(String(40))
    target_milli: Mapped[int] = mapped_column(BigInteger, default=0)


_PLAYING = text("left_at IS NULL")


class Family(Base):
    """A household in a challenge, under the name that it chose for the board, with its one result."""

    __tablename__ = "family"
    __table_args__ = (
        Index(
            "ix_family_board",
            "campaign_id",
            "tasks_done",
            "household_id",
            sqlite_where=_PLAYING,
            postgresql_where=_PLAYING,
        ),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String(40))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    joined_on: Mapped[date] = mapped_column(Date)
    """The city's day of it: what was done before does not count."""
    after_entry_id: Mapped[int] = mapped_column(BigInteger)
    """The newest entry of all when they joined: what was logged before does not count either."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tasks_done: Mapped[int] = mapped_column(SmallInteger, default=0)
    low_mg: Mapped[int] = mapped_column(BigInteger, default=0)
    mid_mg: Mapped[int] = mapped_column(BigInteger, default=0)
    high_mg: Mapped[int] = mapped_column(BigInteger, default=0)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FamilyMember(Base):
    """Whose entries count for a family: who lived in the household during the challenge."""

    __tablename__ = "family_member"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, index=True)


class TaskTick(Base):
    """A family says that it has done a task which the ledger cannot see."""

    __tablename__ = "family_task_tick"

    task_id: Mapped[int] = mapped_column(ForeignKey("family_task.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    ticked_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    ticked_at: Mapped[datetime] = mapped_column(UtcDateTime)
