"""On which days of each week each resident did which action: what streaks and badges are judged by."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import Date, ForeignKey, Integer, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger.derivation import WEEKDAYS, Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row

_NONE = dict.fromkeys(WEEKDAYS, 0)


class ActionWeek(Base):
    """Living entries of one resident and action on each day of the week that begins on `week_start`.

    However much somebody logs, a week has no more rows than the catalogue has actions.
    """

    __tablename__ = "action_week"
    __table_args__ = ({"sqlite_with_rowid": False},)

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    week_start: Mapped[date] = mapped_column(Date, primary_key=True)
    action: Mapped[str] = mapped_column(String(40), primary_key=True)
    monday: Mapped[int] = mapped_column(Integer)
    tuesday: Mapped[int] = mapped_column(Integer)
    wednesday: Mapped[int] = mapped_column(Integer)
    thursday: Mapped[int] = mapped_column(Integer)
    friday: Mapped[int] = mapped_column(Integer)
    saturday: Mapped[int] = mapped_column(Integer)
    sunday: Mapped[int] = mapped_column(Integer)


def _moves(movement: Movement) -> Iterator[Row]:
    row, day = movement.row, movement.row["occurred_on"]
    yield {
        "resident_id": row["resident_id"],
        "week_start": day - timedelta(days=day.weekday()),
        "action": row["action"],
        **_NONE,
        WEEKDAYS[day.weekday()]: movement.sign,
    }


def _derive(derivation: Derivation, into: Table) -> None:
    derivation.insert(into, ("resident_id", "week_start", "action", *WEEKDAYS), derivation.by_week())


action_week = Projection(Base.metadata.tables[ActionWeek.__tablename__], _moves, _derive)
