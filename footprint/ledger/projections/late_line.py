"""What was told of a season after it was frozen: it stays as it is, and this stands beside it, by days of telling."""

from collections import Counter
from collections.abc import Iterator
from datetime import date

from sqlalchemy import BigInteger, Date, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger.derivation import Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row

_FIGURES = ("entries", "low_mg", "mid_mg", "high_mg")


class LateLine(Base):
    """Sums of one resident's entries whose day lies in a frozen `season`, and which count in a later one."""

    __tablename__ = "late_line"
    __table_args__ = ({"sqlite_with_rowid": False},)

    season: Mapped[str] = mapped_column(String(40), primary_key=True)
    told_on: Mapped[date] = mapped_column(Date, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    entries: Mapped[int] = mapped_column(Integer)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)


def _moves(movement: Movement) -> Iterator[Row]:
    row = movement.row
    if row["season"] != movement.around.season:
        yield {
            "season": movement.around.season,
            "told_on": movement.told_on,
            "resident_id": row["resident_id"],
            "entries": movement.sign,
            "low_mg": row["low_mg"],
            "mid_mg": row["mid_mg"],
            "high_mg": row["high_mg"],
        }


def _derive(derivation: Derivation, into: Table) -> None:
    sums: dict[tuple[str, date, int], Counter[str]] = {}
    for late in derivation.late():
        line = sums.setdefault((late.season, late.told_on, late.resident_id), Counter())
        line.update({name: getattr(late, name) for name in _FIGURES})
    rows = [
        {"season": season, "told_on": told_on, "resident_id": resident_id, **{name: line[name] for name in _FIGURES}}
        for (season, told_on, resident_id), line in sorted(sums.items())
    ]
    derivation.fill(into, rows)


late_line = Projection(Base.metadata.tables[LateLine.__tablename__], _moves, _derive)
