"""Whoever hides an author hides one scope of that author's things, under a number that is nobody's.

Who was hidden before stays hidden everywhere.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0021"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_SCOPES = ("painting", "story", "named story")


def upgrade() -> None:
    op.create_table(
        "hidden_author",
        sa.Column("id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("author_id", RowId, nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_hidden_author_resident_id"),
        sa.ForeignKeyConstraint(["author_id"], ["resident.id"], name="fk_hidden_author_author_id"),
        sa.PrimaryKeyConstraint("id", name="pk_hidden_author"),
        sa.UniqueConstraint("resident_id", "author_id", "scope", name="uq_hidden_author_resident_id_author_id_scope"),
    )
    op.create_index("ix_hidden_author_author_id", "hidden_author", ["author_id"])
    for scope in _SCOPES:
        hidden = f"SELECT resident_id, hidden_id, '{scope}', at FROM hidden_resident"  # noqa: S608 (our own words)
        op.execute(f"INSERT INTO hidden_author (resident_id, author_id, scope, at) {hidden}")
    op.drop_index("ix_hidden_resident_hidden_id", table_name="hidden_resident")
    op.drop_table("hidden_resident")


def downgrade() -> None:
    op.create_table(
        "hidden_resident",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("hidden_id", RowId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hidden_id"], ["resident.id"], name="fk_hidden_resident_hidden_id"),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_hidden_resident_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", "hidden_id", name="pk_hidden_resident"),
    )
    op.create_index("ix_hidden_resident_hidden_id", "hidden_resident", ["hidden_id"])
    op.execute(
        "INSERT INTO hidden_resident (resident_id, hidden_id, at) "
        "SELECT resident_id, author_id, min(at) FROM hidden_author GROUP BY resident_id, author_id"
    )
    op.drop_index("ix_hidden_author_author_id", table_name="hidden_author")
    op.drop_table("hidden_author")
