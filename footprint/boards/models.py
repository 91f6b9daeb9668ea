"""What the boards show: counted from the derived sums, and moved only when enough people have changed them.

`BoardRow` is a copy on purpose. The sums of the ledger move with each entry, so whoever looked at them twice would read
off what the one who just came has done.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import UtcDateTime


class BoardRow(Base):
    """A district's figures of a period as they are shown. There is a row only where enough residents took part."""

    __tablename__ = "board_row"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    district_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upto_entry_id: Mapped[int] = mapped_column(BigInteger)
    """Entries up to this number are in the figures."""
    entries: Mapped[int] = mapped_column(BigInteger)
    participants: Mapped[int] = mapped_column(BigInteger)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    self_reported_mg: Mapped[int] = mapped_column(BigInteger)
    """The kilograms by kind of evidence as they are told: kinds of few people put together. They move by themselves."""
    paper_mg: Mapped[int] = mapped_column(BigInteger)
    organizer_mg: Mapped[int] = mapped_column(BigInteger)
    instrument_mg: Mapped[int] = mapped_column(BigInteger)
    sum_g: Mapped[int] = mapped_column(BigInteger)
    sum_of_squares_g2: Mapped[int] = mapped_column(BigInteger)
    """Of the residents' totals in whole grams, as `place_total` has them."""


class LateCount(Base):
    """What enough accounts together told of a frozen season, up to a day that is over; it stays as it is."""

    __tablename__ = "late_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    season: Mapped[str] = mapped_column(String(40), primary_key=True)
    upto: Mapped[date] = mapped_column(Date, primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
