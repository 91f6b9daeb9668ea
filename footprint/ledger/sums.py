"""The sums that pages read, moved with each entry in the same transaction.

Counters that many residents share come last and in one statement, spread over shards on PostgreSQL, so that they are
locked for the shortest time. `rebuild` in `footprint.ledger.rebuild` makes the same rows from the entries alone.
"""

import random
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite

from civic.calendar import ALL_TIME, CityCalendar
from civic.db import Quick, Straight
from footprint.ledger import rules
from footprint.ledger.models import Entry, PlaceTotal, ResidentTotal
from footprint.ledger.queries import Standing

POSTGRESQL_SHARDS = 16
TIER_COLUMN = {
    rules.SELF_REPORTED: "self_reported_mg",
    rules.ORGANIZER_CONFIRMED: "organizer_mg",
    rules.INSTRUMENT_CONFIRMED: "instrument_mg",
}


def append(straight: Straight, calendar: CityCalendar, row: dict[str, Any], before: Standing) -> int | None:
    """Inserts the row and moves the sums; None when its key was taken meanwhile, and then nothing has changed."""
    words = _DIALECTS[straight.dialect.name]
    inserted = straight.one(words.insert_entry, row)
    if inserted is None:
        return None
    sign = 1 if row["reverses_id"] is None else -1
    figures = {name: row[name] for name in ("low_mg", "mid_mg", "high_mg", "points")}
    common = {"district_id": row["district_id"], "entries": sign, **figures}
    straight.many(
        words.add_to_resident,
        [{"resident_id": row["resident_id"], "period": period, **common} for period in (row["season"], ALL_TIME)],
    )
    tiers = {column: row["mid_mg"] if tier == row["tier"] else 0 for tier, column in TIER_COLUMN.items()}
    shard = random.randrange(words.shards)  # noqa: S311 (spreads load, guards nothing)
    day = row["occurred_on"]
    keys = {
        "week": calendar.week(day).key,
        "month": calendar.month(day).key,
        "season": row["season"],
        "all": ALL_TIME,
    }
    straight.many(
        words.add_to_place,
        [
            {
                "period": key,
                "shard": shard,
                **common,
                **tiers,
                "participants": rules.joined(getattr(before, f"{kind}_district"), sign),
                "city_participants": rules.joined(getattr(before, f"{kind}_city"), sign),
            }
            for kind, key in keys.items()
        ],
    )
    entry_id: int = inserted[0]
    return entry_id


class _Dialect:
    """The upserts in one database's words, built once."""

    def __init__(self, make_insert: Any, shards: int) -> None:
        self.insert: Any = make_insert
        self.shards = shards
        table: Any = Entry.__table__
        entry = make_insert(table).values({c.name: bindparam(c.name) for c in table.c if c.name != "id"})
        self.insert_entry = Quick(entry.on_conflict_do_nothing().returning(table.c.id))
        self.add_to_resident = self._adding(ResidentTotal.__table__)
        self.add_to_place = self._adding(PlaceTotal.__table__)

    def _adding(self, table: Any) -> Quick:
        """INSERT that adds the figures to the row that is already there."""
        statement = self.insert(table).values({column.name: bindparam(column.name) for column in table.c})
        figures = [column for column in table.c if not column.primary_key]
        raised = {c.name: c + statement.excluded[c.name] for c in figures}
        return Quick(statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=raised))


_DIALECTS = {
    "sqlite": _Dialect(sqlite.insert, 1),
    "postgresql": _Dialect(postgresql.insert, POSTGRESQL_SHARDS),
}
