"""What is told of the moderators' decisions is counted every night; until the first nothing is told."""

import sqlalchemy as sa
from alembic import op

revision = "0190"
down_revision = "0185"


def upgrade() -> None:
    op.create_table(
        "decision_count",
        sa.Column("what", sa.String(10), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("what", "name", "state", name="pk_decision_count"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("decision_count")
