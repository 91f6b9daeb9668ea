"""How residents' totals spread within each place and period; filled from the entries that are there."""

from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
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
    _name_weeks_and_months()
    for period in ("week", "month", "season", "'all'"):
        for place in ("district_id", "'*'"):
            op.execute(_spreads(period, place))
    op.execute("DROP TABLE spread_day")


def _name_weeks_and_months() -> None:
    """SQLite cannot name weeks of ISO 8601."""
    days = op.create_table(
        "spread_day",
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("week", sa.String(length=40), nullable=False),
        sa.Column("month", sa.String(length=40), nullable=False),
        prefixes=["TEMPORARY"],
    )
    found = op.get_bind().execute(
        sa.select(sa.column("occurred_on", sa.Date())).select_from(sa.table("entry")).distinct()
    )
    op.bulk_insert(days, [_named(row.occurred_on) for row in found])


def _named(day: date) -> dict[str, Any]:
    year, week, _ = day.isocalendar()
    return {"day": day, "week": f"week:{year}-W{week:02d}", "month": f"month:{day:%Y-%m}"}


def _spreads(period: str, place: str) -> str:
    """Totals of residents in whole grams, halves away from zero; only of residents with a living entry."""
    totals = (
        f"SELECT {period} AS period, {place} AS place_id, CAST(SUM(mid_mg) AS bigint) AS mg "  # noqa: S608 (our words)
        f"FROM entry JOIN spread_day ON day = occurred_on GROUP BY resident_id, 1, 2 "
        "HAVING SUM(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END) > 0"
    )
    rounded = "(mg + CASE WHEN mg < 0 THEN -500 ELSE 500 END) / 1000"
    grams = f"SELECT period, place_id, {rounded} AS g FROM ({totals}) AS t"  # noqa: S608
    return (
        "INSERT INTO place_spread (period, place_id, shard, residents, sum_g, sum_of_squares_g2) "  # noqa: S608
        f"SELECT period, place_id, 0, COUNT(*), SUM(g), SUM(g * g) FROM ({grams}) AS g GROUP BY period, place_id"
    )


def downgrade() -> None:
    op.drop_table("place_spread")
