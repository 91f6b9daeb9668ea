"""What each resident did of each action, summed up; filled from the entries that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "action_total",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("credited_milli", sa.BigInteger(), nullable=False),
        sa.Column("low_mg", sa.BigInteger(), nullable=False),
        sa.Column("mid_mg", sa.BigInteger(), nullable=False),
        sa.Column("high_mg", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_action_total_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", "action", name="pk_action_total"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO action_total "
        "(resident_id, action, entries, credited_milli, low_mg, mid_mg, high_mg, points) "
        "SELECT resident_id, action, SUM(CASE WHEN reverses_id IS NULL THEN 1 ELSE -1 END), "
        "SUM(credited_milli), SUM(low_mg), SUM(mid_mg), SUM(high_mg), SUM(points) "
        "FROM entry GROUP BY resident_id, action"
    )


def downgrade() -> None:
    op.drop_table("action_total")
