"""Friends by code, what residents show of themselves, cheers."""

import sqlalchemy as sa
from alembic import op

revision = "0181"
down_revision = "0180"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_GOOD = sa.text("ended_at IS NULL")


def _resident(table: str, column: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["resident.id"], name=f"fk_{table}_{column}")


def upgrade() -> None:
    op.create_table(
        "friend_code",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        _resident("friend_code", "resident_id"),
        sa.PrimaryKeyConstraint("code", name="pk_friend_code"),
    )
    op.create_index("ix_friend_code_resident_id", "friend_code", ["resident_id"])
    op.create_index(
        "uq_friend_code_good", "friend_code", ["resident_id"], unique=True, sqlite_where=_GOOD, postgresql_where=_GOOD
    )
    op.create_table(
        "friendship",
        sa.Column("low_id", RowId, nullable=False),
        sa.Column("high_id", RowId, nullable=False),
        sa.Column("asked_by_id", RowId, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        *(_resident("friendship", column) for column in ("low_id", "high_id", "asked_by_id")),
        sa.PrimaryKeyConstraint("low_id", "high_id", name="pk_friendship"),
    )
    op.create_index("ix_friendship_high_id", "friendship", ["high_id"])
    op.create_index("ix_friendship_asked_by_id", "friendship", ["asked_by_id"])
    op.create_table(
        "friend_wish",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("hidden", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("shows_days", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("wants_cheers", sa.Boolean(), server_default=sa.true(), nullable=False),
        sa.Column("seen_by_team", sa.Boolean(), server_default=sa.false(), nullable=False),
        _resident("friend_wish", "resident_id"),
        sa.PrimaryKeyConstraint("resident_id", name="pk_friend_wish"),
    )
    op.create_table(
        "cheer",
        sa.Column("id", RowId, nullable=False),
        sa.Column("from_id", RowId, nullable=False),
        sa.Column("to_id", RowId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("phrase", sa.String(length=20), nullable=False),
        sa.Column("reached", sa.Boolean(), nullable=False),
        _resident("cheer", "from_id"),
        _resident("cheer", "to_id"),
        sa.PrimaryKeyConstraint("id", name="pk_cheer"),
        sa.UniqueConstraint("from_id", "to_id", "day", name="uq_cheer_from_id_to_id_day"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_cheer_from_id_day", "cheer", ["from_id", "day"])
    op.create_index("ix_cheer_to_id_day", "cheer", ["to_id", "day"])


def downgrade() -> None:
    for table in ("cheer", "friend_wish", "friendship", "friend_code"):
        op.drop_table(table)
