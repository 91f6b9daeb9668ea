"""What events and rides show of those who came is counted apart, and moves when ten have changed it.

All who came and rode are noted, so that the figures come again with the first count.
"""

import sqlalchemy as sa
from alembic import op

revision = "0083"
down_revision = "0082"


def upgrade() -> None:
    op.add_column("event", sa.Column("came_shown", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("event", sa.Column("came_counted_at", sa.DateTime(timezone=True)))
    op.add_column("attendance", sa.Column("is_counted", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("ride_route", sa.Column("ridden_at", sa.DateTime(timezone=True)))
    op.add_column("ride", sa.Column("counted", sa.Text(), nullable=False, server_default="[]"))
    op.execute("UPDATE ride_route SET ridden = '[]'")
    op.execute(
        "INSERT INTO figure_change (subject, resident_id) "
        "SELECT 'event:' || event_id, resident_id FROM attendance WHERE taken_back_at IS NULL"
    )
    op.execute("INSERT INTO figure_change (subject, resident_id) SELECT 'ride:' || event_id, resident_id FROM ride")


def downgrade() -> None:
    op.execute("DELETE FROM figure_change WHERE subject LIKE 'event:%' OR subject LIKE 'ride:%'")
    op.drop_column("ride", "counted")
    op.drop_column("ride_route", "ridden_at")
    op.drop_column("attendance", "is_counted")
    op.drop_column("event", "came_counted_at")
    op.drop_column("event", "came_shown")
