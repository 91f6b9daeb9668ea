"""Quiet mode; mails about friends come only to those who ask for them."""

import sqlalchemy as sa
from alembic import op

revision = "0180"
down_revision = "0170"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_MUTE = """
    UPDATE mail_address
    SET muted = CASE WHEN muted = '[]' THEN '["friends"]' ELSE '["friends", ' || substr(muted, 2) END
"""
_UNMUTE = """
    UPDATE mail_address
    SET muted = replace(replace(replace(muted, '"friends", ', ''), ', "friends"', ''), '"friends"', '')
"""


def upgrade() -> None:
    op.create_table(
        "quiet_mode",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_quiet_mode_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_quiet_mode"),
    )
    op.execute(_MUTE)


def downgrade() -> None:
    op.execute(_UNMUTE)
    op.drop_table("quiet_mode")
