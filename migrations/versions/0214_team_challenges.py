"""Captains of teams, challenges of teams, and who counts for them."""

import sqlalchemy as sa
from alembic import op

revision = "0214"
down_revision = "0213"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("team_member", sa.Column("is_captain", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "team_challenge",
        sa.Column("id", RowId, nullable=False),
        sa.Column("team_id", RowId, nullable=False),
        sa.Column("template", sa.String(length=32), nullable=False),
        sa.Column("measure", sa.String(length=12), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("first_monday", "first_day", "last_day")),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("beside_id", RowId, nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name="fk_team_challenge_team_id"),
        sa.ForeignKeyConstraint(["beside_id"], ["team_challenge.id"], name="fk_team_challenge_beside_id"),
        sa.PrimaryKeyConstraint("id", name="pk_team_challenge"),
        sa.UniqueConstraint("code", name="uq_team_challenge_code"),
        sa.UniqueConstraint("beside_id", name="uq_team_challenge_beside_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_team_challenge_team_id", "team_challenge", ["team_id"])
    op.create_table(
        "team_challenge_member",
        sa.Column("challenge_id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at_start", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["challenge_id"], ["team_challenge.id"], name="fk_team_challenge_member_challenge_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_team_challenge_member_resident_id"),
        sa.PrimaryKeyConstraint("challenge_id", "resident_id", name="pk_team_challenge_member"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_team_challenge_member_resident_id", "team_challenge_member", ["resident_id"])


def downgrade() -> None:
    op.drop_table("team_challenge_member")
    op.drop_table("team_challenge")
    op.drop_column("team_member", "is_captain")
