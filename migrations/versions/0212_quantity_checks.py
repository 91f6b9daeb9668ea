"""What became of quantities that residents reported where organizers were."""

import sqlalchemy as sa
from alembic import op

revision = "0212"
down_revision = "0211"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "quantity_check",
        sa.Column("id", RowId, nullable=False),
        sa.Column("entry_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("verdict", sa.String(10), nullable=False),
        sa.Column("before_milli", sa.BigInteger(), nullable=False),
        sa.Column("after_milli", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(20), nullable=False),
        sa.Column("words", sa.String(300), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("by_account_id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_quantity_check"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_quantity_check_entry_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_quantity_check_resident_id"),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name="fk_quantity_check_by_account_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_quantity_check_entry_id", "quantity_check", ["entry_id"])
    op.create_index("ix_quantity_check_resident_id", "quantity_check", ["resident_id"])


def downgrade() -> None:
    op.drop_table("quantity_check")
