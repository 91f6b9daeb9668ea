"""Every derived row, worked out from the entries alone, inside the database.

Two passes over the ledger do it, whatever its size. The first adds up by district, day, season and tier: a few
thousand rows, from which the places' sums of any period follow. The second makes one cell a resident, district and
season: its sums, and two masks with a bit for every week and every month in which the resident has a living entry.
Who took part when is then a matter of bits, and nobody counts twice.

An entry is living if it neither takes another back nor was taken back. An opposite entry has the resident, district
and day of the one it takes back (`verify` proves it), so that is the same as "more entries than reversals". Only the
season may differ: seasons and all time are therefore counted from sums.

SQLite sorts to group, and does it fast only by a single whole number: hence the numbered kinds of cells, and a first
pass in chunks that are sorted within the processor's cache.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
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
    bindparam,
    case,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
    union,
)
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, CityCalendar
from footprint.ledger.models import Entry, PlaceTotal
from footprint.ledger.sums import TIER_COLUMN

_CHUNK_ENTRIES = 2_000
PLACE_FIGURES = tuple(column.name for column in PlaceTotal.__table__.c if not column.primary_key)
_FIGURES = ("entries", "low_mg", "mid_mg", "high_mg", "points")
_MASKS = ("weeks", "months")

Places = dict[tuple[str, str], dict[str, int]]
"""Figures by period and district, named as the columns of `place_total`."""


def derive(session: Session, calendar: CityCalendar, residents: Table) -> Places:
    """Inserts the residents' sums into the empty table `residents` and returns those of the places.

    `residents` has the columns of `resident_total`. Of a place's `city_participants` only the sum over the districts
    of a period means something.
    """
    with session.no_autoflush:
        sums = list(_sums(session))
        blocks = _blocks(calendar, sorted({row.occurred_on for row in sums}))
        _make_cells(session, sums, blocks)
        _add_residents(session, residents)
        places = _places(calendar, sums)
        _count_by_sums(session, residents, places)
        for block in blocks:
            _count_by_masks(session, block, places)
        _work.drop_all(session.connection())
    return places


# First pass: what places sum up to

_sign = case((Entry.reverses_id.is_(None), 1), else_=-1)


def _total(value: Any) -> Any:
    return cast(func.sum(value), BigInteger)


_by_day = select(
    Entry.district_id,
    Entry.occurred_on,
    Entry.season,
    Entry.tier,
    _total(_sign).label("entries"),
    *(_total(getattr(Entry, name)).label(name) for name in _FIGURES[1:]),
).group_by(Entry.district_id, Entry.occurred_on, Entry.season, Entry.tier)


def _sums(session: Session) -> Iterator[Any]:
    """Rows of district, day, season, tier and figures; on SQLite several for the same."""
    if session.get_bind().dialect.name == "postgresql":
        yield from session.execute(_by_day)
        return
    last = session.scalar(select(func.max(Entry.id))) or 0
    chunk = _by_day.where(Entry.id > bindparam("after"), Entry.id <= bindparam("upto"))
    for after in range(0, last, _CHUNK_ENTRIES):
        yield from session.execute(chunk, {"after": after, "upto": after + _CHUNK_ENTRIES})


def _places(calendar: CityCalendar, sums: Iterable[Any]) -> Places:
    places: Places = defaultdict(lambda: dict.fromkeys(PLACE_FIGURES, 0))
    for row in sums:
        day = row.occurred_on
        for period in (calendar.week(day).key, calendar.month(day).key, row.season, ALL_TIME):
            place = places[period, row.district_id]
            for name in _FIGURES:
                place[name] += getattr(row, name)
            if row.tier in TIER_COLUMN:
                place[TIER_COLUMN[row.tier]] += row.mid_mg
    return places


# Second pass: cells


@dataclass(frozen=True, slots=True)
class _Block:
    """Days whose weeks and months have their bits in the same two masks; `weeks` and `months` are keys by bit."""

    number: int
    weeks: tuple[str, ...]
    months: tuple[str, ...]
    day_rows: tuple[tuple[date, int, int, int], ...]
    """Day, block, and its bit among the weeks and among the months."""


def _blocks(calendar: CityCalendar, days: Sequence[date]) -> list[_Block]:
    """Cuts history where a week and a month begin together, so that none is in two blocks.

    At most 14 months pass between months that begin on a Monday: 61 weeks, which fit in a signed 64-bit mask.
    """
    if not days:
        return []
    found: list[list[date]] = []
    known = set(days)
    for day in (days[0] + timedelta(days=age) for age in range((days[-1] - days[0]).days + 1)):
        if not found or (day.day == 1 and day.weekday() == 0):
            found.append([])
        if day in known:
            found[-1].append(day)
    return [_block(calendar, number, tuple(part)) for number, part in enumerate(part for part in found if part)]


def _block(calendar: CityCalendar, number: int, days: tuple[date, ...]) -> _Block:
    weeks = list(dict.fromkeys(calendar.week(day).key for day in days))
    months = list(dict.fromkeys(calendar.month(day).key for day in days))
    rows = (
        (day, number, 1 << weeks.index(calendar.week(day).key), 1 << months.index(calendar.month(day).key))
        for day in days
    )
    return _Block(number, tuple(weeks), tuple(months), tuple(rows))


_work = MetaData()
_looked_up: Any = {"prefixes": ["TEMPORARY"], "sqlite_with_rowid": False}
_day = Table(
    "derive_day",
    _work,
    Column("day", Date, primary_key=True),
    Column("block", SmallInteger, nullable=False),
    Column("week_bit", BigInteger, nullable=False),
    Column("month_bit", BigInteger, nullable=False),
    **_looked_up,
)
_kind = Table(
    "derive_kind",
    _work,
    Column("district_id", String, primary_key=True),
    Column("block", SmallInteger, primary_key=True),
    Column("season", String, primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    **_looked_up,
)
_dead = Table("derive_dead", _work, Column("id", BigInteger, primary_key=True), **_looked_up)
_cell = Table(
    "derive_cell",
    _work,
    Column("resident_id", BigInteger, primary_key=True),
    Column("district_id", String, primary_key=True),
    Column("block", SmallInteger, primary_key=True),
    Column("season", String, primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in (*_FIGURES, *_MASKS)),
    **_looked_up,
)


def _make_cells(session: Session, sums: Sequence[Any], blocks: Sequence[_Block]) -> None:
    """Fills `_cell`, numbered by resident and kind (district, block, season) in the order of its key."""
    block_of = {day: block.number for block in blocks for day, *_ in block.day_rows}
    kinds = sorted({(row.district_id, block_of[row.occurred_on], row.season) for row in sums})
    _work.create_all(session.connection())
    _fill(session, _kind, [(*kind, number) for number, kind in enumerate(kinds)])
    _fill(session, _day, [row for block in blocks for row in block.day_rows])
    reversals = select(Entry.id).where(Entry.reverses_id.is_not(None))
    reversed_ = select(Entry.reverses_id).where(Entry.reverses_id.is_not(None))
    session.execute(insert(_dead).from_select(["id"], union(reversals, reversed_)))
    session.execute(_cells(len(kinds)))


def _cells(kinds: int) -> Any:
    """Left joins, though every row has its match: SQLite then keeps to their order."""
    modulus: Any = literal_column(str(kinds))
    number = (Entry.resident_id * modulus + _kind.c.number).label("number")
    bits = (case((_dead.c.id.is_(None), bit), else_=0) for bit in (_day.c.week_bit, _day.c.month_bit))
    same_kind = (_kind.c.district_id == Entry.district_id, _kind.c.season == Entry.season)
    numbered = (
        select(
            number,
            *_figures(Entry, _sign),
            *(func.bit_or(bit).label(name) for name, bit in zip(_MASKS, bits, strict=True)),
        )
        .outerjoin(_day, _day.c.day == Entry.occurred_on)
        .outerjoin(_kind, and_(*same_kind, _kind.c.block == _day.c.block))
        .outerjoin(_dead, _dead.c.id == Entry.id)
        .group_by(number)
        .subquery()
    )
    rows = numbered.c
    cells = select(
        rows.number // modulus,
        _kind.c.district_id,
        _kind.c.block,
        _kind.c.season,
        *(rows[name] for name in (*_FIGURES, *_MASKS)),
    ).select_from(numbered.outerjoin(_kind, _kind.c.number == rows.number % modulus))
    return insert(_cell).from_select(list(_cell.c.keys()), cells)


def _add_residents(session: Session, residents: Table) -> None:
    """The sums of seasons from the cells, and those of all time from the seasons'."""
    names = ["resident_id", "period", "district_id", *_FIGURES]
    cell = _cell.c
    seasons = select(cell.resident_id, cell.season, cell.district_id, *_figures(cell, cell.entries))
    ever = select(cell.resident_id, literal(ALL_TIME), cell.district_id, *_figures(cell, cell.entries))
    by_season = seasons.group_by(cell.resident_id, cell.district_id, cell.season)
    session.execute(insert(residents).from_select(names, by_season))
    session.execute(insert(residents).from_select(names, ever.group_by(cell.resident_id, cell.district_id)))


