"""Groups that are compared: who belongs to them in a season, what each did for them, and what their boards show."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, false, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, UtcDateTime

_NEW = text("NOT is_counted")


class BoardMember(Base):
    """A resident who counts for a group in a season. Rows are added only: who leaves a group, or is sent out of it,
    counts for it until the season is over."""

    __tablename__ = "board_member"
    __table_args__ = (
        Index("ix_board_member_resident_id_season", "resident_id", "season"),
        Index("ix_board_member_new", "kind", "resident_id", sqlite_where=_NEW, postgresql_where=_NEW),
        {"sqlite_with_rowid": False},
    )

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    season: Mapped[str] = mapped_column(String(40), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    is_counted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether what they did before they belonged to the group is among its shares."""


class GroupShare(Base):
    """What a resident's entries of an open period add up to for a group; masses in mg. See `shares.py`."""

    __tablename__ = "group_share"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    entries: Mapped[int] = mapped_column(Integer)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    self_reported_mg: Mapped[int] = mapped_column(BigInteger)
    paper_mg: Mapped[int] = mapped_column(BigInteger)
    organizer_mg: Mapped[int] = mapped_column(BigInteger)
    instrument_mg: Mapped[int] = mapped_column(BigInteger)
    newest_id: Mapped[int] = mapped_column(BigInteger)
    """The newest entry; of those with kilograms, by evidence, 0 for none."""
    self_reported_id: Mapped[int] = mapped_column(BigInteger)
    paper_id: Mapped[int] = mapped_column(BigInteger)
    organizer_id: Mapped[int] = mapped_column(BigInteger)
    instrument_id: Mapped[int] = mapped_column(BigInteger)


class GroupRow(Base):
    """A group's figures of a period as they are shown; there is a row only where enough residents took part."""

    __tablename__ = "group_row"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    name: Mapped[Text] = mapped_column(LocalizedText)
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
    self_reported_mg: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    """The kilograms by kind of evidence as they are told: kinds of few people put together. They move by themselves."""
    paper_mg: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    organizer_mg: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    instrument_mg: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))
    evidence_upto_entry_id: Mapped[int] = mapped_column(BigInteger, default=0, server_default=text("0"))


class GroupStanding(Base):
    """Where a group that is shown stands by a measure among those of its size.

    Where they are compared, `rank` to `shrunk` are a `boards.rules.Standing`, figures a head in micrograms or, of
    shares, in millionths; `band` is the one in which the group is shown, None in the lower half and where nothing is
    compared.
    """

    __tablename__ = "group_standing"
    __table_args__ = (
        Index("ix_group_standing_position", "period", "kind", "measure", "size_class", "position"),
        Index("ix_group_standing_rank", "period", "kind", "measure", "size_class", "rank"),
        {"sqlite_with_rowid": False},
    )

    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    measure: Mapped[str] = mapped_column(String(16), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    size_class: Mapped[str] = mapped_column(String(12))
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
    mean: Mapped[int | None] = mapped_column(BigInteger)
    weight_ppm: Mapped[int | None] = mapped_column(BigInteger)
    shrunk: Mapped[int | None] = mapped_column(BigInteger)
