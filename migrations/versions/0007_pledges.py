"""What households promise, and their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pledge",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("made_by_id", RowId, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_pledge_campaign_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_pledge_household_id"),
        sa.ForeignKeyConstraint(["made_by_id"], ["resident.id"], name="fk_pledge_made_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_pledge"),
    )
    op.create_index("ix_pledge_campaign_id", "pledge", ["campaign_id"], unique=False)
    op.create_index("ix_pledge_household_id", "pledge", ["household_id"], unique=False)
    op.create_index("ix_pledge_made_by_id", "pledge", ["made_by_id"], unique=False)
    op.create_index(
        "ix_pledge_open",
        "pledge",
        ["household_id", "action"],
        unique=True,
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_table(
        "pledge_confirmation",
        sa.Column("pledge_id", RowId, nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("answered_by_id", RowId, nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        sa.Column("said_milli", sa.BigInteger(), nullable=False),
        sa.Column("recorded_milli", sa.BigInteger(), nullable=False),
        sa.Column("turn", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["resident.id"], name="fk_pledge_confirmation_answered_by_id"),
        sa.ForeignKeyConstraint(["pledge_id"], ["pledge.id"], name="fk_pledge_confirmation_pledge_id"),
        sa.PrimaryKeyConstraint("pledge_id", "period", name="pk_pledge_confirmation"),
    )


def downgrade() -> None:
    op.drop_table("pledge_confirmation")
    op.drop_index(
        "ix_pledge_open",
        table_name="pledge",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.drop_index("ix_pledge_made_by_id", table_name="pledge")
    op.drop_index("ix_pledge_household_id", table_name="pledge")
    op.drop_index("ix_pledge_campaign_id", table_name="pledge")
    op.drop_table("pledge")
