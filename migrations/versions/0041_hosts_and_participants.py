"""Since when the owner of a campaign lets a host read who takes part."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    op.add_column("campaign_host", sa.Column("participants_shown_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("campaign_host", "participants_shown_at")
