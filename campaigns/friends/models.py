"""Friend codes, friendships, what residents show of themselves, cheers."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, false, text, true
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime

_GOOD = text("ended_at IS NULL")


class FriendCode(Base):
    """Whoever has a resident's code may ask to be friends; one that was replaced is kept to be recognized."""

    __tablename__ = "friend_code"
    __table_args__ = (
        Index("ix_friend_code_resident_id", "resident_id"),
        Index("uq_friend_code_good", "resident_id", unique=True, sqlite_where=_GOOD, postgresql_where=_GOOD),
    )

    code: Mapped[str] = mapped_column(String(20), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Friendship(Base):
    """Two residents are friends from `confirmed_at` on; until then one has asked. Ending it deletes the row."""

    __tablename__ = "friendship"
    __table_args__ = (
        Index("ix_friendship_high_id", "high_id"),
        Index("ix_friendship_asked_by_id", "asked_by_id"),
    )

    low_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    high_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FriendWish(Base):
    """What a resident shows to friends and teammates, and whether cheers reach them. Nobody is told of a change."""

    __tablename__ = "friend_wish"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    """No days are seen, no cheers reach, the code does not work, teammates do not see the nickname."""
    shows_days: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Friends see on how many days of this week the resident did something."""
    wants_cheers: Mapped[bool] = mapped_column(default=True, server_default=true())
    seen_by_team: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Teammates see the nickname here and may cheer."""


class Cheer(Base):
    """A phrase of `rules.PHRASES` from one resident to another, one a day at most. One that did not reach stays, so
    that it counts for the day and its sender sees no difference."""

    __tablename__ = "cheer"
    __table_args__ = (
        UniqueConstraint("from_id", "to_id", "day"),
        Index("ix_cheer_from_id_day", "from_id", "day"),
        Index("ix_cheer_to_id_day", "to_id", "day"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    day: Mapped[date] = mapped_column(Date)
    phrase: Mapped[str] = mapped_column(String(20))
    reached: Mapped[bool]
