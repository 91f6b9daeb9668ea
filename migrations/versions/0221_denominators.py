"""Numbers of residents as the city enters them, version after version; none is ever changed."""

import sqlalchemy as sa
from alembic import op

revision = "0221"
down_revision = "0220"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TABLES = ("denominator_version", "denominator_figure", "denominator_decision")


def upgrade() -> None:
    op.create_table(
        "denominator_version",
        sa.Column("id", RowId, nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=300), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("entered_by_account_id", RowId, nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entered_by_account_id"], ["account.id"], name="fk_denominator_version_entered_by_account_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_denominator_version"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_denominator_version_entered_by_account_id", "denominator_version", ["entered_by_account_id"])
    op.create_table(
        "denominator_figure",
        sa.Column("version_id", RowId, nullable=False),
        sa.Column("place", sa.String(length=50), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("residents", "low", "high")),
        sa.ForeignKeyConstraint(["version_id"], ["denominator_version.id"], name="fk_denominator_figure_version_id"),
        sa.PrimaryKeyConstraint("version_id", "place", name="pk_denominator_figure"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "denominator_decision",
        sa.Column("version_id", RowId, nullable=False),
        sa.Column("approved", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("decided_by_account_id", RowId, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["denominator_version.id"], name="fk_denominator_decision_version_id"),
        sa.ForeignKeyConstraint(
            ["decided_by_account_id"], ["account.id"], name="fk_denominator_decision_decided_by_account_id"
        ),
        sa.PrimaryKeyConstraint("version_id", name="pk_denominator_decision"),
        sqlite_with_rowid=False,
    )
    for table in TABLES:
        _refuse_changes(table)


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
    for table in reversed(TABLES):
        op.drop_table(table)
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"DROP FUNCTION refuse_change_of_{table}()")
