"""Paintings on show are numbered in their group, so that a page of a gallery reads its own paintings alone."""

import sqlalchemy as sa
from alembic import op

revision = "0110"
down_revision = "0100"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_NUMBERED = """
    UPDATE painting SET wall_number = hung.number - 1 FROM (
        SELECT id, row_number() OVER
            (PARTITION BY campaign_id, age_group ORDER BY coalesce(votes, 0) DESC, id) AS number
        FROM painting WHERE state = 'shown'
    ) AS hung WHERE hung.id = painting.id
"""
_PLACED = """
    UPDATE painting SET place = hung.place, shares_place = hung.sharing > 1 FROM (
        SELECT id, rank() OVER (PARTITION BY campaign_id, age_group ORDER BY coalesce(votes, 0) DESC) AS place,
            count(*) OVER (PARTITION BY campaign_id, age_group, coalesce(votes, 0)) AS sharing
        FROM painting JOIN painting_show USING (campaign_id) WHERE state = 'shown' AND counted_at IS NOT NULL
    ) AS hung WHERE hung.id = painting.id
"""
_WALLS = """
    INSERT INTO painting_wall (campaign_id, age_group, size, winners)
    SELECT painting.campaign_id, age_group, count(*),
        CASE WHEN max(counted_at) IS NOT NULL
            THEN sum(CASE WHEN place = 1 AND coalesce(votes, 0) > 0 THEN 1 ELSE 0 END) END
    FROM painting LEFT JOIN painting_show ON painting_show.campaign_id = painting.campaign_id
    WHERE wall_number IS NOT NULL GROUP BY painting.campaign_id, age_group
"""


def upgrade() -> None:
    op.create_table(
        "painting_wall",
        sa.Column("campaign_id", RowId, nullable=False),
        sa.Column("age_group", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("winners", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_painting_wall_campaign_id"),
        sa.PrimaryKeyConstraint("campaign_id", "age_group", name="pk_painting_wall"),
    )
    op.add_column("painting", sa.Column("wall_number", sa.Integer(), nullable=True))
    op.add_column("painting", sa.Column("place", sa.Integer(), nullable=True))
    op.add_column("painting", sa.Column("shares_place", sa.Boolean(), nullable=True))
    for statement in (_NUMBERED, _PLACED, _WALLS):
        op.execute(statement)
    hangs = sa.text("wall_number IS NOT NULL")
    op.create_index(
        "ix_painting_campaign_id_age_group_wall_number",
        "painting",
        ["campaign_id", "age_group", "wall_number"],
        sqlite_where=hangs,
        postgresql_where=hangs,
    )


def downgrade() -> None:
    op.drop_index("ix_painting_campaign_id_age_group_wall_number", table_name="painting")
    for name in ("shares_place", "place", "wall_number"):
        op.drop_column("painting", name)
    op.drop_table("painting_wall")
