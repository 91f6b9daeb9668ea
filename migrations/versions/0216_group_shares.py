"""What each resident did for each group, kinds of evidence of groups, and where groups stand by two measures."""

import sqlalchemy as sa
from alembic import op

revision = "0216"
down_revision = "0215"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_EVIDENCE = ("self_reported", "paper", "organizer", "instrument")
_BOARD = ["period", "kind", "measure", "size_class"]
_STANDING = ("position", "compared", "rank", "best", "worst", "band", "is_ahead", "is_tied")
_HEAD = ("mean_ug", "weight_ppm", "shrunk_ug")


def upgrade() -> None:
    op.add_column("board_member", sa.Column("is_counted", sa.Boolean(), server_default=sa.false(), nullable=False))
    new = sa.text("NOT is_counted")
    op.create_index(
        "ix_board_member_new", "board_member", ["kind", "resident_id"], sqlite_where=new, postgresql_where=new
    )
    figures = ("low_mg", "mid_mg", "high_mg", *(f"{kind}_mg" for kind in _EVIDENCE), "newest_id")
    op.create_table(
        "group_share",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("group_id", sa.String(length=60), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in figures),
        *(sa.Column(f"{kind}_id", sa.BigInteger(), nullable=False) for kind in _EVIDENCE),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_group_share_resident_id"),
        sa.PrimaryKeyConstraint("kind", "period", "group_id", "resident_id", name="pk_group_share"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "group_standing",
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("measure", sa.String(length=16), nullable=False),
        sa.Column("group_id", sa.String(length=60), nullable=False),
        sa.Column("size_class", sa.String(length=12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("compared", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("rank", "best", "worst", "band")),
        *(sa.Column(name, sa.Boolean(), nullable=False) for name in ("is_ahead", "is_tied")),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in ("mean", "weight_ppm", "shrunk")),
        sa.PrimaryKeyConstraint("period", "kind", "measure", "group_id", name="pk_group_standing"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_group_standing_position", "group_standing", [*_BOARD, "position"])
    op.create_index("ix_group_standing_rank", "group_standing", [*_BOARD, "rank"])
    kept = ", ".join(("period", "kind", "group_id", "size_class", *_STANDING))
    op.execute(
        f"INSERT INTO group_standing (measure, {kept}, mean, weight_ppm, shrunk) "  # noqa: S608
        f"SELECT 'per_1000', {kept}, {', '.join(_HEAD)} FROM group_row"
    )
    op.drop_index("ix_group_row_position", "group_row")
    op.drop_index("ix_group_row_rank", "group_row")
    for name in ("size_class", *_STANDING, *_HEAD):
        op.drop_column("group_row", name)
    for name in (*(f"{kind}_mg" for kind in _EVIDENCE), "evidence_upto_entry_id"):
        op.add_column("group_row", sa.Column(name, sa.BigInteger(), server_default=sa.text("0"), nullable=False))


def downgrade() -> None:
    for name in (*(f"{kind}_mg" for kind in _EVIDENCE), "evidence_upto_entry_id"):
        op.drop_column("group_row", name)
    op.add_column("group_row", sa.Column("size_class", sa.String(length=12), server_default="", nullable=False))
    for name in ("position", "compared"):
        op.add_column("group_row", sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False))
    for name in ("rank", "best", "worst", "band"):
        op.add_column("group_row", sa.Column(name, sa.Integer(), nullable=True))
    for name in ("is_ahead", "is_tied"):
        op.add_column("group_row", sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False))
    for name in _HEAD:
        op.add_column("group_row", sa.Column(name, sa.BigInteger(), nullable=True))
    board = ["period", "kind", "size_class"]
    op.create_index("ix_group_row_position", "group_row", [*board, "position"])
    op.create_index("ix_group_row_rank", "group_row", [*board, "rank"])
    now = ("size_class", *_STANDING, "mean", "weight_ppm", "shrunk")
    for name, source in zip(("size_class", *_STANDING, *_HEAD), now, strict=True):
        op.execute(
            f"UPDATE group_row SET {name} = coalesce((SELECT s.{source} FROM group_standing s "  # noqa: S608
            "WHERE s.period = group_row.period AND s.kind = group_row.kind AND s.group_id = group_row.group_id "
            f"AND s.measure = 'per_1000'), {name})"
        )
    op.drop_table("group_standing")
    op.drop_table("group_share")
    op.drop_index("ix_board_member_new", "board_member")
    op.drop_column("board_member", "is_counted")
