"""Entries that are held until somebody has looked at them, and that count again."""

import sqlalchemy as sa
from alembic import op

revision = "0200"
down_revision = "0195"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("entry", sa.Column("of_hold", sa.Boolean(), server_default=sa.false(), nullable=False))
    first = sa.Column("first_id", RowId, sa.ForeignKey("entry.id", name="fk_entry_first_id"))
    op.add_column("entry", first, inline_references=True)


def downgrade() -> None:
    op.drop_column("entry", "first_id")
    op.drop_column("entry", "of_hold")
