"""Residents choose a goal for their weeks and what they are told; days on which the service was down are noted."""

import sqlalchemy as sa
from alembic import op

revision = "0151"
down_revision = "0150"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "goal_choice",
        sa.Column("id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("chosen_on", sa.Date(), nullable=False),
        sa.Column("days", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_goal_choice_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_goal_choice"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_goal_choice_resident_id", "goal_choice", ["resident_id"])
    op.create_table(
        "outage",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_outage"),
    )
    op.create_table(
        "reward_wish",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("reviews", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("open_weeks", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_reward_wish_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_reward_wish"),
    )


def downgrade() -> None:
    op.drop_table("reward_wish")
    op.drop_table("outage")
    op.drop_table("goal_choice")
