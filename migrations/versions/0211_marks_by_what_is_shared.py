"""Crowds on one device or at one address are looked up by it."""

from alembic import op

revision = "0211"
down_revision = "0210"


def upgrade() -> None:
    op.create_index("ix_arrival_mark_device", "arrival_mark", ["device"])
    op.create_index("ix_arrival_mark_network", "arrival_mark", ["network"])


def downgrade() -> None:
    op.drop_index("ix_arrival_mark_network", "arrival_mark")
    op.drop_index("ix_arrival_mark_device", "arrival_mark")
