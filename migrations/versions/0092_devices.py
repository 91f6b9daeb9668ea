"""Devices that a household named: each is claimed once a month. Entries of before name none and stay as they are."""

import sqlalchemy as sa
from alembic import op

revision = "0092"
down_revision = "0091"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NAMED = sa.text("device_id IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "device",
        sa.Column("id", RowId, nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("number", sa.SmallInteger(), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("counts_from", sa.Date(), nullable=False),
        sa.Column("ended_on", sa.Date()),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_device_household_id"),
        sa.PrimaryKeyConstraint("id", name="pk_device"),
        sa.UniqueConstraint("household_id", "action", "number", name="uq_device_household_id_action_number"),
        sqlite_autoincrement=True,
    )
    column = sa.Column("device_id", RowId, sa.ForeignKey("device.id", name="fk_entry_device_id"))
    op.add_column("entry", column, inline_references=True)
    op.create_index(
        "ix_entry_device_id_occurred_on",
        "entry",
        ["device_id", "occurred_on"],
        sqlite_where=_NAMED,
        postgresql_where=_NAMED,
    )


def downgrade() -> None:
    op.drop_index("ix_entry_device_id_occurred_on", table_name="entry")
    op.drop_column("entry", "device_id")
    op.drop_table("device")
