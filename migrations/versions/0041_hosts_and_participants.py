"""Whether the owner of a campaign lets a host read who takes part."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"


def upgrade() -> None:
    sees = sa.Column("sees_participants", sa.Boolean(), nullable=False, server_default=sa.false())
    op.add_column("campaign_host", sees)


def downgrade() -> None:
    op.drop_column("campaign_host", "sees_participants")
