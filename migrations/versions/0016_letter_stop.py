"""Who wants no more letters of a campaign."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letter_stop",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_letter_stop_campaign_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_letter_stop_resident_id"),
        sa.PrimaryKeyConstraint("campaign_id", "resident_id", name="pk_letter_stop"),
    )
    op.create_index("ix_letter_stop_resident_id", "letter_stop", ["resident_id"])


def downgrade() -> None:
    op.drop_index("ix_letter_stop_resident_id", table_name="letter_stop")
    op.drop_table("letter_stop")
