"""Organizations, teams, campaigns and who takes part."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "organization",
        sa.Column("id", RowId, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("subdistrict_id", sa.String(length=60), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_trusted", sa.Boolean(), nullable=False),
        sa.Column("applied_by_id", RowId, nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["applied_by_id"], ["resident.id"], name="fk_organization_applied_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_organization"),
        sa.UniqueConstraint("slug", name="uq_organization_slug"),
    )
    op.create_index("ix_organization_state", "organization", ["state"], unique=False)
    op.create_table(
        "campaign",
        sa.Column("id", RowId, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("series", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("cover_id", RowId, nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("districts", sa.Text(), nullable=False),
        sa.Column("audience", sa.String(length=12), nullable=False),
        sa.Column("actions", sa.Text(), nullable=False),
        sa.Column("goal_people", sa.Integer(), nullable=True),
        sa.Column("goal_actions", sa.Integer(), nullable=True),
        sa.Column("goal_mg", sa.BigInteger(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("created_by_id", RowId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["cover_id"], ["picture.id"], name="fk_campaign_cover_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["resident.id"], name="fk_campaign_created_by_id"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_campaign_organization_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
        sa.UniqueConstraint("slug", name="uq_campaign_slug"),
    )
    op.create_index("ix_campaign_organization_id", "campaign", ["organization_id"], unique=False)
    op.create_index("ix_campaign_state_ends_on", "campaign", ["state", "ends_on"], unique=False)
    op.create_table(
        "invitation",
        sa.Column("id", RowId, nullable=False),
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("invited_by_id", RowId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_by_id", RowId, nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["invited_by_id"], ["resident.id"], name="fk_invitation_invited_by_id"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_invitation_organization_id"),
        sa.ForeignKeyConstraint(["used_by_id"], ["resident.id"], name="fk_invitation_used_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("secret_hash", name="uq_invitation_secret_hash"),
    )
    op.create_index("ix_invitation_organization_id", "invitation", ["organization_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_membership_organization_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_membership_resident_id"),
        sa.PrimaryKeyConstraint("organization_id", "resident_id", name="pk_membership"),
    )
    op.create_index("ix_membership_resident_id", "membership", ["resident_id"], unique=False)
    op.create_table(
        "team",
        sa.Column("id", RowId, nullable=False),
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("parent_id", RowId, nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_team_organization_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name="fk_team_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_team"),
        sa.UniqueConstraint("code", name="uq_team_code"),
    )
    op.create_index("ix_team_organization_id", "team", ["organization_id"], unique=False)
    op.create_index("ix_team_parent_id", "team", ["parent_id"], unique=False)
    op.create_table(
        "campaign_change",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", RowId, nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["resident.id"], name="fk_campaign_change_by_id"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_change_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_change"),
    )
    op.create_index("ix_campaign_change_campaign_id", "campaign_change", ["campaign_id"], unique=False)
    op.create_table(
        "campaign_host",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("organization_id", RowId, nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_host_campaign_id"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name="fk_campaign_host_organization_id"),
        sa.PrimaryKeyConstraint("campaign_id", "organization_id", name="pk_campaign_host"),
    )
    op.create_index("ix_campaign_host_organization_id", "campaign_host", ["organization_id"], unique=False)
    op.create_table(
        "campaign_progress",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("actions", sa.Integer(), nullable=False),
        sa.Column("low_mg", sa.BigInteger(), nullable=False),
        sa.Column("mid_mg", sa.BigInteger(), nullable=False),
        sa.Column("high_mg", sa.BigInteger(), nullable=False),
        sa.Column("self_reported_mg", sa.BigInteger(), nullable=False),
        sa.Column("organizer_mg", sa.BigInteger(), nullable=False),
        sa.Column("instrument_mg", sa.BigInteger(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("crowd_people", sa.Integer(), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_progress_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", name="pk_campaign_progress"),
    )
    op.create_table(
        "campaign_question",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("is_required", sa.Boolean(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_question_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_question"),
    )
    op.create_index("ix_campaign_question_campaign_id", "campaign_question", ["campaign_id"], unique=False)
    op.create_table(
        "team_member",
        sa.Column("team_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_team_member_resident_id"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_member_team_id"),
        sa.PrimaryKeyConstraint("team_id", "resident_id", name="pk_team_member"),
    )
    op.create_index("ix_team_member_resident_id", "team_member", ["resident_id"], unique=False)
    op.create_table(
        "tracked_link",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("created_by_id", RowId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("views", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_tracked_link_campaign_id"),
        sa.ForeignKeyConstraint(["created_by_id"], ["resident.id"], name="fk_tracked_link_created_by_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tracked_link"),
        sa.UniqueConstraint("code", name="uq_tracked_link_code"),
    )
    op.create_index("ix_tracked_link_campaign_id", "tracked_link", ["campaign_id"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", RowId, nullable=False),
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("team_id", RowId, nullable=True),
        sa.Column("link_id", RowId, nullable=True),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_participant_campaign_id"),
        sa.ForeignKeyConstraint(["link_id"], ["tracked_link.id"], name="fk_participant_link_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_participant_resident_id"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_participant_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_participant"),
        sa.UniqueConstraint("campaign_id", "resident_id", name="uq_participant_campaign_id_resident_id"),
    )
    op.create_index("ix_participant_resident_id", "participant", ["resident_id"], unique=False)
    op.create_table(
        "campaign_answer",
        sa.Column("participant_id", RowId, nullable=False),
        sa.Column("question_id", RowId, nullable=False),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["participant_id"], ["participant.id"], name="fk_campaign_answer_participant_id"),
        sa.ForeignKeyConstraint(["question_id"], ["campaign_question.id"], name="fk_campaign_answer_question_id"),
        sa.PrimaryKeyConstraint("participant_id", "question_id", name="pk_campaign_answer"),
    )


def downgrade() -> None:
    op.drop_table("campaign_answer")
    op.drop_index("ix_participant_resident_id", table_name="participant")
    op.drop_table("participant")
    op.drop_index("ix_tracked_link_campaign_id", table_name="tracked_link")
    op.drop_table("tracked_link")
    op.drop_index("ix_team_member_resident_id", table_name="team_member")
    op.drop_table("team_member")
    op.drop_index("ix_campaign_question_campaign_id", table_name="campaign_question")
    op.drop_table("campaign_question")
    op.drop_table("campaign_progress")
    op.drop_index("ix_campaign_host_organization_id", table_name="campaign_host")
    op.drop_table("campaign_host")
    op.drop_index("ix_campaign_change_campaign_id", table_name="campaign_change")
    op.drop_table("campaign_change")
    op.drop_index("ix_team_parent_id", table_name="team")
    op.drop_index("ix_team_organization_id", table_name="team")
    op.drop_table("team")
    op.drop_index("ix_membership_resident_id", table_name="membership")
    op.drop_table("membership")
    op.drop_index("ix_invitation_organization_id", table_name="invitation")
    op.drop_table("invitation")
    op.drop_index("ix_campaign_state_ends_on", table_name="campaign")
    op.drop_index("ix_campaign_organization_id", table_name="campaign")
    op.drop_table("campaign")
    op.drop_index("ix_organization_state", table_name="organization")
    op.drop_table("organization")
