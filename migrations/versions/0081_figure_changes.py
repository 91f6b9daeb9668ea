"""Who has changed a shown figure is noted in one place, for boards and for everything else that is shown."""

import sqlalchemy as sa
from alembic import op

revision = "0081"
down_revision = "0080"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "figure_change",
        sa.Column("subject", sa.String(length=100), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_figure_change_resident_id_resident"),
        sa.PrimaryKeyConstraint("subject", "resident_id", name="pk_figure_change"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "figure_reading",
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("upto_entry_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("kind", name="pk_figure_reading"),
        sqlite_with_rowid=False,
    )
    op.execute(
        "INSERT INTO figure_change (subject, resident_id) "
        "SELECT 'board:' || period || ':' || district_id, resident_id FROM board_change"
    )
    op.execute("INSERT INTO figure_reading (kind, upto_entry_id) SELECT 'board', upto_entry_id FROM board_count")
    op.drop_table("board_change")
    op.drop_table("board_count")


def downgrade() -> None:
    """The boards begin anew to note who changes them."""
    op.create_table(
        "board_change",
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_board_change_resident_id_resident"),
        sa.PrimaryKeyConstraint("period", "district_id", "resident_id", name="pk_board_change"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "board_count",
        sa.Column("id", RowId, nullable=False),
        sa.Column("upto_entry_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_board_count"),
        sqlite_autoincrement=True,
    )
    op.execute(
        "INSERT INTO board_count (id, upto_entry_id) SELECT 1, upto_entry_id FROM figure_reading WHERE kind = 'board'"
    )
    op.drop_table("figure_reading")
    op.drop_table("figure_change")
