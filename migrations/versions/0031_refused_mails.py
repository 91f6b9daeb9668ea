"""How often an address refused mails for good, and which mailbox a question went to, however it was spelled."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.add_column("mail_address", sa.Column("refusals", sa.SmallInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("mail_address") as address:
        address.alter_column("refusals", existing_type=sa.SmallInteger(), server_default=None)
    op.add_column("mail", sa.Column("mailbox", sa.String(length=254), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mail") as mail:
        mail.drop_column("mailbox")
    with op.batch_alter_table("mail_address") as address:
        address.drop_column("refusals")
