"""Which answers after an event are counted: full tens, by the time at which they were given; they stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"

_COUNT_FULL_TENS = """
    UPDATE event_feedback SET counted_at = given_at WHERE (event_id, resident_id) IN (
        SELECT event_id, resident_id FROM (
            SELECT event_id, resident_id,
                row_number() OVER (PARTITION BY event_id ORDER BY given_at, resident_id) AS place,
                count(*) OVER (PARTITION BY event_id) AS many
            FROM event_feedback
        ) AS numbered
        WHERE place <= many / 10 * 10
    )
"""


def upgrade() -> None:
    op.add_column("event_feedback", sa.Column("counted_at", sa.DateTime(timezone=True)))
    op.execute(sa.text(_COUNT_FULL_TENS))


def downgrade() -> None:
    op.drop_column("event_feedback", "counted_at")
