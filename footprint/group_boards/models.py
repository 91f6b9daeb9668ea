"""Groups that are compared: who belongs to them in a season, and what their boards show."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, UtcDateTime


class BoardMember(Base):
    """A resident who counts for a group in a season. Rows are added only: who leaves a group, or is sent out of it,
    counts for it until the season is over."""

    __tablename__ = "board_member"
    __table_args__ = (
        Index("ix_board_member_resident_id_season", "resident_id", "season"),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    season: Mapped[str] = mapped_column(String(40), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)


class GroupRow(Base):
    """A group's figures of a period as they are shown; there is a row only where enough residents took part.

    Where the group is compared, `rank` to `shrunk_ug` say where it stands among those of its size, as
    `boards.rules.Standing` in micrograms a head and millionths, and `band` the one in which it is shown, None in the
    lower half and where nothing is compared.
    """

    __tablename__ = "group_row"
    __table_args__ = (
        Index("ix_group_row_position", "period", "kind", "size_class", "position"),
        Index("ix_group_row_rank", "period", "kind", "size_class", "rank"),
        {"sqlite_with_rowid": False},
    )

    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[Text] = mapped_column(LocalizedText)
    size_class: Mapped[str] = mapped_column(String(12))
    people: Mapped[int] = mapped_column(BigInteger)
    """Of the group, whether they took part or not; 0 where nobody knows."""
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    upto_entry_id: Mapped[int] = mapped_column(BigInteger)
    """Entries up to this number are in the figures."""
    entries: Mapped[int] = mapped_column(BigInteger)
    participants: Mapped[int] = mapped_column(BigInteger)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    sum_g: Mapped[int] = mapped_column(BigInteger)
    sum_of_squares_g2: Mapped[int] = mapped_column(BigInteger)
    """Of the residents' totals in whole grams."""
    position: Mapped[int] = mapped_column(Integer)
    """Where it is shown among those of its size, from 0; the lower half in the order of names' numbers."""
    compared: Mapped[int] = mapped_column(Integer)
    """How many are compared with each other; 0 where nothing is."""
    rank: Mapped[int | None] = mapped_column(Integer)
    best: Mapped[int | None] = mapped_column(Integer)
    worst: Mapped[int | None] = mapped_column(Integer)
    band: Mapped[int | None] = mapped_column(Integer)
    is_ahead: Mapped[bool]
    is_tied: Mapped[bool]
    mean_ug: Mapped[int | None] = mapped_column(BigInteger)
    weight_ppm: Mapped[int | None] = mapped_column(BigInteger)
    shrunk_ug: Mapped[int | None] = mapped_column(BigInteger)
