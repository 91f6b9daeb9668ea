"""The sums that pages read, moved with each entry in the same transaction.

Counters that many residents share come last and in one statement, spread over shards on PostgreSQL, so that they are
locked for the shortest time. `rebuild` in `footprint.ledger.rebuild` makes the same rows from the entries alone.
"""

import random
from typing import Any

from sqlalchemy import bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, CityCalendar
from footprint.ledger import rules
from footprint.ledger.models import Entry, PlaceTotal, ResidentTotal

POSTGRESQL_SHARDS = 16
TIER_COLUMN = {
    rules.SELF_REPORTED: "self_reported_mg",
    rules.ORGANIZER_CONFIRMED: "organizer_mg",
    rules.INSTRUMENT_CONFIRMED: "instrument_mg",
}


def append(session: Session, calendar: CityCalendar, row: dict[str, Any], before: Any) -> int | None:
    """Inserts the row and moves the sums; None when its key was taken meanwhile, and then nothing has changed."""
    dialect = _dialect(session)
    entry_id: int | None = session.execute(dialect.insert_entry, row).scalar()
    if entry_id is None:
        return None
    sign = 1 if row["reverses_id"] is None else -1
    figures = {name: row[name] for name in ("low_mg", "mid_mg", "high_mg", "points")}
    common = {"district_id": row["district_id"], "entries": sign, **figures}
    session.execute(
        dialect.add_to_resident,
        [{"resident_id": row["resident_id"], "period": period, **common} for period in (row["season"], ALL_TIME)],
    )
    tiers = {column: row["mid_mg"] if tier == row["tier"] else 0 for tier, column in TIER_COLUMN.items()}
    shard = random.randrange(dialect.shards)  # noqa: S311 (spreads load, guards nothing)
    day = row["occurred_on"]
    keys = {
        "week": calendar.week(day).key,
        "month": calendar.month(day).key,
        "season": row["season"],
        "all": ALL_TIME,
    }
    session.execute(
        dialect.add_to_place,
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
    return entry_id


class _Dialect:
    """The upserts in one database's words, built once."""

    def __init__(self, make_insert: Any, shards: int) -> None:
        self.insert: Any = make_insert
        self.shards = shards
        self.insert_entry = make_insert(Entry.__table__).on_conflict_do_nothing().returning(Entry.__table__.c.id)
        self.add_to_resident = self._adding(ResidentTotal.__table__)
        self.add_to_place = self._adding(PlaceTotal.__table__)

    def _adding(self, table: Any) -> Any:
        """INSERT that adds the figures to the row that is already there."""
        statement = self.insert(table).values({column.name: bindparam(column.name) for column in table.c})
        figures = [column for column in table.c if not column.primary_key]
        return statement.on_conflict_do_update(
            index_elements=list(table.primary_key),
            set_={c.name: c + statement.excluded[c.name] for c in figures},
        )


_DIALECTS = {
    "sqlite": _Dialect(sqlite.insert, 1),
    "postgresql": _Dialect(postgresql.insert, POSTGRESQL_SHARDS),
}


def _dialect(session: Session) -> _Dialect:
    return _DIALECTS[session.get_bind().dialect.name]
