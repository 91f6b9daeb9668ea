"""The sums that pages read, moved with each entry in the same transaction.

Counters that many residents share come last, spread over shards on PostgreSQL, so that they are locked for the
shortest time. `rebuild` in `footprint.ledger.rebuild` makes the same rows from the entries alone.
"""

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, String, bindparam, cast, column, func, literal_column, select, true
from sqlalchemy import values as rows_of
from sqlalchemy.dialects import postgresql, sqlite

from civic.calendar import ALL_TIME, CityCalendar
from civic.db import Quick, Straight
from footprint.ledger import rules
from footprint.ledger.models import Entry, PlaceTotal, ResidentTotal
from footprint.ledger.queries import Standing

POSTGRESQL_SHARDS = 16
_SHARD_LOCKS = 5_208_313
"""Any number, as long as it stays the same and no other advisory lock has it."""
TIER_COLUMN = {
    rules.SELF_REPORTED: "self_reported_mg",
    rules.ORGANIZER_CONFIRMED: "organizer_mg",
    rules.INSTRUMENT_CONFIRMED: "instrument_mg",
}


def append(straight: Straight, calendar: CityCalendar, row: dict[str, Any], before: Standing) -> int | None:
    """Inserts the row and moves the sums; None when its key was taken meanwhile, and then nothing has changed."""
    sign = 1 if row["reverses_id"] is None else -1
    figures = {name: row[name] for name in ("low_mg", "mid_mg", "high_mg", "points")}
    tiers = {column: row["mid_mg"] if tier == row["tier"] else 0 for tier, column in TIER_COLUMN.items()}
    day = row["occurred_on"]
    moves = {
        "entries": sign,
        **figures,
        **tiers,
        "all": ALL_TIME,
        "week": calendar.week(day).key,
        "month": calendar.month(day).key,
    }
    for kind in _KINDS:
        moves[f"{kind}_participants"] = rules.joined(getattr(before, f"{kind}_district"), sign)
        moves[f"{kind}_city_participants"] = rules.joined(getattr(before, f"{kind}_city"), sign)
    return _APPEND[straight.dialect.name](straight, {**row, **moves})


_KINDS = ("week", "month", "season", "all")
"""The periods of a place, in the order in which their rows are locked."""


def _adding(statement: Any, table: Any) -> Any:
    """An INSERT that adds its figures to the row that is already there."""
    figures = [column for column in table.c if not column.primary_key]
    raised = {column.name: column + statement.excluded[column.name] for column in figures}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=raised)


class _Sqlite:
    """Three statements: calls cost nothing here, and one file has no use for shards."""

    def __init__(self) -> None:
        entry = sqlite.insert(_ENTRY).values(_ENTRY_VALUES).on_conflict_do_nothing()
        self._entry = Quick(entry.returning(_ENTRY.c.id))
        own, place = (
            sqlite.insert(table).values({column.name: bindparam(column.name) for column in table.c})
            for table in (_OWN, _PLACE)
        )
        self._own, self._place = Quick(_adding(own, _OWN)), Quick(_adding(place, _PLACE))

    def __call__(self, straight: Straight, values: dict[str, Any]) -> int | None:
        inserted = straight.one(self._entry, values)
        if inserted is None:
            return None
        straight.many(self._own, [{**values, "period": period} for period in (values["season"], ALL_TIME)])
        straight.many(self._place, [self._of_period(values, kind) for kind in _KINDS])
        entry_id: int = inserted[0]
        return entry_id

    def _of_period(self, values: dict[str, Any], kind: str) -> dict[str, Any]:
        counts = {name: values[f"{kind}_{name}"] for name in ("participants", "city_participants")}
        return {**values, **counts, "period": values[kind], "shard": 0}


class _Postgresql:
    """One statement, one round trip: the sums are inserted from the entry, so without it they do not move."""

    def __init__(self) -> None:
        entry = postgresql.insert(_ENTRY).values(_ENTRY_VALUES).on_conflict_do_nothing()
        inserted = entry.returning(_ENTRY.c.id).cte("inserted")
        own = self._insert(_OWN, inserted, rows_of(column("period", String), name="own"), _own_periods())
        counts: list[Any] = [
            column("period", String),
            column("participants", BigInteger),
            column("city_participants", BigInteger),
        ]
        place = self._insert(_PLACE, inserted, rows_of(*counts, name="places"), _place_periods())
        self._append = Quick(select(inserted.c.id).add_cte(own, place))

    def __call__(self, straight: Straight, values: dict[str, Any]) -> int | None:
        inserted = straight.one(self._append, values)
        return inserted[0] if inserted else None

    def _insert(self, table: Any, inserted: Any, given: Any, rows: list[tuple[Any, ...]]) -> Any:
        """INSERT INTO table: what `rows` gives by period, the rest from the parameters, once for the entry."""
        given = given.data(rows)
        known = {**given.c, "shard": _own_shard()}
        columns = [known[c.name] if c.name in known else bindparam(c.name, type_=c.type) for c in table.c]
        chosen = select(*columns).select_from(inserted.join(given, true()))
        statement = postgresql.insert(table).from_select([c.name for c in table.c], chosen)
        return _adding(statement, table).cte(f"moved_{table.name}")


def _own_shard() -> Any:
    """A shard that no other transaction uses, tried from one on that the connection prefers; kept until the end.

    Transactions record for many residents, in any order of districts: on shared rows two of them would wait for each
    other (a second lost for every eighty entries of two busy processes). With all taken, the preferred one is shared.
    """
    shards: Any = literal_column(str(POSTGRESQL_SHARDS))
    preferred: Any = func.pg_backend_pid() % shards
    turn = func.generate_series(literal_column("1"), shards).column_valued("turn")
    shard = (preferred + turn) % shards
    free = func.pg_try_advisory_xact_lock(literal_column(str(_SHARD_LOCKS)), shard)
    return func.coalesce(select(shard).where(free).limit(1).scalar_subquery(), preferred)


def _own_periods() -> list[tuple[Any, ...]]:
    return [(cast(bindparam(name), String),) for name in ("season", "all")]


def _place_periods() -> list[tuple[Any, ...]]:
    return [
        (
            cast(bindparam(kind), String),
            cast(bindparam(f"{kind}_participants"), BigInteger),
            cast(bindparam(f"{kind}_city_participants"), BigInteger),
        )
        for kind in _KINDS
    ]


_ENTRY: Any = Entry.__table__
_OWN: Any = ResidentTotal.__table__
_PLACE: Any = PlaceTotal.__table__
_ENTRY_VALUES: dict[str, Any] = {column.name: bindparam(column.name) for column in _ENTRY.c if column.name != "id"}
_APPEND: dict[str, Callable[[Straight, dict[str, Any]], int | None]] = {
    "sqlite": _Sqlite(),
    "postgresql": _Postgresql(),
}
