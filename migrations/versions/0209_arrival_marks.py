"""From where residents signed in last, as fingerprints that are forgotten after a month."""

import sqlalchemy as sa
from alembic import op

revision = "0209"
down_revision = "0201"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "arrival_mark",
        sa.Column("resident_id", RowId, autoincrement=False, nullable=False),
        sa.Column("device", sa.LargeBinary(16), nullable=False),
        sa.Column("network", sa.LargeBinary(16), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("resident_id", name="pk_arrival_mark"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_arrival_mark_resident_id"),
    )
    op.create_index("ix_arrival_mark_seen_on", "arrival_mark", ["seen_on"])


def downgrade() -> None:
    op.drop_table("arrival_mark")
