"""Words and pictures of published campaigns that wait for the city."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "campaign_proposal",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("cover_id", RowId, nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_proposal_campaign_id"),
        sa.ForeignKeyConstraint(["cover_id"], ["picture.id"], name="fk_campaign_proposal_cover_id"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_proposal"),
    )


def downgrade() -> None:
    op.drop_table("campaign_proposal")
