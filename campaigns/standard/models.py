"""The city's own standard: its indicators, figures of theirs that were entered by hand, and composites.

Nothing is edited: a change is another version, which holds once a second person has approved it. People are named as
in the audit book, by number, which erasure leaves anonymous; "" while nobody has decided.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime


class Proposed:
    """What a second person decides about. `state`: proposed, approved, refused."""

    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[str] = mapped_column(String(60))
    proposed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str] = mapped_column(String(60), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class StandardIndicator(Proposed, Base):
    """A version of an indicator. `words` are the source's own; `metric` is the pack's metric that stands for it, "" for
    figures entered by hand; `is_dropped` takes the indicator out."""

    __tablename__ = "standard_indicator"
    __table_args__ = (UniqueConstraint("code", "version"), Index("ix_standard_indicator_state", "state"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[Text] = mapped_column(LocalizedText)
    words: Mapped[str] = mapped_column(String(2000))
    source: Mapped[str] = mapped_column(String(300))
    source_on: Mapped[date] = mapped_column(Date)
    source_link: Mapped[str] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(40))
    target: Mapped[str] = mapped_column(String(80))
    metric: Mapped[str] = mapped_column(String(32))
    is_dropped: Mapped[bool] = mapped_column(default=False)


class StandardFigure(Proposed, Base):
    """A figure of an indicator that was entered by hand; the newest approved one of a period holds."""

    __tablename__ = "standard_figure"
    __table_args__ = (
        Index("ix_standard_figure_code_period", "code", "period"),
        Index("ix_standard_figure_state", "state"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    period: Mapped[str] = mapped_column(String(7))
    """A month or a year: "2026-10", "2026"."""
    value_milli: Mapped[int] = mapped_column(BigInteger)
    """Thousandths of the indicator's unit."""
    source: Mapped[str] = mapped_column(String(300))
    source_on: Mapped[date] = mapped_column(Date)


class StandardComposite(Proposed, Base):
    """A version of a composite: a weighted mean of indicators of one unit, with the weights that the city gives."""

    __tablename__ = "standard_composite"
    __table_args__ = (UniqueConstraint("code", "version"), Index("ix_standard_composite_state", "state"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    code: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(Integer)
    name: Mapped[Text] = mapped_column(LocalizedText)
    source: Mapped[str] = mapped_column(String(300))
    source_on: Mapped[date] = mapped_column(Date)
    weights: Mapped[dict[str, int]] = mapped_column(JsonText)
    """Thousandths by the code of each part; together 1,000."""
