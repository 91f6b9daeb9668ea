"""Whom organizers have sent away from a team, by the code that it had then."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0032"


def upgrade() -> None:
    op.add_column("team_member", sa.Column("barred_code", sa.String(20)))


def downgrade() -> None:
    op.drop_column("team_member", "barred_code")
