"""What campaigns show is counted apart from the ledger, of who acted since joining, and moves when ten have changed it.

All who take part are noted, so that the figures come again with the first count.
"""

import sqlalchemy as sa
from alembic import op

revision = "0082"
down_revision = "0081"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SUMS = ("actions", "low_mg", "mid_mg", "high_mg", "self_reported_mg", "paper_mg", "organizer_mg", "instrument_mg")


def upgrade() -> None:
    _note_when_they_joined()
    _make_counts()
    op.add_column("campaign", sa.Column("crowd_shown", sa.Integer(), nullable=False, server_default="0"))
    op.execute(
        "UPDATE campaign SET crowd_shown = "
        "(SELECT crowd_people FROM campaign_progress WHERE campaign_id = campaign.id) "
        "WHERE id IN (SELECT campaign_id FROM campaign_progress WHERE crowd_people >= 10)"
    )
    op.drop_table("campaign_progress")
    op.execute(
        "INSERT INTO figure_change (subject, resident_id) "
        "SELECT 'campaign:' || campaign_id, resident_id FROM participant WHERE left_at IS NULL"
    )
    op.execute(
        "INSERT INTO figure_reading (kind, upto_entry_id) SELECT 'campaign', newest FROM "
        "(SELECT MAX(id) AS newest FROM entry) AS entries WHERE newest IS NOT NULL"
    )


def _note_when_they_joined() -> None:
    """The day is that of UTC, as nearly as the database knows it."""
    op.add_column("participant", sa.Column("joined_on", sa.Date()))
    op.add_column("participant", sa.Column("after_entry_id", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE participant SET joined_on = date(joined_at)")
    else:
        op.execute("UPDATE participant SET joined_on = CAST(joined_at AT TIME ZONE 'UTC' AS date)")
    op.execute(
        "UPDATE participant SET after_entry_id = COALESCE((SELECT MAX(entry.id) FROM entry "
        "WHERE entry.resident_id = participant.resident_id AND entry.recorded_at < participant.joined_at), 0)"
    )
    with op.batch_alter_table("participant", table_kwargs={"sqlite_autoincrement": True}) as table:
        table.alter_column("joined_on", existing_type=sa.Date(), nullable=False)
        table.alter_column("after_entry_id", existing_type=sa.BigInteger(), server_default=None)


def _make_counts() -> None:
    op.create_table(
        "campaign_count",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("savers", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in (*_SUMS, "points", "shared")),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_count_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_count"),
    )
    op.create_table(
        "campaign_share",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in (*_SUMS, "points", "shared")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_share_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_campaign_share_resident_id_resident"),
        sa.PrimaryKeyConstraint("campaign_id", "resident_id", name="pk_campaign_share"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Figures begin anew."""
    op.create_table(
        "campaign_progress",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in (*_SUMS, "points") if name != "paper_mg"),
        sa.Column("crowd_people", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_progress_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_progress"),
    )
    op.execute("DELETE FROM figure_reading WHERE kind = 'campaign'")
    op.execute("DELETE FROM figure_change WHERE subject LIKE 'campaign:%'")
    op.drop_table("campaign_share")
    op.drop_table("campaign_count")
    op.drop_column("campaign", "crowd_shown")
    op.drop_column("participant", "joined_on")
    op.drop_column("participant", "after_entry_id")
