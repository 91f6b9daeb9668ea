"""An index of reversals alone: of all entries, nearly none is one.

An index with a NULL for every other entry misleads SQLite's planner: without statistics it takes a unique index for
the best way to anything that asks about `reverses_id`.
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

_REVERSALS = sa.text("reverses_id IS NOT NULL")


def upgrade() -> None:
    _drop_constraint()
    op.create_index(
        "uq_entry_reverses_id",
        "entry",
        ["reverses_id"],
        unique=True,
        sqlite_where=_REVERSALS,
        postgresql_where=_REVERSALS,
    )


def downgrade() -> None:
    op.drop_index("uq_entry_reverses_id", table_name="entry")
    if op.get_bind().dialect.name == "postgresql":
        op.create_unique_constraint("uq_entry_reverses_id", "entry", ["reverses_id"])
        return
    with op.batch_alter_table("entry", table_kwargs={"sqlite_autoincrement": True}) as entry:
        entry.create_unique_constraint("uq_entry_reverses_id", ["reverses_id"])
    _refuse_changes()


def _drop_constraint() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.drop_constraint("uq_entry_reverses_id", "entry", type_="unique")
        return
    with op.batch_alter_table("entry", table_kwargs={"sqlite_autoincrement": True}) as entry:
        entry.drop_constraint("uq_entry_reverses_id", type_="unique")
    _refuse_changes()


def _refuse_changes() -> None:
    """SQLite alters by copying, and the triggers went with the old copy."""
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER entry_no_{verb.lower()} BEFORE {verb} ON entry "
            "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
        )
