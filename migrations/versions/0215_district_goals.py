"""Goals that the city sets for its districts."""

import sqlalchemy as sa
from alembic import op

revision = "0215"
down_revision = "0214"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "district_goal",
        sa.Column("id", RowId, nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_district_goal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_district_goal_period_district_id", "district_goal", ["period", "district_id"])


def downgrade() -> None:
    op.drop_table("district_goal")
