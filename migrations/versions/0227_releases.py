"""Releases: their tables as text, notices beside them, and every cell that was decided."""

from datetime import datetime

import sqlalchemy as sa
from alembic import op

revision = "0227"
down_revision = "0226"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_KEPT = sa.text("state <> 'dropped'")


def upgrade() -> None:
    _releases()
    op.create_table(
        "city_release_table",
        _of_release(),
        sa.Column("position", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("table_schema", sa.Text(), nullable=False),
        sa.Column("csv", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        _to_release("city_release_table"),
        sa.PrimaryKeyConstraint("release_id", "position", name="pk_city_release_table"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "city_release_notice",
        sa.Column("id", RowId, nullable=False),
        _of_release(),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("told_by", sa.String(length=60), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        _to_release("city_release_notice"),
        sa.PrimaryKeyConstraint("id", name="pk_city_release_notice"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_city_release_notice_release_id", "city_release_notice", ["release_id"])
    op.create_table(
        "published_cell",
        _of_release(),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("people", "amount", "largest")),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=16), nullable=False),
        sa.Column("sums", sa.Text(), nullable=False),
        _to_release("published_cell"),
        sa.PrimaryKeyConstraint("release_id", "number", name="pk_published_cell"),
        sqlite_with_rowid=False,
    )


def _releases() -> None:
    op.create_table(
        "city_release",
        sa.Column("id", RowId, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("revision", sa.SmallInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("built_by", sa.String(length=60), nullable=False),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        *(column for deed in ("reviewed", "approved", "published", "dropped") for column in _deed(deed)),
        sa.Column("pack_version", sa.String(length=64), nullable=False),
        sa.Column("code_version", sa.String(length=40), nullable=False),
        sa.Column("upto_entry_id", sa.BigInteger(), nullable=False),
        sa.Column("inputs", sa.BigInteger(), nullable=False),
        sa.Column("inputs_sha256", sa.String(length=64), nullable=False),
        sa.Column("open_holds", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_city_release"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_city_release_kind_period_revision",
        "city_release",
        ["kind", "period", "revision"],
        unique=True,
        sqlite_where=_KEPT,
        postgresql_where=_KEPT,
    )
    op.create_index("ix_city_release_state_published_at", "city_release", ["state", "published_at"])


def _deed(name: str) -> list[sa.Column[str] | sa.Column[datetime]]:
    return [
        sa.Column(f"{name}_by", sa.String(length=60), nullable=False),
        sa.Column(f"{name}_at", sa.DateTime(timezone=True), nullable=True),
    ]


def _of_release() -> sa.Column[int]:
    return sa.Column("release_id", RowId, autoincrement=False, nullable=False)


def _to_release(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["release_id"], ["city_release.id"], name=f"fk_{table}_release_id")


def downgrade() -> None:
    for table in ("published_cell", "city_release_notice", "city_release_table", "city_release"):
        op.drop_table(table)
