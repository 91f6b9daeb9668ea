"""Moderation: cases and what is said in them, reports, blocks, who hides whom, who posted lately."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "hidden_resident",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("hidden_id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hidden_id"], ["resident.id"], name="fk_hidden_resident_hidden_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_hidden_resident_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", "hidden_id", name="pk_hidden_resident"),
    )
    op.create_index("ix_hidden_resident_hidden_id", "hidden_resident", ["hidden_id"], unique=False)
    op.create_table(
        "moderation_case",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("subject_path", sa.String(length=200), nullable=False),
        sa.Column("by_id", RowId, nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", RowId, nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["resident.id"], name="fk_moderation_case_by_id"),
        sa.ForeignKeyConstraint(["decided_by_id"], ["resident.id"], name="fk_moderation_case_decided_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_case"),
    )
    op.create_index("ix_moderation_case_by_id", "moderation_case", ["by_id"], unique=False)
    op.create_index("ix_moderation_case_state_id", "moderation_case", ["state", "id"], unique=False)
    op.create_index("ix_moderation_case_subject", "moderation_case", ["subject"], unique=False)
    op.create_index(
        "uq_moderation_case_open",
        "moderation_case",
        ["subject", "kind"],
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "posting",
        sa.Column("id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_posting_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_posting"),
    )
    op.create_index("ix_posting_resident_id_at", "posting", ["resident_id", "at"], unique=False)
    op.create_table(
        "posting_block",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("by_id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["resident.id"], name="fk_posting_block_by_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_posting_block_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_posting_block"),
    )
    op.create_table(
        "moderation_message",
        sa.Column("id", RowId, nullable=False),
        sa.Column("case_id", RowId, nullable=False),
        sa.Column("by_id", RowId, nullable=False),
        sa.Column("is_moderator", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["resident.id"], name="fk_moderation_message_by_id"),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name="fk_moderation_message_case_id"),
        sa.PrimaryKeyConstraint("id", name="pk_moderation_message"),
    )
    op.create_index("ix_moderation_message_by_id", "moderation_message", ["by_id"], unique=False)
    op.create_index("ix_moderation_message_case_id", "moderation_message", ["case_id"], unique=False)
    op.create_table(
        "moderation_report",
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("case_id", RowId, nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["moderation_case.id"], name="fk_moderation_report_case_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_moderation_report_resident_id"),
        sa.PrimaryKeyConstraint("subject", "resident_id", name="pk_moderation_report"),
    )
    op.create_index("ix_moderation_report_case_id", "moderation_report", ["case_id"], unique=False)
    op.create_index("ix_moderation_report_resident_id", "moderation_report", ["resident_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_moderation_report_resident_id", table_name="moderation_report")
    op.drop_index("ix_moderation_report_case_id", table_name="moderation_report")
    op.drop_table("moderation_report")
    op.drop_index("ix_moderation_message_case_id", table_name="moderation_message")
    op.drop_index("ix_moderation_message_by_id", table_name="moderation_message")
    op.drop_table("moderation_message")
    op.drop_table("posting_block")
    op.drop_index("ix_posting_resident_id_at", table_name="posting")
    op.drop_table("posting")
    op.drop_index(
        "uq_moderation_case_open",
        table_name="moderation_case",
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.drop_index("ix_moderation_case_subject", table_name="moderation_case")
    op.drop_index("ix_moderation_case_state_id", table_name="moderation_case")
    op.drop_index("ix_moderation_case_by_id", table_name="moderation_case")
    op.drop_table("moderation_case")
    op.drop_index("ix_hidden_resident_hidden_id", table_name="hidden_resident")
    op.drop_table("hidden_resident")
