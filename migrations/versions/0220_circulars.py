"""What the city writes to organizers."""

import sqlalchemy as sa
from alembic import op

revision = "0220"
down_revision = "0219"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "circular",
        sa.Column("id", RowId, nullable=False),
        sa.Column("by_account_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=60), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_account_id"], ["account.id"], name="fk_circular_by_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_circular"),
        sa.UniqueConstraint("key", name="uq_circular_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_circular_by_account_id", "circular", ["by_account_id"])
    op.create_index("ix_circular_sent_at", "circular", ["sent_at"])


def downgrade() -> None:
    op.drop_table("circular")
