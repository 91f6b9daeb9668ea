"""What each resident was credited of each action in a year; filled from the entries that are there."""

import sqlalchemy as sa
from alembic import op

revision = "0060"
down_revision = "0052"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "year_total",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("household_id", RowId, nullable=False),
        sa.Column("credited_milli", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_year_total_resident_id"),
        sa.ForeignKeyConstraint(["household_id"], ["household.id"], name="fk_year_total_household_id"),
        sa.PrimaryKeyConstraint("resident_id", "action", "year", "household_id", name="pk_year_total"),
        sqlite_with_rowid=False,
    )
    day = sa.column("occurred_on", sa.Date)
    key = (sa.column("resident_id"), sa.column("action"), sa.extract("year", day), sa.column("household_id"))
    summed = sa.select(*key, sa.func.sum(sa.column("credited_milli"))).select_from(sa.table("entry")).group_by(*key)
    names = ["resident_id", "action", "year", "household_id", "credited_milli"]
    op.execute(sa.insert(sa.table("year_total", *map(sa.column, names))).from_select(names, summed))


def downgrade() -> None:
    op.drop_table("year_total")
