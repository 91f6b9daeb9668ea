"""Groups that are compared: who counts for them in a season, and what their boards show."""

import sqlalchemy as sa
from alembic import op

revision = "0210"
down_revision = "0209"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "board_member",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("season", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.String(length=60), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_board_member_resident_id"),
        sa.PrimaryKeyConstraint("kind", "season", "group_id", "resident_id", name="pk_board_member"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_board_member_resident_id_season", "board_member", ["resident_id", "season"])
    figures = ("entries", "participants", "low_mg", "mid_mg", "high_mg", "sum_g", "sum_of_squares_g2")
    op.create_table(
        "group_row",
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("group_id", sa.String(length=60), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size_class", sa.String(length=12), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upto_entry_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in figures),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("rank", "best", "worst", "band")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("is_ahead", "is_tied")),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("mean_ug", "weight_ppm", "shrunk_ug")),
        sa.PrimaryKeyConstraint("period", "kind", "group_id", name="pk_group_row"),
        sqlite_with_rowid=False,
    )
    board = ["period", "kind", "size_class"]
    op.create_index("ix_group_row_position", "group_row", [*board, "position"])
    op.create_index("ix_group_row_rank", "group_row", [*board, "rank"])


def downgrade() -> None:
    op.drop_table("group_row")
    op.drop_table("board_member")
