"""Boards of those who want to stand on one: residents, and households of which everybody wants it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, String, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import UtcDateTime


class BoardWish(Base):
    """Where a resident wants to stand: among the residents, and with the household among those."""

    __tablename__ = "board_wish"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    alone: Mapped[bool] = mapped_column(default=False, server_default=false())
    household: Mapped[bool] = mapped_column(default=False, server_default=false())


class PersonRow(Base):
    """What a resident, or a household for each of its people, did in a period, as it was counted last night.

    It is shown while everybody whom it tells about still wants it. `board` is 'residents' or 'households'; for a
    household the resident is the one who gives it the nickname.
    """

    __tablename__ = "person_row"
    __table_args__ = (
        Index("ix_person_row_position", "board", "period", "compared_with", "position"),
        {"sqlite_with_rowid": False},
    )

    board: Mapped[str] = mapped_column(String(12), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    compared_with: Mapped[str] = mapped_column(String(40))
    """A district, 'new' for all newcomers, or how many people live in a household."""
    people: Mapped[int] = mapped_column(SmallInteger)
    days: Mapped[int] = mapped_column(Integer)
    """On which something was done; of a household those of its people together, a head."""
    low_mg: Mapped[int] = mapped_column(BigInteger)
    """Masses in two significant figures."""
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    rank: Mapped[int] = mapped_column(Integer)
    """By days; equal days share one."""
    position: Mapped[int] = mapped_column(Integer)
    """The upper half by rank, then the others in no order."""
    is_ahead: Mapped[bool]
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
