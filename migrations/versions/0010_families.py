"""Family challenges: tasks, families, who counts for one, and what they ticked."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "family",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tasks_done", sa.SmallInteger(), nullable=False),
        sa.Column("low_mg", sa.BigInteger(), nullable=False),
        sa.Column("mid_mg", sa.BigInteger(), nullable=False),
        sa.Column("high_mg", sa.BigInteger(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_family_campaign_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_family_household_id"),
        sa.PrimaryKeyConstraint("campaign_id", "household_id", name="pk_family"),
    )
    op.create_index("ix_family_household_id", "family", ["household_id"], unique=False)
    op.create_index(
        "ix_family_board",
        "family",
        ["campaign_id", "tasks_done", "household_id"],
        sqlite_where=sa.text("left_at IS NULL"),
        postgresql_where=sa.text("left_at IS NULL"),
    )
    op.create_table(
        "family_member",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_family_member_campaign_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_family_member_household_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_family_member_resident_id"),
        sa.PrimaryKeyConstraint("campaign_id", "household_id", "resident_id", name="pk_family_member"),
    )
    op.create_index("ix_family_member_resident_id", "family_member", ["resident_id"], unique=False)
    op.create_table(
        "family_task",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("week", sa.SmallInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("help", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=True),
        sa.Column("target_milli", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_family_task_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_family_task"),
    )
    op.create_index("ix_family_task_campaign_id", "family_task", ["campaign_id"], unique=False)
    op.create_table(
        "family_task_tick",
        sa.Column("task_id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("ticked_by_id", RowId, nullable=False),
        sa.Column("ticked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_family_task_tick_household_id"),
        sa.ForeignKeyConstraint(["task_id"], ["family_task.id"], name="fk_family_task_tick_task_id"),
        sa.ForeignKeyConstraint(["ticked_by_id"], ["resident.id"], name="fk_family_task_tick_ticked_by_id"),
        sa.PrimaryKeyConstraint("task_id", "household_id", name="pk_family_task_tick"),
    )


def downgrade() -> None:
    op.drop_table("family_task_tick")
    op.drop_index("ix_family_task_campaign_id", table_name="family_task")
    op.drop_table("family_task")
    op.drop_index("ix_family_member_resident_id", table_name="family_member")
    op.drop_table("family_member")
    op.drop_index("ix_family_board", table_name="family")
    op.drop_index("ix_family_household_id", table_name="family")
    op.drop_table("family")
