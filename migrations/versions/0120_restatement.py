"""Totals as a later catalogue computes them stand beside totals as they were recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0120"
down_revision = "0110"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_FIGURES = (
    "entries",
    "kept_entries",
    "recorded_low_mg",
    "recorded_mid_mg",
    "recorded_high_mg",
    "restated_low_mg",
    "restated_mid_mg",
    "restated_high_mg",
)


def upgrade() -> None:
    op.create_table(
        "restatement",
        sa.Column("action_group", sa.String(length=40), nullable=False),
        sa.Column("pack_version_id", RowId, nullable=False),
        sa.Column("computed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("upto_entry_id", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _FIGURES),
        sa.ForeignKeyConstraint(["pack_version_id"], ["pack_version.id"], name="fk_restatement_pack_version_id"),
        sa.PrimaryKeyConstraint("action_group", name="pk_restatement"),
    )


def downgrade() -> None:
    op.drop_table("restatement")
