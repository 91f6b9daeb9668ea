"""What each resident's entries of each action sum up to: what badges count and suggestions compare."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger.derivation import FIGURES, Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row


class ActionTotal(Base):
    """Sums of one resident and one action over all time and all districts."""

    __tablename__ = "action_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    action: Mapped[str] = mapped_column(String(40), primary_key=True)
    entries: Mapped[int] = mapped_column(Integer)
    credited_milli: Mapped[int] = mapped_column(BigInteger)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(BigInteger)


def _moves(movement: Movement) -> Iterator[Row]:
    row = movement.row
    yield {
        "resident_id": row["resident_id"],
        "action": row["action"],
        "entries": movement.sign,
        "credited_milli": row["credited_milli"],
        "low_mg": row["low_mg"],
        "mid_mg": row["mid_mg"],
        "high_mg": row["high_mg"],
        "points": row["points"],
    }


def _derive(derivation: Derivation, into: Table) -> None:
    derivation.insert(into, ("resident_id", "action", *FIGURES, "credited_milli"), derivation.by_action())


action_total = Projection(Base.metadata.tables[ActionTotal.__tablename__], _moves, _derive)
