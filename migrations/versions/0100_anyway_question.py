"""About some records their residents are asked whether it would have been done anyway; the answers are counted."""

import sqlalchemy as sa
from alembic import op

revision = "0100"
down_revision = "0092"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "anyway_question",
        sa.Column("entry_id", RowId, autoincrement=False, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("action_group", sa.String(length=40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_anyway_question_entry_id_entry"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_anyway_question_resident_id_resident"),
        sa.PrimaryKeyConstraint("entry_id", name="pk_anyway_question"),
    )
    op.create_index("ix_anyway_question_resident_id_asked_at", "anyway_question", ["resident_id", "asked_at"])
    waiting = sa.text("is_waiting")
    op.create_index(
        "ix_anyway_question_action_group",
        "anyway_question",
        ["action_group"],
        sqlite_where=waiting,
        postgresql_where=waiting,
    )
    op.create_table(
        "anyway_count",
        sa.Column("action_group", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("yes", "no", "unsure")),
        sa.PrimaryKeyConstraint("action_group", name="pk_anyway_count"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("anyway_count")
    op.drop_table("anyway_question")
