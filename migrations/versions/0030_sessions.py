"""Each session has a random key of its own, kept with its account; signing out takes it from there.

Everybody signs in anew: a cookie that names a number of the old column could belong to somebody else after a restore,
and where cookies are secure it has another name from here on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0021"

_ANY_NUMBERS = {
    "sqlite": "UPDATE account SET epoch = abs(random() % 1000000000)",
    "postgresql": "UPDATE account SET epoch = floor(random() * 1000000000)",
}


def upgrade() -> None:
    with op.batch_alter_table("account") as account:
        account.add_column(sa.Column("sessions", sa.String(length=340), nullable=False, server_default=""))
        account.drop_column("epoch")
    with op.batch_alter_table("account") as account:
        account.alter_column("sessions", existing_type=sa.String(length=340), server_default=None)


def downgrade() -> None:
    """Numbers that no cookie of before names, or it would open a session again."""
    op.add_column("account", sa.Column("epoch", sa.Integer(), nullable=True))
    op.execute(_ANY_NUMBERS[op.get_bind().dialect.name])
    with op.batch_alter_table("account") as account:
        account.alter_column("epoch", existing_type=sa.Integer(), nullable=False)
        account.drop_column("sessions")
