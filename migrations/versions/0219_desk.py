"""What waits on the city's desk: when a campaign was handed in, and an index for each queue; how an organization that
applies can be reached and what proves it."""

import sqlalchemy as sa
from alembic import op

revision = "0219"
down_revision = "0218"

_QUEUES = (
    ("ix_organization_state_id", "organization", ["state", "id"]),
    ("ix_moderation_case_state_kind_id", "moderation_case", ["state", "kind", "id"]),
    ("ix_campaign_state_submitted_at", "campaign", ["state", "submitted_at", "id"]),
    ("ix_campaign_proposal_offered_at", "campaign_proposal", ["offered_at", "campaign_id"]),
    ("ix_sponsor_state_asked_at", "sponsor", ["state", "asked_at", "organization_id"]),
    ("ix_voucher_offer_state_id", "voucher_offer", ["state", "id"]),
)
_SHORTER = (("ix_organization_state", "organization"), ("ix_sponsor_state", "sponsor"))
"""Indexes of the state alone, which the new ones begin with."""
_WORDS = (("contact_office", 80), ("contact_reach", 120), ("proof", 500))


def upgrade() -> None:
    op.add_column("campaign", sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE campaign SET submitted_at = (SELECT max(at) FROM campaign_change "
        "WHERE campaign_change.campaign_id = campaign.id AND act = 'submit')"
    )
    for name, length in _WORDS:
        op.add_column("organization", sa.Column(name, sa.String(length=length), nullable=True))
    for index, table, columns in _QUEUES:
        op.create_index(index, table, columns)
    for index, table in _SHORTER:
        op.drop_index(index, table)
    by_letters = {"username_key": "text_pattern_ops"}
    op.create_index("ix_account_username_key_prefix", "account", ["username_key"], postgresql_ops=by_letters)


def downgrade() -> None:
    op.drop_index("ix_account_username_key_prefix", "account")
    for index, table in _SHORTER:
        op.create_index(index, table, ["state"])
    for index, table, _ in _QUEUES:
        op.drop_index(index, table)
    for name, _ in _WORDS:
        op.drop_column("organization", name)
    op.drop_column("campaign", "submitted_at")