def _figures(rows: Any, entries: Any) -> list[Any]:
    values = (entries, rows.low_mg, rows.mid_mg, rows.high_mg, rows.points)
    return [_total(value).label(name) for name, value in zip(_FIGURES, values, strict=True)]


# Who took part


def _count_by_sums(session: Session, residents: Table, places: Places) -> None:
    """Participants of seasons and of all time. Who lived in several districts counts once in the city."""
    rows = residents.c
    lives = case((rows.entries > 0, 1), else_=0)
    each = select(rows.period, rows.district_id, func.sum(lives)).group_by(rows.period, rows.district_id)
    for period, district_id, participants in session.execute(each):
        place = places[period, district_id]
        place["participants"] = place["city_participants"] = participants
    surplus = func.sum(lives) - case((func.sum(rows.entries) > 0, 1), else_=0)
    movers = (
        select(rows.period, func.min(rows.district_id).label("district_id"), surplus.label("surplus"))
        .group_by(rows.resident_id, rows.period)
        .having(func.count() > 1)
        .subquery()
    )
    by = (movers.c.period, movers.c.district_id)
    for period, district_id, counted_again in session.execute(select(*by, func.sum(movers.c.surplus)).group_by(*by)):
        places[period, district_id]["city_participants"] -= int(counted_again)


