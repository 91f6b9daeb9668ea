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
    *map(sa.column, ("district_id", "season", "tier", "source", "mid_mg")),
    sa.column("occurred_on", sa.Date()),
)
_TOTAL = sa.table("place_total", *map(sa.column, ("period", "district_id", "shard", "paper_mg", "organizer_mg")))


def upgrade() -> None:
    op.add_column("place_total", sa.Column("paper_mg", sa.BigInteger(), nullable=False, server_default="0"))
    connection = op.get_bind()
    for (period, district_id), mg in _on_paper(connection).items():
        rows = (_TOTAL.c.period == period) & (_TOTAL.c.district_id == district_id)
        one = sa.select(sa.func.min(_TOTAL.c.shard)).where(rows).scalar_subquery()
        moved = {"paper_mg": _TOTAL.c.paper_mg + mg, "organizer_mg": _TOTAL.c.organizer_mg - mg}
        connection.execute(sa.update(_TOTAL).where(rows, _TOTAL.c.shard == one).values(moved))
    with op.batch_alter_table("place_total", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column("paper_mg", existing_type=sa.BigInteger(), server_default=None)


def _on_paper(connection: Any) -> Counter[tuple[str, str]]:
    """Milligrams by period and district."""
    found: Counter[tuple[str, str]] = Counter()
    lists = sa.select(_ENTRY).where(_ENTRY.c.tier == _ORGANIZER, _ENTRY.c.source.like("%:sheet:%"))
    for row in connection.execute(lists):
        for period in _periods(row.occurred_on, row.season):
            found[period, row.district_id] += row.mid_mg
    return found


def _periods(day: date, season: str) -> Iterator[str]:
    year, week, _ = day.isocalendar()
    yield from (f"week:{year}-W{week:02d}", f"month:{day:%Y-%m}", season, "all")


def downgrade() -> None:
    op.execute("UPDATE place_total SET organizer_mg = organizer_mg + paper_mg")
    op.drop_column("place_total", "paper_mg")
