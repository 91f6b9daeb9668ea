"""Indexes by which what belongs to a person is found without looking at everybody's."""

from alembic import op

revision = "0021"
down_revision = "0020"

_INDEXES = (
    ("ix_audit_entry_actor", "audit_entry", ["actor"]),
    ("ix_audit_entry_subject", "audit_entry", ["subject"]),
    ("ix_event_feedback_resident_id", "event_feedback", ["resident_id"]),
    ("ix_story_author_id_campaign_id", "story", ["author_id", "campaign_id"]),
    ("ix_painting_guardian_id_campaign_id", "painting", ["guardian_id", "campaign_id"]),
)


def upgrade() -> None:
    for name, table, columns in _INDEXES:
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in reversed(_INDEXES):
        op.drop_index(name, table_name=table)
