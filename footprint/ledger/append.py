"""Appends entries and moves every projection with them, in the same transaction.

The only place that speaks two dialects to do so. On PostgreSQL it is one statement, one round trip, however many
entries. What several entries add to the same row is added up first. Rows that many residents share come last, spread
over shards on PostgreSQL, so that they are locked for the shortest time.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Integer, bindparam, func, literal_column, select
from sqlalchemy.dialects import postgresql, sqlite

from civic.database.driver import CompiledQuery, DriverTransaction, as_rows, given_rows
from footprint.ledger.models import Entry
from footprint.ledger.projections.all import PROJECTIONS
from footprint.ledger.projections.projection import SHARD, Movement, Projection, Row

POSTGRESQL_SHARDS = 16
_SHARD_LOCKS = 5_208_313
"""Any number, as long as it stays the same and no other advisory lock has it."""

Moved = Mapping[Projection, Sequence[Row]]
"""What is added to the rows of each projection."""


def append(transaction: DriverTransaction, movements: Sequence[Movement]) -> list[int]:
    """Inserts entries of different residents and moves every projection; the entries' numbers, in their order.

    The residents are locked, and no entry has one of the keys.
    """
    moved = {projection: _added_up(projection, movements) for projection in PROJECTIONS}
    return _APPEND[transaction.dialect.name](transaction, [movement.row for movement in movements], moved)


def _added_up(projection: Projection, movements: Iterable[Movement]) -> list[Row]:
    """A row for each key, in the one order in which all transactions lock them."""
    rows: dict[tuple[Any, ...], Row] = {}
    for movement in movements:
        for row in projection.moves(movement):
            key = tuple([row[name] for name in projection.keys])
            known = rows.get(key)
            rows[key] = {**row, **{name: known[name] + row[name] for name in projection.figures}} if known else row
    return [rows[key] for key in sorted(rows)]


class _Sqlite:
    """A statement for each row: calls cost nothing here, and one file has no use for shards."""

    def __init__(self) -> None:
        entry = sqlite.insert(_ENTRY).values({column.name: bindparam(column.name) for column in _ENTRY_COLUMNS})
        self._entry = CompiledQuery(entry.returning(_ENTRY.c.id))
        self._upserts = {projection: CompiledQuery(self._upsert(projection)) for projection in PROJECTIONS}

    def __call__(self, transaction: DriverTransaction, rows: Sequence[Row], moved: Moved) -> list[int]:
        numbers = [transaction.one(self._entry, row)[0] for row in rows]
        for projection, added in moved.items():
            if added:
                transaction.many(self._upserts[projection], added)
        return numbers

    @staticmethod
    def _upsert(projection: Projection) -> Any:
        values: dict[str, Any] = {name: bindparam(name) for name in (*projection.keys, *projection.figures)}
        shard: dict[str, Any] = {SHARD: literal_column("0")} if projection.is_sharded else {}
        return _adding(sqlite.insert(projection.table).values({**values, **shard}), projection)


class _Postgresql:
    """One statement, one round trip, however many entries."""

    def __init__(self) -> None:
        given = given_rows("entries", {"number": Integer(), **{column.name: column.type for column in _ENTRY_COLUMNS}})
        chosen = select(*_bare(_ENTRY_COLUMNS)).select_from(given).order_by(literal_column("number"))
        insert = postgresql.insert(_ENTRY).from_select([column.name for column in _ENTRY_COLUMNS], chosen)
        appended = insert.returning(_ENTRY.c.resident_id, _ENTRY.c.id).cte("appended")
        numbers = select(appended.c.resident_id, appended.c.id)
        self._append = CompiledQuery(numbers.add_cte(*(self._upsert(projection) for projection in PROJECTIONS)))

    def __call__(self, transaction: DriverTransaction, rows: Sequence[Row], moved: Moved) -> list[int]:
        numbered = [{**row, "number": number} for number, row in enumerate(rows)]
        given = {projection.name: as_rows(added) for projection, added in moved.items()}
        of_resident = dict(transaction.all(self._append, {"entries": as_rows(numbered), **given}))
        return [of_resident[row["resident_id"]] for row in rows]

    @staticmethod
    def _upsert(projection: Projection) -> Any:
        table = projection.table
        given = given_rows(projection.name, {column.name: column.type for column in table.c if column.name != SHARD})
        rows = select(*_bare(table.c, shard=_own_shard())).select_from(given)
        statement = postgresql.insert(table).from_select([column.name for column in table.c], rows)
        return _adding(statement, projection).cte(f"moved_{projection.name}")


def _adding(statement: Any, projection: Projection) -> Any:
    """An INSERT that adds its figures to the row that is already there."""
    table = projection.table
    raised = {name: table.c[name] + statement.excluded[name] for name in projection.figures}
    return statement.on_conflict_do_update(index_elements=list(table.primary_key), set_=raised)


def _bare(columns: Iterable[Any], **others: Any) -> list[Any]:
    """The columns by their names alone: the statement is sent with every entry."""
    return [others.get(column.name, literal_column(column.name)) for column in columns]


def _own_shard() -> Any:
    """A shard that no other transaction uses, tried from one on that the connection prefers; kept until the end.

    Transactions record for many residents, in any order of districts: on shared rows two of them would wait for each
    other (a second lost for every eighty entries of two busy processes). With all taken, the preferred one is shared.
    """
    shards: Any = literal_column(str(POSTGRESQL_SHARDS))
    preferred: Any = func.pg_backend_pid() % shards
    offset = func.generate_series(literal_column("1"), shards).column_valued("tried")
    shard = (preferred + offset) % shards
    free = func.pg_try_advisory_xact_lock(literal_column(str(_SHARD_LOCKS)), shard)
    return func.coalesce(select(shard).where(free).limit(literal_column("1")).scalar_subquery(), preferred)


_ENTRY: Any = Entry.__table__
_ENTRY_COLUMNS = [column for column in _ENTRY.c if column.name != "id"]
_APPEND: dict[str, Callable[[DriverTransaction, Sequence[Row], Moved], list[int]]] = {
    "sqlite": _Sqlite(),
    "postgresql": _Postgresql(),
}
