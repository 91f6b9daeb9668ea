"""Boards of residents and of households: who wants to stand on one, and what was counted."""

import sqlalchemy as sa
from alembic import op

revision = "0217"
down_revision = "0216"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "board_wish",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("alone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("household", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_board_wish_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_board_wish"),
    )
    op.create_table(
        "person_row",
        sa.Column("board", sa.String(length=12), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("compared_with", sa.String(length=40), nullable=False),
        sa.Column("people", sa.SmallInteger(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("low_mg", "mid_mg", "high_mg")),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_ahead", sa.Boolean(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_person_row_resident_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_person_row_household_id"),
        sa.PrimaryKeyConstraint("board", "period", "resident_id", name="pk_person_row"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_person_row_position", "person_row", ["board", "period", "compared_with", "position"])


def downgrade() -> None:
    op.drop_table("person_row")
    op.drop_table("board_wish")
