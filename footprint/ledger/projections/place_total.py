"""What the entries of each district sum up to, by week, month, season and for all time, and how its residents' totals
spread: what means and their errors are computed from.

All of it stands in one row, for an entry moves it while others wait.
"""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import BigInteger, SmallInteger, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger import rules
from footprint.ledger.derivation import FIGURES, Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row
from footprint.ledger.rules import NO_SPREAD, Spread, Total, spread_of

_TIER_COLUMNS = {
    rules.SELF_REPORTED: "self_reported_mg",
    rules.ON_PAPER: "paper_mg",
    rules.ORGANIZER_CONFIRMED: "organizer_mg",
    rules.INSTRUMENT_CONFIRMED: "instrument_mg",
}
_SPREAD = ("participants", "savers", "sum_g", "sum_of_squares_g2")
"""Columns of a `rules.Spread`, in its order."""


class PlaceTotal(Base):
    """Sums of one district by period: week, month, season, 'all'.

    `participants` counts distinct residents with a living entry there, `savers` those of them whose total is not zero,
    `sum_g` and `sum_of_squares_g2` are of their totals in whole grams; see `rules.Spread`. Grams and square grams hold
    in 64 bits up to a sum of squares of 9.2e18: a hundred million residents with 300 kg each, or a million with three
    tonnes each. Shards keep PostgreSQL's writers off each other's rows; readers add them up.
    """

    __tablename__ = "place_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    district_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    entries: Mapped[int] = mapped_column(BigInteger)
    participants: Mapped[int] = mapped_column(BigInteger)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    self_reported_mg: Mapped[int] = mapped_column(BigInteger)
    paper_mg: Mapped[int] = mapped_column(BigInteger)
    organizer_mg: Mapped[int] = mapped_column(BigInteger)
    instrument_mg: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(BigInteger)
    sum_g: Mapped[int] = mapped_column(BigInteger)
    sum_of_squares_g2: Mapped[int] = mapped_column(BigInteger)
    savers: Mapped[int] = mapped_column(BigInteger)


def _moves(movement: Movement) -> Iterator[Row]:
    row, before = movement.row, movement.before
    figures = {
        "district_id": row["district_id"],
        "entries": movement.sign,
        "low_mg": row["low_mg"],
        "mid_mg": row["mid_mg"],
        "high_mg": row["high_mg"],
        "points": row["points"],
        **_by_tier(rules.evidence_tier(row["tier"], row["source"]), row["mid_mg"]),
    }
    for kind, period in movement.periods.items():
        yield {"period": period, **figures, **_spread(_moved(before.district[kind], movement))}


def _moved(before: Total, movement: Movement) -> Spread:
    after = Total(before.entries + movement.sign, before.mid_mg + movement.row["mid_mg"])
    return spread_of(after).minus(spread_of(before))


def _spread(spread: Spread) -> dict[str, int]:
    return dict(zip(_SPREAD, spread, strict=True))


def _by_tier(tier: int, mid_mg: int) -> dict[str, int]:
    return {column: mid_mg if tier == its_tier else 0 for its_tier, column in _TIER_COLUMNS.items()}


def _derive(derivation: Derivation, into: Table) -> None:
    derivation.fill(
        into,
        [
            {
                "period": period,
                "district_id": district_id,
                "shard": 0,
                **figures,
                **_spread(derivation.spreads.get((period, district_id), NO_SPREAD)),
            }
            for (period, district_id), figures in sorted(_summed(derivation).items())
        ],
    )


def _summed(derivation: Derivation) -> dict[tuple[str, str], dict[str, int]]:
    """The figures by period and district, without those of spreads."""
    nothing = dict.fromkeys((*FIGURES, *_TIER_COLUMNS.values()), 0)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict(nothing))
    for day, figures in derivation.days.items():
        moved = {**figures, **_by_tier(day.tier, figures["mid_mg"])}
        for period in derivation.periods(day).values():
            row = found[period, day.district_id]
            for name, figure in moved.items():
                row[name] += figure
    return found


place_total = Projection(Base.metadata.tables[PlaceTotal.__tablename__], _moves, _derive)
