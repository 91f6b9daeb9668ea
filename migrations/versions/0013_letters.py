"""What organizers write to those who take part."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "letter",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("by_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("audience", sa.String(length=30), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by_id"], ["resident.id"], name="fk_letter_by_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_letter_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_letter"),
        sa.UniqueConstraint("by_id", "key", name="uq_letter_by_id_key"),
    )
    op.create_index("ix_letter_campaign_id_written_at", "letter", ["campaign_id", "written_at"], unique=False)


def downgrade() -> None:
    op.drop_index("ix_letter_campaign_id_written_at", table_name="letter")
    op.drop_table("letter")
