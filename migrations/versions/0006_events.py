"""Events: registrations, attendance, feedback."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "event",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("recurrence", sa.String(length=32), nullable=True),
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("minors_need_guardian", sa.Boolean(), nullable=False),
        sa.Column("feedback_question", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("registered", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Integer(), nullable=False),
        sa.Column("attended", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_event_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("campaign_id", "form_key", "starts_at", name="uq_event_campaign_id_form_key_starts_at"),
    )
    op.create_index("ix_event_campaign_id_starts_at", "event", ["campaign_id", "starts_at"], unique=False)
    op.create_index("ix_event_recurrence", "event", ["recurrence"], unique=False)
    op.create_index("ix_event_starts_at", "event", ["starts_at"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("method", sa.String(length=8), nullable=False),
        sa.Column("checked_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", RowId, nullable=True),
        sa.Column("entry_id", RowId, nullable=True),
        sa.Column("turn", sa.SmallInteger(), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["resident.id"], name="fk_attendance_by_id"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_attendance_entry_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_attendance_event_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_attendance_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_attendance"),
        sa.UniqueConstraint("event_id", "resident_id", name="uq_attendance_event_id_resident_id"),
    )
    op.create_index("ix_attendance_resident_id", "attendance", ["resident_id"], unique=False)
    op.create_table(
        "event_feedback",
        sa.Column("event_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("satisfaction", sa.SmallInteger(), nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_feedback_event_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_event_feedback_resident_id"),
        sa.PrimaryKeyConstraint("event_id", "resident_id", name="pk_event_feedback"),
    )
    op.create_table(
        "registration",
        sa.Column("id", RowId, nullable=False),
        sa.Column("event_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("minors", sa.SmallInteger(), nullable=False),
        sa.Column("guardian_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_registration_event_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_registration_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_registration"),
        sa.UniqueConstraint("event_id", "resident_id", name="uq_registration_event_id_resident_id"),
    )
    op.create_index(
        "ix_registration_event_id_state_queued_at", "registration", ["event_id", "state", "queued_at"], unique=False
    )
    op.create_index("ix_registration_resident_id", "registration", ["resident_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_registration_resident_id", table_name="registration")
    op.drop_index("ix_registration_event_id_state_queued_at", table_name="registration")
    op.drop_table("registration")
    op.drop_table("event_feedback")
    op.drop_index("ix_attendance_resident_id", table_name="attendance")
    op.drop_table("attendance")
    op.drop_index("ix_event_starts_at", table_name="event")
    op.drop_index("ix_event_recurrence", table_name="event")
    op.drop_index("ix_event_campaign_id_starts_at", table_name="event")
    op.drop_table("event")
