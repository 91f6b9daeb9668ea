"""One cell a resident, district and season: sums, and a bit for every week and month with a living entry.

The heavy half of deriving (see `footprint.ledger.derivation`): ten million entries fall into millions of cells. Each
database does it in the one way that it does fast. SQLite sorts to group, and compares quickly only where the key is
one whole number, so kinds of cells are numbered. PostgreSQL groups by hashing and can share the scan between two
processes, but only in CREATE TABLE AS and only without temporary tables, so what is looked up stands in the query.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Integer,
    MetaData,
    SmallInteger,
    String,
    Table,
    and_,
    case,
    cast,
    column,
    func,
    insert,
    literal,
    literal_column,
    select,
    text,
    union,
    values,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.ddl import CreateTableAs
from sqlalchemy.sql.functions import FunctionElement

from civic.calendar import CityCalendar
from footprint.ledger.models import Entry

FIGURES = ("entries", "low_mg", "mid_mg", "high_mg", "points")
MASKS = ("weeks", "months")


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
    """What must be there before `total` is used."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_TOTAL)
        for setting in _PLAN:
            session.execute(text(f"SET LOCAL {setting}"))


def figures(rows: Any, entries: Any) -> list[Any]:
    """The sums of FIGURES over a group of `rows`, `entries` being what counts as one."""
    summed = (entries, rows.low_mg, rows.mid_mg, rows.high_mg, rows.points)
    return [total(value).label(name) for name, value in zip(FIGURES, summed, strict=True)]


sign: Any = case((Entry.reverses_id.is_(None), 1), else_=-1)
"""One for an entry, minus one for an opposite one."""


# Weeks and months as bits


@dataclass(frozen=True, slots=True)
class Block:
    """Days whose weeks and months have their bits in the same two masks; `weeks` and `months` are keys by bit."""

    number: int
    weeks: tuple[str, ...]
    months: tuple[str, ...]
    days: tuple[tuple[date, int, int], ...]
    """Day, and its bit among the weeks and among the months."""


def blocks(calendar: CityCalendar, days: Sequence[date]) -> list[Block]:
    """Cuts history (ascending days) where a week and a month begin together, so that none is in two blocks.

    At most 14 months pass between months that begin on a Monday: 62 weeks at both edges, a signed 64-bit mask.
    """
    found: list[list[date]] = []
    edge = date.min
    for day in days:
        if not found or day >= edge:
            found.append([])
            edge = _next_edge(day)
        found[-1].append(day)
    return [_block(calendar, number, part) for number, part in enumerate(found)]


def _next_edge(day: date) -> date:
    """The first day after `day` with which both a week and a month begin."""
    month = day
    while True:
        month = (month.replace(day=1) + timedelta(days=32)).replace(day=1)
        if month.weekday() == 0:
            return month


def _block(calendar: CityCalendar, number: int, days: Sequence[date]) -> Block:
    weeks = list(dict.fromkeys(calendar.week(day).key for day in days))
    months = list(dict.fromkeys(calendar.month(day).key for day in days))
    rows = ((day, 1 << weeks.index(calendar.week(day).key), 1 << months.index(calendar.month(day).key)) for day in days)
    return Block(number, tuple(weeks), tuple(months), tuple(rows))


# The cells

_work = MetaData()
_temporary: Any = {"prefixes": ["TEMPORARY"], "sqlite_with_rowid": False}
cell = Table(
    "derive_cell",
    _work,
    Column("resident_id", BigInteger, primary_key=True),
    Column("district_id", String, primary_key=True),
    Column("block", SmallInteger, primary_key=True),
    Column("season", String, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in (*FIGURES, *MASKS)),
    **_temporary,
)
_known = Table(
    "derive_known",
    _work,
    Column("day", Date, primary_key=True),
    Column("district_id", String, primary_key=True),
    Column("season", String, primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("week_bit", BigInteger, nullable=False),
    Column("month_bit", BigInteger, nullable=False),
    **_temporary,
)
_kind = Table(
    "derive_kind",
    _work,
    Column("kind", Integer, primary_key=True),
    Column("district_id", String, nullable=False),
    Column("block", SmallInteger, nullable=False),
    Column("season", String, nullable=False),
    **_temporary,
)
_dead = Table("derive_dead", _work, Column("id", BigInteger, primary_key=True), **_temporary)
_taken_back = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))


