"""Which entry took the place of which, when an undo took an earlier use from under it."""

import sqlalchemy as sa
from alembic import op

revision = "0090"
down_revision = "0083"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REPLACES = sa.text("replaces_id IS NOT NULL")


def upgrade() -> None:
    column = sa.Column("replaces_id", RowId, sa.ForeignKey("entry.id", name="fk_entry_replaces_id"))
    op.add_column("entry", column, inline_references=True)
    op.create_index(
        "uq_entry_replaces_id",
        "entry",
        ["replaces_id"],
        unique=True,
        sqlite_where=_REPLACES,
        postgresql_where=_REPLACES,
    )


def downgrade() -> None:
    op.drop_index("uq_entry_replaces_id", table_name="entry")
    op.drop_column("entry", "replaces_id")
