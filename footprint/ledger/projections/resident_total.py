"""What each resident's entries sum up to, by season and for all time."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger.derivation import FIGURES, Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row


class ResidentTotal(Base):
    """Sums of one resident by period (a season key or 'all') and by the district the entries count for."""

    __tablename__ = "resident_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    district_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    entries: Mapped[int] = mapped_column(Integer)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(BigInteger)


def _moves(movement: Movement) -> Iterator[Row]:
    row = movement.row
    for kind in ("season", "all"):
        yield {
            "resident_id": row["resident_id"],
            "period": movement.periods[kind],
            "district_id": row["district_id"],
            "entries": movement.sign,
            "low_mg": row["low_mg"],
            "mid_mg": row["mid_mg"],
            "high_mg": row["high_mg"],
            "points": row["points"],
        }


def _derive(derivation: Derivation, into: Table) -> None:
    for kind in ("season", "all"):
        rows = derivation.totals(kind)
        derivation.insert(into, ("resident_id", "period", "district_id", *FIGURES), rows)


resident_total = Projection(Base.metadata.tables[ResidentTotal.__tablename__], _moves, _derive)
