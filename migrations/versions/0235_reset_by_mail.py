"""Mails that set a forgotten password anew."""

import sqlalchemy as sa
from alembic import op

revision = "0235"
down_revision = "0234"


def upgrade() -> None:
    op.add_column("mail", sa.Column("is_reset", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("mail", "is_reset")
