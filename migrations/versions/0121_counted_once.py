"""What was ridden is summed ride by ride, late lines are counted once, and a wall of paintings tells when it changed.

Rides that count are summed from what they are; late lines begin to be counted with the next count.
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0121"
down_revision = "0120"

_RIDE = sa.table("ride", *map(sa.column, ("event_id", "state", "option", "distance_m")))
_ROUTE = sa.table("ride_route", *map(sa.column, ("event_id", "ridden_now")))
_COUNTS = "state IN ('planned', 'track')"


def upgrade() -> None:
    op.add_column("ride_route", sa.Column("ridden_now", sa.Text(), nullable=False, server_default="[]"))
    op.add_column("ride", sa.Column("summed", sa.Text(), nullable=False, server_default="[]"))
    array = {"sqlite": "json_array", "postgresql": "json_build_array"}[op.get_bind().dialect.name]
    op.execute(f"UPDATE ride SET summed = CAST({array}(state, option, distance_m) AS TEXT) WHERE {_COUNTS}")  # noqa: S608
    _sum_up()
    op.create_table(
        "late_count",
        sa.Column("season", sa.String(length=40), nullable=False),
        sa.Column("upto", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("low_mg", "mid_mg", "high_mg")),
        sa.PrimaryKeyConstraint("season", "upto", name="pk_late_count"),
        sqlite_with_rowid=False,
    )
    op.add_column("painting_wall", sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("painting_wall") as table:
        table.alter_column("revision", existing_type=sa.Integer(), server_default=None)


def _sum_up() -> None:
    """[state, option, riders, metres] of each route's rides."""
    connection = op.get_bind()
    sums = sa.select(
        _RIDE.c.event_id, _RIDE.c.state, _RIDE.c.option, sa.func.count(), sa.func.sum(_RIDE.c.distance_m)
    ).where(_RIDE.c.state.in_(("planned", "track")))
    found: dict[int, list[list[str | int]]] = {}
    for event_id, state, option, riders, metres in connection.execute(
        sums.group_by(_RIDE.c.event_id, _RIDE.c.state, _RIDE.c.option).order_by(_RIDE.c.state, _RIDE.c.option)
    ):
        found.setdefault(event_id, []).append([state, option, riders, int(metres)])
    for event_id, parts in found.items():
        now = json.dumps(parts, ensure_ascii=False)
        connection.execute(sa.update(_ROUTE).where(_ROUTE.c.event_id == event_id).values(ridden_now=now))


def downgrade() -> None:
    op.drop_column("painting_wall", "revision")
    op.drop_table("late_count")
    op.drop_column("ride", "summed")
    op.drop_column("ride_route", "ridden_now")
