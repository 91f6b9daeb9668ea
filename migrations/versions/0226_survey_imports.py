"""Surveys: tables that wait to be imported, and what the weights of a wave are raked to."""

import sqlalchemy as sa
from alembic import op

revision = "0226"
down_revision = "0224"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "survey_import",
        sa.Column("id", RowId, nullable=False),
        sa.Column("wave_id", RowId, nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sent_by_id", RowId, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["wave_id"], ["survey_wave.id"], name="fk_survey_import_wave_id"),
        sa.ForeignKeyConstraint(["sent_by_id"], ["account.id"], name="fk_survey_import_sent_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_survey_import"),
        sa.UniqueConstraint("wave_id", "file_hash", name="uq_survey_import_wave_id_file_hash"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "survey_weighting",
        sa.Column("wave_id", RowId, nullable=False),
        sa.Column("margins", sa.Text(), nullable=False),
        sa.Column("low_hundredths", sa.Integer(), nullable=False),
        sa.Column("high_hundredths", sa.Integer(), nullable=False),
        sa.Column("set_by_id", RowId, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["survey_wave.id"], name="fk_survey_weighting_wave_id"),
        sa.ForeignKeyConstraint(["set_by_id"], ["account.id"], name="fk_survey_weighting_set_by_id"),
        sa.PrimaryKeyConstraint("wave_id", name="pk_survey_weighting"),
    )


def downgrade() -> None:
    op.drop_table("survey_weighting")
    op.drop_table("survey_import")
