"""The entries grouped by resident and something else: the heavy half of deriving, inside the database.

Ten million entries fall into millions of groups. Each group is one whole number, the resident's times a modulus plus
that of a *kind* (a district and a span of days, an action). SQLite sorts to group, and compares quickly only where the
key is one whole number. PostgreSQL groups by hashing and can share the scan between two processes, but only in CREATE
TABLE AS and only without temporary tables, so there what is looked up stands in the query.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Column,
    FromClause,
    Integer,
    MetaData,
    String,
    Table,
    and_,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.ddl import CreateTableAs
from sqlalchemy.sql.functions import FunctionElement

from civic.database.driver import as_rows
from footprint.ledger.models import Entry, sign

FIGURES = ("entries", "low_mg", "mid_mg", "high_mg", "points")


class total(FunctionElement[int]):  # noqa: N801 (reads like the function it is)
    """The sum of whole numbers as a whole number.

    PostgreSQL's own sum of bigints makes decimals, at half the speed; `prepare` gives it one that adds in place.
    """

    name = "total"
    type = BigInteger()
    inherit_cache = True


@compiles(total)
def _sum(element: Any, compiler: Any, **options: Any) -> str:
    return f"sum({compiler.process(element.clauses, **options)})"


@compiles(total, "postgresql")
def _total(element: Any, compiler: Any, **options: Any) -> str:
    return f"pg_temp.total({compiler.process(element.clauses, **options)})"


_TOTAL = text(
    "CREATE OR REPLACE AGGREGATE pg_temp.total(bigint) "
    "(sfunc = int8pl, stype = bigint, initcond = '0', combinefunc = int8pl, parallel = safe)"
)
_PLAN = (
    "parallel_setup_cost = 0",
    "parallel_tuple_cost = 0",
    "max_parallel_workers_per_gather = 1",
    "enable_indexscan = off",
    "enable_sort = off",
)
"""For this transaction: one scan of the ledger by two processes, each hashing; reading it in an index's order would
fetch ten million rows from all over the disk."""


def prepare(session: Session) -> None:
    """What must be there before anything is grouped."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TOTAL)
        for setting in _PLAN:
            session.execute(text(f"SET LOCAL {setting}"))


def sums(rows: Any, entries: Any) -> list[Any]:
    """The sums of FIGURES over a group of `rows`, `entries` being what counts as one."""
    summed = (entries, rows.low_mg, rows.mid_mg, rows.high_mg, rows.points)
    return [total(value).label(name) for name, value in zip(FIGURES, summed, strict=True)]


def temporary(session: Session, name: str, *columns: Column[Any]) -> Table:
    """A new table that is gone at the end of the connection; in the order of its first column on SQLite."""
    table = Table(name, MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=False)
    table.create(session.connection())
    return table


def fill(session: Session, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts rows by column name; none is fine."""
    if rows:
        session.execute(insert(table), list(rows))


def group_entries(
    session: Session, name: str, kinds: Sequence[Mapping[str, Any]], modulus: int, *more: str
) -> tuple[FromClause, Table]:
    """Entries summed up by resident and kind.

    Args:
        name: of the temporary table.
        kinds: columns of entries by name, and the number of their `kind`; every entry must find its own.
        modulus: more than any number of a kind.
        more: columns to sum up besides FIGURES.

    Returns:
        Rows of `number` (resident × modulus + kind), FIGURES, `more`, in the order of their numbers on SQLite, where
        they are worked out when they are read; on PostgreSQL they are a table. And the table to drop in the end.
    """
    if session.get_bind().dialect.name == "postgresql":
        looked_up = _in_the_query(kinds)
        statement = CreateTableAs(_grouped(looked_up.c, looked_up, kinds[0], modulus, more), name, temporary=True)
        session.execute(statement)
        return statement.table, statement.table
    keys = (Column(column, _kind_type(column), primary_key=True) for column in kinds[0] if column != "kind")
    known = temporary(session, name + "_kind", *keys, Column("kind", Integer, nullable=False))
    fill(session, known, kinds)
    return _grouped(known.c, known, kinds[0], modulus, more).subquery(), known


def _grouped(known: Any, kinds: Any, like: Mapping[str, Any], modulus: int, more: Sequence[str]) -> Any:
    """A left join, though every row has its match: SQLite then keeps to the order."""
    number = (Entry.resident_id * literal_column(str(modulus), BigInteger) + known.kind).label("number")
    same = and_(*(getattr(Entry, name) == known[name] for name in like if name != "kind"))
    summed = [*sums(Entry, sign), *(total(getattr(Entry, name)).label(name) for name in more)]
    return select(number, *summed).outerjoin(kinds, same).group_by(literal_column("1"))


def _in_the_query(kinds: Sequence[Mapping[str, Any]]) -> Any:
    """The kinds as a table within a statement that takes no parameters."""
    given = func.json_to_recordset(cast(literal(as_rows(kinds), String()), JSON()))
    typed = given.table_valued(*(column(name, _kind_type(name)) for name in kinds[0]))
    return typed.render_derived("kinds", with_types=True)


def _kind_type(column: str) -> Any:
    return Integer() if column == "kind" else Entry.__table__.c[column].type
