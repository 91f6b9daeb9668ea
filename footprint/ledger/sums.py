"""The sums that pages read, moved with the entries in the same transaction.

Counters that many residents share are added up over the entries first and come last, spread over shards on
PostgreSQL, so that they are locked for the shortest time. `rebuild` in `footprint.ledger.rebuild` makes the same rows
from the entries alone.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import add
from typing import Any

from sqlalchemy import Integer, bindparam, case, func, literal_column, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from civic.calendar import ALL_TIME
from civic.database.driver import CompiledQuery, DriverTransaction, as_rows, given_rows
from footprint.ledger import rules
from footprint.ledger.models import Entry, PlaceTotal, ResidentTotal
from footprint.ledger.queries import Standing
from footprint.ledger.rules import Around

POSTGRESQL_SHARDS = 16
_SHARD_LOCKS = 5_208_313
"""Any number, as long as it stays the same and no other advisory lock has it."""
TIER_COLUMN = {
    rules.SELF_REPORTED: "self_reported_mg",
    rules.ORGANIZER_CONFIRMED: "organizer_mg",
    rules.INSTRUMENT_CONFIRMED: "instrument_mg",
}

Row = Mapping[str, Any]
"""Values by column; days as text."""


def append(straight: DriverTransaction, entries: Sequence[tuple[Row, Around, Standing]]) -> list[int]:
    """Inserts entries of different residents and moves the sums; the numbers of the entries, in their order.

    Each comes with its row, the periods around its day, and what stood before it. The residents are locked, and no
    entry has one of the keys.
    """
    return _APPEND[straight.dialect.name](straight, [row for row, _, _ in entries], _of_places(entries))


def _sign(row: Row) -> int:
    return 1 if row["reverses_id"] is None else -1


def _of_places(entries: Sequence[tuple[Row, Around, Standing]]) -> list[Row]:
    """What entries add to the sums of places, a row for each, in the one order in which they are locked."""
    moves: dict[tuple[str, str], list[int]] = {}
    for row, around, before in entries:
        sign, mid = _sign(row), row["mid_mg"]
        tiers = [mid if tier == row["tier"] else 0 for tier in TIER_COLUMN]
        figures = [row["low_mg"], mid, row["high_mg"], *tiers, row["points"]]
        for period, in_district, in_city in (
            (around.week.key, before.week_district, before.week_city),
            (around.month.key, before.month_district, before.month_city),
            (row["season"], before.season_district, before.season_city),
            (ALL_TIME, before.all_district, before.all_city),
        ):
            moved = [sign, rules.joined(in_district, sign), rules.joined(in_city, sign), *figures]
            place = period, row["district_id"]
            known = moves.get(place)
            moves[place] = list(map(add, known, moved)) if known else moved
    return [dict(zip(_PLACE_COLUMNS, (*place, *moves[place]), strict=True)) for place in sorted(moves)]


_PLACE_COLUMNS = (
    *("period", "district_id", "entries", "participants", "city_participants", "low_mg", "mid_mg", "high_mg"),
    *TIER_COLUMN.values(),
    "points",
)


def _adding(statement: Any, table: Any) -> Any:
    """An INSERT that adds its figures to the row that is already there."""
    figures = [column for column in table.c if not column.primary_key]
    raised = {column.name: column + statement.excluded[column.name] for column in figures}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=raised)


class _Sqlite:
    """A statement for each row: calls cost nothing here, and one file has no use for shards."""

    def __init__(self) -> None:
        entry, own, place = (
            sqlite.insert(table).values({column.name: bindparam(column.name) for column in columns})
            for table, columns in ((_ENTRY, _ENTRY_COLUMNS), (_OWN, _OWN.c), (_PLACE, _PLACE.c))
        )
        self._entry = CompiledQuery(entry.returning(_ENTRY.c.id))
        self._own, self._place = CompiledQuery(_adding(own, _OWN)), CompiledQuery(_adding(place, _PLACE))

    def __call__(self, straight: DriverTransaction, rows: Sequence[Row], places: Sequence[Row]) -> list[int]:
        numbers = [straight.one(self._entry, row)[0] for row in rows]
        own = [{**row, "entries": _sign(row), "period": period} for row in rows for period in (row["season"], ALL_TIME)]
        straight.many(self._own, own)
        straight.many(self._place, [{**place, "shard": 0} for place in places])
        return numbers


class _Postgresql:
    """One statement, one round trip, however many entries."""

    def __init__(self) -> None:
        given = given_rows("entries", {"number": Integer(), **{column.name: column.type for column in _ENTRY_COLUMNS}})
        chosen = select(*_bare(_ENTRY_COLUMNS)).select_from(given).order_by(literal_column("number"))
        insert = postgresql.insert(_ENTRY).from_select([column.name for column in _ENTRY_COLUMNS], chosen)
        self._appended = insert.returning(*(_ENTRY.c[name] for name in _COUNTED)).cte("appended")
        own = union_all(self._of_resident(self._appended.c.season), self._of_resident(literal_column(f"'{ALL_TIME}'")))
        given = given_rows("places", {column.name: column.type for column in _PLACE.c})
        places = select(*_bare(_PLACE.c, shard=_own_shard())).select_from(given)
        numbers = select(self._appended.c.resident_id, self._appended.c.id)
        self._append = CompiledQuery(numbers.add_cte(self._moving(_OWN, own), self._moving(_PLACE, places)))

    def __call__(self, straight: DriverTransaction, rows: Sequence[Row], places: Sequence[Row]) -> list[int]:
        numbered = [{**row, "number": number} for number, row in enumerate(rows)]
        of_resident = dict(straight.all(self._append, {"entries": as_rows(numbered), "places": as_rows(places)}))
        return [of_resident[row["resident_id"]] for row in rows]

    def _of_resident(self, period: Any) -> Any:
        """What each entry adds to its resident's sum of a period."""
        entry = self._appended.c
        sign = case((entry.reverses_id.is_(None), literal_column("1")), else_=literal_column("-1"))
        return select(*_bare(_OWN.c, period=period, entries=sign)).select_from(self._appended)

    @staticmethod
    def _moving(table: Any, rows: Any) -> Any:
        statement = postgresql.insert(table).from_select([column.name for column in table.c], rows)
        return _adding(statement, table).cte(f"moved_{table.name}")


def _bare(columns: Iterable[Any], **others: Any) -> list[Any]:
    """The columns by their names alone. The driver looks a statement over each time if it has 4,096 letters or more."""
    return [others.get(column.name, literal_column(column.name)) for column in columns]


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
    return func.coalesce(select(shard).where(free).limit(literal_column("1")).scalar_subquery(), preferred)


_ENTRY: Any = Entry.__table__
_ENTRY_COLUMNS = [column for column in _ENTRY.c if column.name != "id"]
_COUNTED = ("id", "resident_id", "season", "district_id", "reverses_id", "low_mg", "mid_mg", "high_mg", "points")
_OWN: Any = ResidentTotal.__table__
_PLACE: Any = PlaceTotal.__table__
_APPEND: dict[str, Callable[[DriverTransaction, Sequence[Row], Sequence[Row]], list[int]]] = {
    "sqlite": _Sqlite(),
    "postgresql": _Postgresql(),
}
