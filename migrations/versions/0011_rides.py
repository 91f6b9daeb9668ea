"""Routes of rides, rides with their marks, and the consent to tracks."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "ride_route",
        sa.Column("event_id", RowId, nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("meeting_point", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("ridden", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_ride_route_event_id"),
        sa.PrimaryKeyConstraint("event_id", name="pk_ride_route"),
    )
    op.create_table(
        "ride",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=False),
        sa.Column("distance_m", sa.Integer(), nullable=False),
        sa.Column("moving_s", sa.Integer(), nullable=True),
        sa.Column("fast_permille", sa.SmallInteger(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_hash", sa.String(length=64), nullable=True),
        sa.Column("shape", sa.Text(), nullable=True),
        sa.Column("cuts", sa.Text(), nullable=True),
        sa.Column("entry_id", RowId, nullable=True),
        sa.Column("turn", sa.SmallInteger(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_ride_entry_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_ride_event_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_ride_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ride"),
        sa.UniqueConstraint("event_id", "resident_id", name="uq_ride_event_id_resident_id"),
        sa.UniqueConstraint("file_hash", name="uq_ride_file_hash"),
    )
    op.create_index("ix_ride_resident_id", "ride", ["resident_id"])
    op.create_table(
        "ride_mark",
        sa.Column("ride_id", RowId, nullable=False),
        sa.Column("mark", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["ride_id"], ["ride.id"], name="fk_ride_mark_ride_id"),
        sa.PrimaryKeyConstraint("ride_id", "mark", name="pk_ride_mark"),
    )
    op.create_index("ix_ride_mark_mark", "ride_mark", ["mark"])
    op.create_table(
        "track_consent",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_track_consent_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_track_consent"),
    )


def downgrade() -> None:
    op.drop_table("track_consent")
    op.drop_table("ride_mark")
    op.drop_table("ride")
    op.drop_table("ride_route")
