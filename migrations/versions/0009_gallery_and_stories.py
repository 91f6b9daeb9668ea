"""Painting shows with their votes, and stories of participants."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "painting_show",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("groups", sa.Text(), nullable=False),
        sa.Column("per_guardian", sa.SmallInteger(), nullable=False),
        sa.Column("submit_until", sa.Date(), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_painting_show_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_painting_show"),
    )
    op.create_table(
        "painting",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("guardian_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("first_name", sa.String(length=20), nullable=False),
        sa.Column("age_group", sa.String(length=8), nullable=False),
        sa.Column("description", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("picture_id", RowId, nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("consent_version", sa.String(length=20), nullable=False),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_painting_campaign_id"),
        sa.ForeignKeyConstraint(["guardian_id"], ["resident.id"], name="fk_painting_guardian_id"),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name="fk_painting_picture_id"),
        sa.PrimaryKeyConstraint("id", name="pk_painting"),
        sa.UniqueConstraint("guardian_id", "key", name="uq_painting_guardian_id_key"),
    )
    op.create_index("ix_painting_campaign_id_state_age_group", "painting", ["campaign_id", "state", "age_group"])
    op.create_index("ix_painting_campaign_id_state_id", "painting", ["campaign_id", "state", "id"])
    op.create_table(
        "painting_vote",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("age_group", sa.String(length=8), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("painting_id", RowId, nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_painting_vote_campaign_id"),
        sa.ForeignKeyConstraint(["painting_id"], ["painting.id"], name="fk_painting_vote_painting_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_painting_vote_resident_id"),
        sa.PrimaryKeyConstraint("campaign_id", "age_group", "resident_id", name="pk_painting_vote"),
    )
    op.create_index("ix_painting_vote_painting_id", "painting_vote", ["painting_id"])
    op.create_index("ix_painting_vote_resident_id", "painting_vote", ["resident_id"])
    op.create_table(
        "story",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(length=600), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("picture_id", RowId, nullable=True),
        sa.Column("picture_alt", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["author_id"], ["resident.id"], name="fk_story_author_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_story_campaign_id"),
        sa.ForeignKeyConstraint(["picture_id"], ["picture.id"], name="fk_story_picture_id"),
        sa.PrimaryKeyConstraint("id", name="pk_story"),
        sa.UniqueConstraint("author_id", "key", name="uq_story_author_id_key"),
    )
    op.create_index("ix_story_campaign_id_state", "story", ["campaign_id", "state"])


def downgrade() -> None:
    op.drop_table("story")
    op.drop_table("painting_vote")
    op.drop_table("painting")
    op.drop_table("painting_show")
