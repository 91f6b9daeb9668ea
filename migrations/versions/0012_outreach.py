"""Certificates, cards of residents, and what comes back on paper."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "resident_card",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_resident_card_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_resident_card"),
        sa.UniqueConstraint("code", name="uq_resident_card_code"),
    )
    op.create_table(
        "certificate",
        sa.Column("id", RowId, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actions", sa.Integer(), nullable=False),
        sa.Column("low_mg", sa.BigInteger(), nullable=False),
        sa.Column("mid_mg", sa.BigInteger(), nullable=False),
        sa.Column("high_mg", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_certificate_campaign_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_certificate_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("campaign_id", "resident_id", name="uq_certificate_campaign_id_resident_id"),
        sa.UniqueConstraint("code", name="uq_certificate_code"),
    )
    op.create_index("ix_certificate_resident_id", "certificate", ["resident_id"], unique=False)
    op.create_table(
        "crowd_count",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("entered_by_id", RowId, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_crowd_count_campaign_id"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["resident.id"], name="fk_crowd_count_entered_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_crowd_count"),
        sa.UniqueConstraint("campaign_id", "key", name="uq_crowd_count_campaign_id_key"),
    )
    op.create_table(
        "paper_sheet",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("option", sa.String(length=40), nullable=True),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("entered_by_id", RowId, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_paper_sheet_campaign_id"),
        sa.ForeignKeyConstraint(["entered_by_id"], ["resident.id"], name="fk_paper_sheet_entered_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_sheet"),
        sa.UniqueConstraint("campaign_id", "key", name="uq_paper_sheet_campaign_id_key"),
    )
    op.create_table(
        "paper_line",
        sa.Column("sheet_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("quantity_milli", sa.BigInteger(), nullable=False),
        sa.Column("entry_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_paper_line_entry_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_paper_line_resident_id"),
        sa.ForeignKeyConstraint(["sheet_id"], ["paper_sheet.id"], name="fk_paper_line_sheet_id"),
        sa.PrimaryKeyConstraint("sheet_id", "resident_id", name="pk_paper_line"),
    )
    op.create_index("ix_paper_line_resident_id", "paper_line", ["resident_id"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_paper_line_resident_id", table_name="paper_line")
    op.drop_table("paper_line")
    op.drop_table("paper_sheet")
    op.drop_table("crowd_count")
    op.drop_index("ix_certificate_resident_id", table_name="certificate")
    op.drop_table("certificate")
    op.drop_table("resident_card")
