"""What a rule asked a resident about, and which entries are held for it."""

import sqlalchemy as sa
from alembic import op

revision = "0201"
down_revision = "0200"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OPEN = sa.text("decided_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "flag",
        sa.Column("id", RowId, nullable=False),
        sa.Column("rule", sa.String(30), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("figures", sa.Text(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(1000), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision", sa.String(10), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_flag"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_flag_resident_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_flag_resident_id", "flag", ["resident_id"])
    op.create_index("ix_flag_open", "flag", ["found_at"], sqlite_where=_OPEN, postgresql_where=_OPEN)
    op.create_table(
        "flagged_entry",
        sa.Column("entry_id", RowId, autoincrement=False, nullable=False),
        sa.Column("flag_id", RowId, nullable=False),
        sa.PrimaryKeyConstraint("entry_id", name="pk_flagged_entry"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_flagged_entry_entry_id"),
        sa.ForeignKeyConstraint(["flag_id"], ["flag.id"], name="fk_flagged_entry_flag_id"),
    )
    op.create_index("ix_flagged_entry_flag_id", "flagged_entry", ["flag_id"])
    op.create_table(
        "clipped_count",
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("counted_on", name="pk_clipped_count"),
    )


def downgrade() -> None:
    op.drop_table("clipped_count")
    op.drop_table("flagged_entry")
    op.drop_table("flag")
