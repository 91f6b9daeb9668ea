"""Who lived in a household before: its lamps are counted for it, whoever claimed them."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "former_member",
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_former_member_household_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_former_member_resident_id"),
        sa.PrimaryKeyConstraint("household_id", "resident_id", name="pk_former_member"),
    )
    op.create_index("ix_former_member_resident_id", "former_member", ["resident_id"])


def downgrade() -> None:
    op.drop_index("ix_former_member_resident_id", table_name="former_member")
    op.drop_table("former_member")
