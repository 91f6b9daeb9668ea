"""Where residents lived before they moved, and when an account took another nickname."""

import sqlalchemy as sa
from alembic import op

revision = "0231"
down_revision = "0230"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

_EARLIER_MOVES = """
INSERT INTO former_place (resident_id, district_id, subdistrict_id, moved_at, moved_on)
SELECT entry.resident_id, entry.district_id, entry.subdistrict_id, moved.at, {date}'1970-01-01'
FROM entry JOIN (
    SELECT entry.resident_id AS resident_id, max(entry.recorded_at) AS at
    FROM entry JOIN resident ON resident.id = entry.resident_id
    WHERE resident.erased_at IS NULL AND (entry.district_id <> resident.district_id
        OR entry.subdistrict_id <> resident.subdistrict_id)
    GROUP BY entry.resident_id
) moved ON moved.resident_id = entry.resident_id
WHERE entry.recorded_at <= moved.at
GROUP BY entry.resident_id, entry.district_id, entry.subdistrict_id, moved.at
ORDER BY entry.resident_id, min(entry.id)
"""
"""Where entries say that a resident lived before moves were noted; until when at the latest is all that is known."""


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
    op.execute(_EARLIER_MOVES.format(date="DATE " if op.get_bind().dialect.name == "postgresql" else ""))
    op.add_column("account", sa.Column("renamed_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("account", "renamed_at")
    op.drop_index("ix_former_place_resident_id", table_name="former_place")
    op.drop_table("former_place")
