"""Letters about a date that is near go out at once, and are counted apart from the others."""

import sqlalchemy as sa
from alembic import op

revision = "0232"
down_revision = "0231"


def upgrade() -> None:
    op.add_column("letter", sa.Column("is_urgent", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("letter", "is_urgent")
