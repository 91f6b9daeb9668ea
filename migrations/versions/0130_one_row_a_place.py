"""How residents' totals spread stands in the row of their place and period: an entry moves one row there, not three.

The city's part stands in the first of a period's districts; only its sum over the districts means something.
"""

import sqlalchemy as sa
from alembic import op

revision = "0130"
down_revision = "0121"

_FIGURES = ("sum_g", "sum_of_squares_g2")
_NEW = (*_FIGURES, *(f"city_{name}" for name in _FIGURES))


def upgrade() -> None:
    for name in _NEW:
        op.add_column("place_total", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    op.execute(_filled("", "s.place_id = t.district_id", "o.period = t.period AND o.district_id = t.district_id"))
    op.execute(_filled("city_", "s.place_id = '*'", "o.period = t.period"))
    with op.batch_alter_table("place_total", table_kwargs={"sqlite_with_rowid": False}) as table:
        for name in _NEW:
            table.alter_column(name, existing_type=sa.BigInteger(), server_default=None)
    op.drop_table("place_spread")


def _filled(prefix: str, place: str, rows: str) -> str:
    """What the shards of a place add up to, into the first of these rows."""
    sums = (
        f"{prefix}{name} = COALESCE((SELECT SUM(s.{name}) FROM place_spread AS s "  # noqa: S608 (our words)
        f"WHERE s.period = t.period AND {place}), 0)"
        for name in _FIGURES
    )
    first = f"SELECT o.district_id, o.shard FROM place_total AS o WHERE {rows} ORDER BY 1, 2 LIMIT 1"  # noqa: S608
    return f"UPDATE place_total AS t SET {', '.join(sums)} WHERE (t.district_id, t.shard) = ({first})"  # noqa: S608


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
    op.execute(_taken("", "district_id"))
    op.execute(_taken("city_", "'*'"))
    for name in _NEW:
        op.drop_column("place_total", name)


def _taken(prefix: str, place: str) -> str:
    sums = ", ".join(f"SUM({prefix}{name})" for name in ("participants", *_FIGURES))
    return (
        "INSERT INTO place_spread (period, place_id, shard, residents, sum_g, sum_of_squares_g2) "  # noqa: S608
        f"SELECT period, {place}, 0, {sums} FROM place_total GROUP BY 1, 2"
    )
