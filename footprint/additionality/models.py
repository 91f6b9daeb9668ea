"""Who was asked about which record, and what they answered. No free text."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import UtcDateTime

_WAITING = text("is_waiting")


class AnywayQuestion(Base):
    """A record about which its resident was asked whether it would have been done anyway; skipped without an answer."""

    __tablename__ = "anyway_question"
    __table_args__ = (
        Index("ix_anyway_question_resident_id_asked_at", "resident_id", "asked_at"),
        Index(
            "ix_anyway_question_action_group",
            "action_group",
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        ),
    )

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    action_group: Mapped[str] = mapped_column(String(40))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(10))
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_waiting: Mapped[bool] = mapped_column(default=False)
    """Answered, and not counted yet."""


class AnywayCount(Base):
    """How often each answer was given about one group of actions, as it is told: it moves in steps of several people.
    What was counted stays when somebody leaves."""

    __tablename__ = "anyway_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    action_group: Mapped[str] = mapped_column(String(40), primary_key=True)
    yes: Mapped[int] = mapped_column(BigInteger, default=0)
    no: Mapped[int] = mapped_column(BigInteger, default=0)
    unsure: Mapped[int] = mapped_column(BigInteger, default=0)
