"""How the residents' totals spread within each place and period: what means and their errors are computed from."""

from collections.abc import Iterator

from sqlalchemy import BigInteger, SmallInteger, String, Table
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from footprint.ledger.derivation import WHOLE_CITY, Derivation
from footprint.ledger.projections.projection import Movement, Projection, Row
from footprint.ledger.rules import Total, spread_of


class PlaceSpread(Base):
    """The residents with a living entry, the sum and the sum of squares of their totals; see `rules.Spread`.

    By period (week, month, season, 'all') and by place: a district, or '*' for the whole city, where the total of a
    resident who moved is one. Grams and square grams hold in 64 bits up to a sum of squares of 9.2e18: a hundred
    million residents with 300 kg each, or a million with three tonnes each. Shards are added up by readers.
    """

    __tablename__ = "place_spread"
    __table_args__ = ({"sqlite_with_rowid": False},)

    period: Mapped[str] = mapped_column(String(40), primary_key=True)
    place_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    shard: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    residents: Mapped[int] = mapped_column(BigInteger)
    sum_g: Mapped[int] = mapped_column(BigInteger)
    sum_of_squares_g2: Mapped[int] = mapped_column(BigInteger)


def _moves(movement: Movement) -> Iterator[Row]:
    places = ((movement.row["district_id"], movement.before.district), (WHOLE_CITY, movement.before.city))
    for place_id, before in places:
        for kind, period in movement.periods.items():
            yield {"period": period, "place_id": place_id, **_moved(before[kind], movement)}


def _moved(before: Total, movement: Movement) -> Row:
    after = Total(before.entries + movement.sign, before.mid_mg + movement.row["mid_mg"])
    return spread_of(after).minus(spread_of(before))._asdict()


def _derive(derivation: Derivation, into: Table) -> None:
    derivation.fill(
        into,
        [
            {"period": period, "place_id": place_id, "shard": 0, **spread._asdict()}
            for (period, place_id), spread in sorted(derivation.spreads.items())
        ],
    )


place_spread = Projection(Base.metadata.tables[PlaceSpread.__tablename__], _moves, _derive)
