"""Who was checked in took part in the campaign, whether the ledger took an entry of it or not.

Those of whom it took none are noted, so that they come into the figures with the next count.
"""

import sqlalchemy as sa
from alembic import op

revision = "0141"
down_revision = "0140"


def upgrade() -> None:
    op.add_column("participant", sa.Column("times_came", sa.Integer(), nullable=False, server_default="0"))
    for table in ("campaign_count", "campaign_share"):
        op.add_column(table, sa.Column("came", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE participant SET times_came = (SELECT COUNT(*) FROM attendance "
        "JOIN event ON event.id = attendance.event_id WHERE event.campaign_id = participant.campaign_id "
        "AND attendance.resident_id = participant.resident_id AND attendance.taken_back_at IS NULL)"
    )
    op.execute(
        "UPDATE campaign_share SET came = 1 WHERE EXISTS (SELECT 1 FROM participant WHERE times_came > 0 "
        "AND participant.campaign_id = campaign_share.campaign_id "
        "AND participant.resident_id = campaign_share.resident_id AND participant.left_at IS NULL)"
    )
    op.execute(
        "UPDATE campaign_count SET came = (SELECT COALESCE(SUM(came), 0) FROM campaign_share "
        "WHERE campaign_share.campaign_id = campaign_count.campaign_id)"
    )
    op.execute(
        "INSERT INTO figure_change (subject, resident_id) "
        "SELECT 'campaign:' || campaign_id, resident_id FROM participant WHERE times_came > 0 AND left_at IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM campaign_share WHERE campaign_share.campaign_id = participant.campaign_id "
        "AND campaign_share.resident_id = participant.resident_id) "
        "AND NOT EXISTS (SELECT 1 FROM figure_change WHERE subject = 'campaign:' || participant.campaign_id "
        "AND figure_change.resident_id = participant.resident_id)"
    )


def downgrade() -> None:
    for table in ("campaign_share", "campaign_count"):
        op.drop_column(table, "came")
    op.drop_column("participant", "times_came")
