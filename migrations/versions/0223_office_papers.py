"""Recovery codes of staff; papers about privacy; packs that are sent in and decided about."""

import sqlalchemy as sa
from alembic import op

revision = "0223"
down_revision = "0222"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("privacy_paper", "pack_proposal", "pack_decision")


def upgrade() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("account_id", RowId, nullable=False),
        sa.Column("slot", sa.SmallInteger(), nullable=False),
        sa.Column("code_hash", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_recovery_code_account_id"),
        sa.PrimaryKeyConstraint("account_id", "slot", name="pk_recovery_code"),
    )
    op.create_table(
        "privacy_paper",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("told_on", sa.Date(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("words", "concerned", "measures")),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        *_by("privacy_paper", "written"),
        sa.PrimaryKeyConstraint("id", name="pk_privacy_paper"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_privacy_paper_written_by_account_id", "privacy_paper", ["written_by_account_id"])
    op.create_table(
        "pack_proposal",
        sa.Column("id", RowId, nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("before", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        *_by("pack_proposal", "sent"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_proposal"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_pack_proposal_sent_by_account_id", "pack_proposal", ["sent_by_account_id"])
    op.create_table(
        "pack_decision",
        sa.Column("proposal_id", RowId, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        *_by("pack_decision", "decided"),
        sa.ForeignKeyConstraint(["proposal_id"], ["pack_proposal.id"], name="fk_pack_decision_proposal_id"),
        sa.PrimaryKeyConstraint("proposal_id", name="pk_pack_decision"),
        sqlite_with_rowid=False,
    )
    for table in APPEND_ONLY:
        _refuse_changes(table)


def _by(table: str, act: str) -> list[sa.Column[int] | sa.Column[sa.DateTime] | sa.ForeignKeyConstraint]:
    """Who did it, and when."""
    column = f"{act}_by_account_id"
    return [
        sa.Column(column, RowId, nullable=False),
        sa.Column(f"{act}_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint([column], ["account.id"], name=f"fk_{table}_{column}"),
    ]


def _refuse_changes(table: str) -> None:
    """The database itself refuses UPDATE and DELETE."""
    words = f"rows of {table} are never changed"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE OR REPLACE FUNCTION refuse_change_of_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_{table}()"
    )


def downgrade() -> None:
    for table in ("pack_decision", "pack_proposal", "privacy_paper", "recovery_code"):
        op.drop_table(table)
        if table in APPEND_ONLY and op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION refuse_change_of_{table}()")
