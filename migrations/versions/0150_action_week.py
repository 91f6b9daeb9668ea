"""On which days of a week each resident did which action; filled from the entries that are there."""

from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision = "0150"
down_revision = "0142"

RowId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def upgrade() -> None:
    op.create_table(
        "action_week",
        sa.Column("resident_id", RowId, nullable=False),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in WEEKDAYS),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name="fk_action_week_resident_id"),
        sa.PrimaryKeyConstraint("resident_id", "week_start", "action", name="pk_action_week"),
        sqlite_with_rowid=False,
    )
    _fill()


def downgrade() -> None:
    op.drop_table("action_week")


def _fill() -> None:
    """By way of a table of the days that there are: how weeks are computed in SQL differs between databases."""
    entry = sa.table(
        "entry", *map(sa.column, ("resident_id", "action", "reverses_id")), sa.column("occurred_on", sa.Date)
    )
    days = op.get_bind().scalars(sa.select(entry.c.occurred_on).distinct()).all()
    if not days:
        return
    known = op.create_table(
        "filling_weekday",
        sa.Column("occurred_on", sa.Date(), primary_key=True),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
    )
    monday = {day: day - timedelta(days=day.weekday()) for day in days}
    rows = [{"occurred_on": day, "week_start": monday[day], "weekday": day.weekday()} for day in days]
    op.bulk_insert(known, rows)
    sign = sa.case((entry.c.reverses_id.is_(None), 1), else_=-1)
    key = (entry.c.resident_id, known.c.week_start, entry.c.action)
    counted = (sa.func.sum(sa.case((known.c.weekday == number, sign), else_=0)) for number in range(7))
    joined = sa.select(*key, *counted).join_from(entry, known, known.c.occurred_on == entry.c.occurred_on)
    names = ["resident_id", "week_start", "action", *WEEKDAYS]
    op.execute(sa.insert(sa.table("action_week", *map(sa.column, names))).from_select(names, joined.group_by(*key)))
    op.drop_table("filling_weekday")
