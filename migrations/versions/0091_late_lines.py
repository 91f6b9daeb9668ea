"""What was told of a season after it was frozen. Before, a season froze only when nothing could be told any more."""

import sqlalchemy as sa
from alembic import op

revision = "0091"
down_revision = "0090"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "late_line",
        sa.Column("season", sa.String(length=40), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("low_mg", "mid_mg", "high_mg")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_late_line_resident_id"),
        sa.PrimaryKeyConstraint("season", "told_on", "resident_id", name="pk_late_line"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("late_line")
