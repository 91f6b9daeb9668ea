"""How residents' totals spread stands in the row of their place and period: an entry moves one row there, not three.

Nobody reads how they spread in the whole city, so that is kept no more. How many residents saved something is new.
"""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0121"

_FIGURES = ("sum_g", "sum_of_squares_g2")
_NEW = (*_FIGURES, "savers")
_DAYS = sa.table("period_of_day", sa.column("day", sa.Date()), sa.column("period", sa.String()))


def upgrade() -> None:
    for name in _NEW:
        op.add_column("place_total", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    kept = (
        f"{name} = COALESCE((SELECT SUM(s.{name}) FROM place_spread AS s "  # noqa: S608 (our words)
        "WHERE s.period = t.period AND s.place_id = t.district_id), 0)"
        for name in _FIGURES
    )
    op.execute(f"UPDATE place_total AS t SET {', '.join(kept)} WHERE {_FIRST_SHARD}")  # noqa: S608
    _note_days()
    op.execute(f"CREATE TABLE place_savers AS {_spreads('district_id')}")
    op.execute(
        f"UPDATE place_total AS t SET savers = COALESCE((SELECT s.savers FROM place_savers AS s "  # noqa: S608
        f"WHERE s.period = t.period AND s.place_id = t.district_id), 0) WHERE {_FIRST_SHARD}"
    )
    op.drop_table("place_savers")
    op.drop_table("period_of_day")
    with op.batch_alter_table("place_total", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.drop_column("city_participants")
        for name in _NEW:
            table.alter_column(name, existing_type=sa.BigInteger(), server_default=None)
    op.drop_table("place_spread")


_FIRST_SHARD = (
    "t.shard = (SELECT MIN(o.shard) FROM place_total AS o WHERE o.period = t.period AND o.district_id = t.district_id)"
)


def _note_days() -> None:
    """The week and month of each day with entries."""
    op.create_table(
        "period_of_day", sa.Column("day", sa.Date(), nullable=False), sa.Column("period", sa.String(40), nullable=False)
    )
    known = sa.select(sa.column("occurred_on", sa.Date())).select_from(sa.table("entry")).distinct()
    days = op.get_bind().execute(known)
    rows = [{"day": day, "period": period} for (day,) in days.all() for period in _periods(day)]
    if rows:
        op.bulk_insert(_DAYS, rows)


def _periods(day: date) -> Iterator[str]:
    year, week, _ = day.isocalendar()
    yield from (f"week:{year}-W{week:02d}", f"month:{day:%Y-%m}")


def _spreads(place: str) -> str:
    """Residents, those of them who saved something, and the spread of their totals in grams, by period and place."""
    mine = "e.resident_id, e.district_id, e.mid_mg, CASE WHEN e.reverses_id IS NULL THEN 1 ELSE -1 END AS counted"
    entries = (
        f"SELECT d.period, {mine} FROM entry AS e JOIN period_of_day AS d ON d.day = e.occurred_on "  # noqa: S608
        f"UNION ALL SELECT e.season, {mine} FROM entry AS e UNION ALL SELECT 'all', {mine} FROM entry AS e"
    )
    totals = (
        f"SELECT period, {place} AS place_id, resident_id, CAST(SUM(mid_mg) AS BIGINT) AS mg "  # noqa: S608
        f"FROM ({entries}) AS entries GROUP BY 1, 2, 3 HAVING SUM(counted) > 0"
    )
    grams = "CAST((mg + CASE WHEN mg < 0 THEN -500 ELSE 500 END) / 1000 AS BIGINT)"
    return (
        f"SELECT period, place_id, COUNT(*) AS residents, SUM(CASE WHEN mg <> 0 THEN 1 ELSE 0 END) AS savers, "  # noqa: S608
        f"SUM({grams}) AS sum_g, SUM({grams} * {grams}) AS sum_of_squares_g2 FROM ({totals}) AS totals GROUP BY 1, 2"
    )


def downgrade() -> None:
    op.create_table(
        "place_spread",
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("place_id", sa.String(length=40), nullable=False),
        sa.Column("shard", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("residents", sa.BigInteger(), nullable=False),
        sa.Column("sum_g", sa.BigInteger(), nullable=False),
        sa.Column("sum_of_squares_g2", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("period", "place_id", "shard", name="pk_place_spread"),
        sqlite_with_rowid=False,
    )
    _note_days()
    for place in ("district_id", "'*'"):
        op.execute(
            "INSERT INTO place_spread (period, place_id, shard, residents, sum_g, sum_of_squares_g2) "  # noqa: S608
            f"SELECT period, place_id, 0, residents, sum_g, sum_of_squares_g2 FROM ({_spreads(place)}) AS spreads"
        )
    op.drop_table("period_of_day")
    op.add_column("place_total", sa.Column("city_participants", sa.BigInteger(), nullable=False, server_default="0"))
    first = "SELECT o.district_id, o.shard FROM place_total AS o WHERE o.period = t.period ORDER BY 1, 2 LIMIT 1"
    op.execute(
        "UPDATE place_total AS t SET city_participants = (SELECT s.residents FROM place_spread AS s "  # noqa: S608
        f"WHERE s.period = t.period AND s.place_id = '*') WHERE (t.district_id, t.shard) = ({first})"
    )
    with op.batch_alter_table("place_total", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column("city_participants", existing_type=sa.BigInteger(), server_default=None)
        for name in _NEW:
            table.drop_column(name)
