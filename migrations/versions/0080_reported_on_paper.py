"""What was reported on paper is summed apart from what an organizer confirmed.

The entries stay as they are: their source tells those from paper. The sums that stand are told right.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0080"
down_revision = "0070"

_ORGANIZER = 2
_ENTRY = sa.table(
    "entry",
    *(sa.column(name) for name in ("id", "district_id", "season", "tier", "source", "mid_mg")),
    sa.column("occurred_on", sa.Date()),
)
_KEY = ("period", "district_id")


def upgrade() -> None:
    for name in ("place_total", "board_row"):
        op.add_column(name, sa.Column("paper_mg", sa.BigInteger(), nullable=False, server_default="0"))
    connection = op.get_bind()
    _tell_apart(connection, "place_total", _on_paper(connection), shard=True)
    counted = {(row.period, row.district_id): row.upto for row in connection.execute(_BOARD_ROWS)}
    _tell_apart(connection, "board_row", _on_paper(connection, counted), shard=False)
    for name in ("place_total", "board_row"):
        with op.batch_alter_table(name, table_kwargs={"sqlite_with_rowid": False}) as table:
            table.alter_column("paper_mg", existing_type=sa.BigInteger(), server_default=None)


_BOARD_ROWS = sa.select(
    *(sa.column(name) for name in _KEY), sa.column("upto_entry_id", sa.BigInteger()).label("upto")
).select_from(sa.table("board_row"))


def _on_paper(connection: Any, counted: dict[tuple[str, str], int] | None = None) -> Counter[tuple[str, str]]:
    """Milligrams by period and district; with `counted` only of entries up to the number that each was counted to."""
    found: Counter[tuple[str, str]] = Counter()
    lists = sa.select(_ENTRY).where(_ENTRY.c.tier == _ORGANIZER, _ENTRY.c.source.like("%:sheet:%"))
    for row in connection.execute(lists):
        for period in _periods(row.occurred_on, row.season):
            if counted is None or row.id <= counted.get((period, row.district_id), 0):
                found[period, row.district_id] += row.mid_mg
    return found


def _periods(day: date, season: str) -> Iterator[str]:
    year, week, _ = day.isocalendar()
    yield from (f"week:{year}-W{week:02d}", f"month:{day:%Y-%m}", season, "all")


def _tell_apart(connection: Any, name: str, found: Counter[tuple[str, str]], *, shard: bool) -> None:
    table = sa.table(name, *map(sa.column, (*_KEY, "shard", "paper_mg", "organizer_mg")))
    for (period, district_id), mg in found.items():
        rows = (table.c.period == period) & (table.c.district_id == district_id)
        one = sa.select(sa.func.min(table.c.shard)).where(rows).scalar_subquery()
        connection.execute(
            sa.update(table)
            .where(rows, *((table.c.shard == one,) if shard else ()))
            .values(paper_mg=table.c.paper_mg + mg, organizer_mg=table.c.organizer_mg - mg)
        )


def downgrade() -> None:
    for name in ("place_total", "board_row"):
        op.execute(f"UPDATE {name} SET organizer_mg = organizer_mg + paper_mg")  # noqa: S608 (our words)
        op.drop_column(name, "paper_mg")
