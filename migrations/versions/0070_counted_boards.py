"""What the boards show is counted apart from the sums, and moves when enough residents have changed it."""

import sqlalchemy as sa
from alembic import op

revision = "0070"
down_revision = "0060"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FIGURES = (
    "entries",
    "participants",
    "low_mg",
    "mid_mg",
    "high_mg",
    "self_reported_mg",
    "organizer_mg",
    "instrument_mg",
    "sum_g",
    "sum_of_squares_g2",
)


def upgrade() -> None:
    op.create_table(
        "board_row",
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upto_entry_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _FIGURES),
        sa.PrimaryKeyConstraint("period", "district_id", name="pk_board_row"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "board_change",
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_board_change_resident_id_resident"),
        sa.PrimaryKeyConstraint("period", "district_id", "resident_id", name="pk_board_change"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "board_count",
        sa.Column("id", RowId, nullable=False),
        sa.Column("upto_entry_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_count"),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    for name in ("board_count", "board_change", "board_row"):
        op.drop_table(name)
