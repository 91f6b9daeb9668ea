"""What the entries of each district sum up to, by week, month, season and for all time."""

from collections import defaultdict
from collections.abc import Iterator

from sqlalchemy import BigInteger, SmallInteger, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger import rules
from footprint.ledger.derivation import WHOLE_CITY, Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row

_TIER_COLUMNS = {
    rules.SELF_REPORTED: "self_reported_mg",
    rules.ON_PAPER: "paper_mg",
    rules.ORGANIZER_CONFIRMED: "organizer_mg",
    rules.INSTRUMENT_CONFIRMED: "instrument_mg",
}


class PlaceTotal(Base):
    """Sums of one district by period: week, month, season, 'all'.

    `participants` counts distinct residents with a living entry there. `city_participants` counts those for whom it
    was the first anywhere in the city: only its sum over the districts means something, the distinct residents of
    the city, also when people move. Shards keep PostgreSQL's writers off each other's rows; readers add them up.
    """

    __tablename__ = "place_total"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    district_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    entries: Mapped[int] = mapped_column(BigInteger)
    participants: Mapped[int] = mapped_column(BigInteger)
    city_participants: Mapped[int] = mapped_column(BigInteger)
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    self_reported_mg: Mapped[int] = mapped_column(BigInteger)
    paper_mg: Mapped[int] = mapped_column(BigInteger)
    organizer_mg: Mapped[int] = mapped_column(BigInteger)
    instrument_mg: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(BigInteger)


def _moves(movement: Movement) -> Iterator[Row]:
    row, before, sign = movement.row, movement.before, movement.sign
    figures = {
        "entries": sign,
        "low_mg": row["low_mg"],
        "mid_mg": row["mid_mg"],
        "high_mg": row["high_mg"],
        "points": row["points"],
        **_by_tier(rules.evidence_tier(row["tier"], row["source"]), row["mid_mg"]),
    }
    for kind, period in movement.periods.items():
        yield {
            "period": period,
            "district_id": row["district_id"],
            "participants": rules.participants_moved(before.district[kind].entries, sign),
            "city_participants": rules.participants_moved(before.city[kind].entries, sign),
            **figures,
        }


def _by_tier(tier: int, mid_mg: int) -> dict[str, int]:
    return {column: mid_mg if tier == its_tier else 0 for its_tier, column in _TIER_COLUMNS.items()}


def _derive(derivation: Derivation, into: Table) -> None:
    """The city's participants stand in one of the period's districts: only their sum means something."""
    rows = _summed(derivation)
    city = {period: spread.residents for (period, place), spread in derivation.spreads.items() if place == WHOLE_CITY}
    derivation.fill(
        into,
        [
            {
                "period": period,
                "district_id": district_id,
                "shard": 0,
                **figures,
                "participants": derivation.spread(period, district_id).residents,
                "city_participants": city.pop(period, 0),
            }
            for (period, district_id), figures in sorted(rows.items())
        ],
    )


def _summed(derivation: Derivation) -> dict[tuple[str, str], dict[str, int]]:
    """The figures by period and district, without participants."""
    nothing = {name: 0 for name in place_total.figures if not name.endswith("participants")}
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict(nothing))
    for day, figures in derivation.days.items():
        moved = {**figures, **_by_tier(day.tier, figures["mid_mg"])}
        for period in derivation.periods(day).values():
            row = found[period, day.district_id]
            for name, figure in moved.items():
                row[name] += figure
    return found


place_total = Projection(
    Base.metadata.tables[PlaceTotal.__tablename__], _moves, _derive, over_districts=("city_participants",)
)