Kind = tuple[str, str, date]
"""District, season and day of an entry."""


def make_cells(session: Session, kinds: Sequence[Kind], history: Sequence[Block]) -> None:
    """Fills the temporary table `cell`. `kinds` are those of all entries."""
    if not history:
        cell.create(session.connection())
    elif session.get_bind().dialect.name == "postgresql":
        session.execute(CreateTableAs(_hashed(history), cell.name, temporary=True))
    else:
        _work.create_all(session.connection())
        _sort_into_cells(session, kinds, history)


def drop_cells(session: Session) -> None:
    """Removes every temporary table of this module."""
    _work.drop_all(session.connection())


_DAYS: dict[str, Any] = {"day": Date(), "week_bit": BigInteger(), "month_bit": BigInteger()}


def _hashed(history: Sequence[Block]) -> Any:
    """Only living entries find their day, so the others have no bits."""
    days = values(*(column(name, type_) for name, type_ in _DAYS.items()), name="days")
    days = days.data([_typed(row) for block in history for row in block.days])
    is_living = and_(Entry.reverses_id.is_(None), Entry.id.not_in(_taken_back))
    masks = (func.coalesce(func.bit_or(bit), 0) for bit in (days.c.week_bit, days.c.month_bit))
    block = _block_number(history).label("block")
    by = (Entry.resident_id, Entry.district_id, block, Entry.season)
    return (
        select(*by, *figures(Entry, sign), *(mask.label(name) for name, mask in zip(MASKS, masks, strict=True)))
        .outerjoin(days, and_(days.c.day == Entry.occurred_on, is_living))
        .group_by(*by)
    )


def _typed(row: tuple[date, int, int]) -> tuple[Any, ...]:
    return tuple(cast(literal(value, type_), type_) for value, type_ in zip(row, _DAYS.values(), strict=True))


def _block_number(history: Sequence[Block]) -> Any:
    """The block of an entry's day."""
    later = [(Entry.occurred_on >= block.days[0][0], block.number) for block in reversed(history[1:])]
    return cast(case(*later, else_=0) if later else literal(0), SmallInteger)


def _sort_into_cells(session: Session, kinds: Sequence[Kind], history: Sequence[Block]) -> None:
    """Numbered by resident and kind in the order of the table's key, so that its rows are only appended."""
    of_day = {day: (block.number, bits) for block in history for day, *bits in block.days}
    named = {kind: (kind[0], of_day[kind[2]][0], kind[1]) for kind in kinds}
    numbers = {name: number for number, name in enumerate(sorted(set(named.values())))}
    _fill(session, _kind, [(number, *name) for name, number in numbers.items()])
    looked_up = [(kind[2], kind[0], kind[1], numbers[name], *of_day[kind[2]][1]) for kind, name in named.items()]
    _fill(session, _known, looked_up)
    reversals = select(Entry.id).where(Entry.reverses_id.is_not(None))
    session.execute(insert(_dead).from_select(["id"], union(reversals, _taken_back)))
    session.execute(insert(cell).from_select(list(cell.c.keys()), _sorted(len(numbers))))


def _sorted(kinds: int) -> Any:
    """Left joins, though every row has its match: SQLite then keeps to their order."""
    modulus = literal_column(str(kinds), BigInteger)
    number = (Entry.resident_id * modulus + _known.c.kind).label("number")
    masks = (func.bit_or(case((_dead.c.id.is_(None), bit), else_=0)) for bit in (_known.c.week_bit, _known.c.month_bit))
    same = (getattr(Entry, ours) == _known.c[theirs] for ours, theirs in _SAME)
    rows = (
        select(number, *figures(Entry, sign), *(mask.label(name) for name, mask in zip(MASKS, masks, strict=True)))
        .outerjoin(_known, and_(*same))
        .outerjoin(_dead, _dead.c.id == Entry.id)
        .group_by(number)
        .subquery()
    )
    key = (rows.c.number // modulus, _kind.c.district_id, _kind.c.block, _kind.c.season)
    return select(*key, *(rows.c[name] for name in (*FIGURES, *MASKS))).select_from(
        rows.outerjoin(_kind, _kind.c.kind == rows.c.number % modulus)
    )


_SAME = (("occurred_on", "day"), ("district_id", "district_id"), ("season", "season"))


def _fill(session: Session, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    session.execute(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in rows])
