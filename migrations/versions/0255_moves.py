"""Where residents lived before they moved, and when an account took another nickname."""

import sqlalchemy as sa
from alembic import op

revision = "0255"
down_revision = "0230"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "former_place",
        sa.Column("id", RowId, nullable=False),
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=False),
        sa.Column("subdistrict_id", sa.String(length=60), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_former_place_resident_id"),
        sa.PrimaryKeyConstraint("id", name="pk_former_place"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_former_place_resident_id", "former_place", ["resident_id", "id"])
    op.add_column("account", sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "renamed_at")
    op.drop_index("ix_former_place_resident_id", table_name="former_place")
    op.drop_table("former_place")
