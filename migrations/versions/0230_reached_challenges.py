"""What became of the challenges of teams, noted when nothing can change it any more."""

import sqlalchemy as sa
from alembic import op

revision = "0230"
down_revision = "0229"


def upgrade() -> None:
    op.add_column("team_challenge", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("team_challenge_member", sa.Column("reached_on", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("team_challenge_member", "reached_on")
    op.drop_column("team_challenge", "settled_at")
