"""A redeemed voucher that each household gets once outlives the account of whoever took it, without the person."""

import sqlalchemy as sa
from alembic import op

revision = "0195"
down_revision = "0190"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    with op.batch_alter_table("voucher", table_kwargs={"sqlite_autoincrement": True}) as voucher:
        voucher.alter_column("resident_id", existing_type=RowId, nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM voucher WHERE resident_id IS NULL")
    with op.batch_alter_table("voucher", table_kwargs={"sqlite_autoincrement": True}) as voucher:
        voucher.alter_column("resident_id", existing_type=RowId, nullable=False)
