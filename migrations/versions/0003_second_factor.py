"""The second factor of staff: which secret an authenticator holds, and the last code that was used."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "second_factor",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_second_factor_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_second_factor"),
    )


def downgrade() -> None:
    op.drop_table("second_factor")