def _count_by_masks(session: Session, block: _Block, places: Places) -> None:
    """Participants of weeks and months. Who lived in several districts counts once in the city."""
    masks = _masks(block)
    rows = masks.c
    periods = [(rows.weeks, bit, key) for bit, key in enumerate(block.weeks)]
    periods += [(rows.months, bit, key) for bit, key in enumerate(block.months)]
    counts = (func.sum(case((mask.bitwise_and(_bit(bit)) != 0, 1), else_=0)) for mask, bit, _ in periods)
    each = select(rows.district_id, *counts).group_by(rows.district_id)
    for district_id, *participants in session.execute(each):
        for (_, _, key), number in zip(periods, participants, strict=True):
            place = places[key, district_id]
            place["participants"] = place["city_participants"] = number
    for district_id, key in _counted_again(session, block):
        places[key, district_id]["city_participants"] -= 1


def _masks(block: _Block, *where: Any) -> Any:
    """Masks by resident and district, seasons put together."""
    cell = _cell.c
    masks = select(cell.resident_id, cell.district_id, *(func.bit_or(cell[name]).label(name) for name in _MASKS))
    return masks.where(cell.block == block.number, *where).group_by(cell.resident_id, cell.district_id).subquery()


def _counted_again(session: Session, block: _Block) -> Iterator[tuple[str, str]]:
    """District and period of everybody who took part in it in another district too."""
    cell = _cell.c
    several = select(cell.resident_id).where(cell.block == block.number).group_by(cell.resident_id)
    several = several.having(func.min(cell.district_id) != func.max(cell.district_id))
    rows = _masks(block, cell.resident_id.in_(several)).c
    movers = select(rows).order_by(rows.resident_id, rows.district_id)
    for _, places in groupby(session.execute(movers), lambda row: row.resident_id):
        weeks = months = 0
        for row in places:
            yield from ((row.district_id, key) for key in _keys(row.weeks & weeks, block.weeks))
            yield from ((row.district_id, key) for key in _keys(row.months & months, block.months))
            weeks |= row.weeks
            months |= row.months


def _keys(mask: int, keys: Sequence[str]) -> Iterator[str]:
    return (key for bit, key in enumerate(keys) if mask >> bit & 1)


def _bit(number: int) -> Any:
    return literal(1 << number, BigInteger)


def _fill(session: Session, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        session.execute(insert(table), [dict(zip(table.c.keys(), row, strict=True)) for row in rows])
