"""What a family does counts from when it joined its challenge."""

import sqlalchemy as sa
from alembic import op

revision = "0140"
down_revision = "0130"


def upgrade() -> None:
    """The day is that of UTC, as nearly as the database knows it."""
    op.add_column("family", sa.Column("joined_on", sa.Date()))
    op.add_column("family", sa.Column("after_entry_id", sa.BigInteger(), nullable=False, server_default="0"))
    if op.get_bind().dialect.name == "sqlite":
        op.execute("UPDATE family SET joined_on = date(joined_at)")
    else:
        op.execute("UPDATE family SET joined_on = CAST(joined_at AT TIME ZONE 'UTC' AS date)")
    op.execute(
        "UPDATE family SET after_entry_id = COALESCE((SELECT MAX(entry.id) FROM entry "
        "WHERE entry.household_id = family.household_id AND entry.recorded_at < family.joined_at), 0)"
    )
    with op.batch_alter_table("family") as table:
        table.alter_column("joined_on", existing_type=sa.Date(), nullable=False)
        table.alter_column("after_entry_id", existing_type=sa.BigInteger(), server_default=None)


def downgrade() -> None:
    op.drop_column("family", "after_entry_id")
    op.drop_column("family", "joined_on")
