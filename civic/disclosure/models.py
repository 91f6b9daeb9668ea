"""What is remembered between two looks at a shown figure, so that none moves before enough people have changed it."""

from sqlalchemy import BigInteger, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base


class FigureChange(Base):
    """A resident who has changed what lies behind a figure since it was counted. `subject` names the figure, like
    "campaign:7": a kind, and what its owner adds."""

    __tablename__ = "figure_change"
    __table_args__ = ({"sqlite_with_rowid": False},)

    subject: Mapped[str] = mapped_column(String(100), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)


class FigureReading(Base):
    """Up to which entry the ledger was read for the figures of a kind."""

    __tablename__ = "figure_reading"
    __table_args__ = ({"sqlite_with_rowid": False},)

    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    upto_entry_id: Mapped[int] = mapped_column(BigInteger)
