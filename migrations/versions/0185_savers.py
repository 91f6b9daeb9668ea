"""How many of a place saved something is kept; how totals spread in the whole city, which nobody reads, is not.

The city's part stood in the first of a period's districts.
"""

from collections.abc import Iterator
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0185"
down_revision = "0181"

_CITY = ("city_participants", "city_sum_g", "city_sum_of_squares_g2")
_DAYS = sa.table("period_of_day", sa.column("day", sa.Date()), sa.column("period", sa.String()))
_PLACE = "o.period = t.period AND o.district_id = t.district_id"


def upgrade() -> None:
    op.add_column("place_total", _figure("savers"))
    _note_spreads("district_id")
    mine = "s.period = t.period AND s.place_id = t.district_id"
    op.execute(
        f"UPDATE place_total AS t SET savers = COALESCE((SELECT s.savers FROM spread AS s WHERE {mine}), 0) "  # noqa: S608
        f"WHERE t.shard = (SELECT MIN(o.shard) FROM place_total AS o WHERE {_PLACE})"
    )
    op.drop_table("spread")
    with op.batch_alter_table("place_total", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column("savers", existing_type=sa.BigInteger(), server_default=None)
        for name in _CITY:
            table.drop_column(name)


def downgrade() -> None:
    for name in _CITY:
        op.add_column("place_total", _figure(name))
    _note_spreads("'*'")
    filled = ", ".join(
        f"{name} = COALESCE((SELECT s.{kept} FROM spread AS s WHERE s.period = t.period), 0)"  # noqa: S608
        for name, kept in zip(_CITY, ("residents", "sum_g", "sum_of_squares_g2"), strict=True)
    )
    first = "SELECT o.district_id, o.shard FROM place_total AS o WHERE o.period = t.period ORDER BY 1, 2 LIMIT 1"
    op.execute(f"UPDATE place_total AS t SET {filled} WHERE (t.district_id, t.shard) = ({first})")  # noqa: S608
    op.drop_table("spread")
    with op.batch_alter_table("place_total", table_kwargs={"sqlite_with_rowid": False}) as table:
        for name in _CITY:
            table.alter_column(name, existing_type=sa.BigInteger(), server_default=None)
        table.drop_column("savers")


def _figure(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False, server_default="0")


def _note_spreads(place: str) -> None:
    """The table `spread`: residents, those of them who saved something, and the sums of their totals in grams and of
    their squares, by period and place."""
    op.create_table(
        "period_of_day", sa.Column("day", sa.Date(), nullable=False), sa.Column("period", sa.String(40), nullable=False)
    )
    known = sa.select(sa.column("occurred_on", sa.Date())).select_from(sa.table("entry")).distinct()
    days = op.get_bind().execute(known)
    rows = [{"day": day, "period": period} for (day,) in days.all() for period in _periods(day)]
    if rows:
        op.bulk_insert(_DAYS, rows)
    op.execute(f"CREATE TABLE spread AS {_spreads(place)}")
    op.drop_table("period_of_day")


def _periods(day: date) -> Iterator[str]:
    year, week, _ = day.isocalendar()
    yield from (f"week:{year}-W{week:02d}", f"month:{day:%Y-%m}")


def _spreads(place: str) -> str:
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
