"""Words of dates and questions that wait for the city, and campaigns that are handed over."""

import sqlalchemy as sa
from alembic import op

revision = "0233"
down_revision = "0232"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("event", sa.Column("is_hidden", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("event", sa.Column("offered", sa.Text(), nullable=True))
    op.add_column("campaign_proposal", sa.Column("questions", sa.Text(), nullable=True))
    op.add_column("campaign_proposal", sa.Column("has_dates", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "campaign_handover",
        sa.Column("campaign_id", RowId, autoincrement=False, nullable=False),
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_handover_campaign_id"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_campaign_handover_organization_id"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_handover"),
    )
    op.create_index("ix_campaign_handover_organization_id", "campaign_handover", ["organization_id"])


def downgrade() -> None:
    op.drop_index("ix_campaign_handover_organization_id", "campaign_handover")
    op.drop_table("campaign_handover")
    op.drop_column("campaign_proposal", "has_dates")
    op.drop_column("campaign_proposal", "questions")
    op.drop_column("event", "offered")
    op.drop_column("event", "is_hidden")
