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


def downgrade() -> None:
    op.drop_table("figure_reading")
    op.drop_table("figure_change")
