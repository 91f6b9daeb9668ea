"""What each resident was credited of each action in a calendar year, by household: what limits of a year compare."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger.derivation import Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row


class YearTotal(Base):
    """Thousandths of the unit credited to one resident while they lived in one household."""

    __tablename__ = "year_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    action: Mapped[str] = mapped_column(String(40), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    credited_milli: Mapped[int] = mapped_column(BigInteger)


def _moves(movement: Movement) -> Iterator[Row]:
    row = movement.row
    if row["of_hold"]:  # what is held keeps its room
        return
    yield {
        "resident_id": row["resident_id"],
        "action": row["action"],
        "year": row["occurred_on"].year,
        "household_id": row["household_id"],
        "credited_milli": row["credited_milli"],
    }


def _derive(derivation: Derivation, into: Table) -> None:
    derivation.insert(into, ("resident_id", "action", "year", "household_id", "credited_milli"), derivation.by_year())


year_total = Projection(Base.metadata.tables[YearTotal.__tablename__], _moves, _derive)
