"""Every derived row, worked out from the entries alone, inside the database.

Two passes over the ledger do it, whatever its size. The first adds up by district, day, season and tier: a few
thousand rows, from which the places' sums of any period follow. The second makes one cell a resident, district and
season, with a bit for every week and month of a living entry: who took part when is then a matter of bits, and
nobody counts twice.

An entry is living if it neither takes another back nor was taken back. An opposite entry has the resident, district
and day of the one it takes back (`verify` proves it), so that is the same as "more entries than reversals". Only the
season may differ: seasons and all time are therefore counted from sums.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy import BigInteger, Column, MetaData, Table, bindparam, case, func, insert, literal, select
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, CityCalendar
from footprint.ledger import cells
from footprint.ledger.cells import FIGURES, MASKS, Block, cell
from footprint.ledger.models import Entry, PlaceTotal
from footprint.ledger.sums import TIER_COLUMN

_CHUNK_ENTRIES = 2_000
"""SQLite sorts so many within the processor's cache."""
PLACE_FIGURES = tuple(column.name for column in PlaceTotal.__table__.c if not column.primary_key)

Places = dict[tuple[str, str], dict[str, int]]
"""Figures by period and district, named as the columns of `place_total`."""


def derive(session: Session, calendar: CityCalendar, residents: Table) -> Places:
    """Inserts the residents' sums into the empty table `residents` and returns those of the places.

    `residents` has the columns of `resident_total`. Of a place's `city_participants` only the sum over the districts
    of a period means something.
    """
    cells.prepare(session)
    sums = _sums(session)
    history = cells.blocks(calendar, sorted({day for _, day, _, _ in sums}))
    cells.make_cells(session, list({(district_id, season, day) for district_id, day, season, _ in sums}), history)
    _add_residents(session, residents, history)
    places = _places(calendar, sums)
    _count_by_sums(session, residents, places)
    for block in history:
        _count_by_masks(session, block, places)
    _movers.drop(session.connection())
    cells.drop_cells(session)
    return places


# First pass: what places sum up to

_Sums = dict[tuple[str, date, str, int], list[int]]
"""FIGURES by district, day, season and tier."""
_by = (Entry.district_id, Entry.occurred_on, Entry.season, Entry.tier)
_by_day = select(*_by, *cells.figures(Entry, cells.sign)).group_by(*_by)
_chunk = _by_day.where(Entry.id > bindparam("after"), Entry.id <= bindparam("upto"))


def _sums(session: Session) -> _Sums:
    found: _Sums = {}
    for district_id, day, season, tier, *figures in _rows(session):
        known = found.setdefault((district_id, day, season, tier), [0] * len(FIGURES))
        for index, figure in enumerate(figures):
            known[index] += figure
    return found


def _rows(session: Session) -> Iterator[Any]:
    if session.get_bind().dialect.name == "postgresql":
        yield from session.execute(_by_day)
        return
    last = session.scalar(select(func.max(Entry.id))) or 0
    for after in range(0, last, _CHUNK_ENTRIES):
        yield from session.execute(_chunk, {"after": after, "upto": after + _CHUNK_ENTRIES})


def _places(calendar: CityCalendar, sums: _Sums) -> Places:
    places: Places = defaultdict(lambda: dict.fromkeys(PLACE_FIGURES, 0))
    for (district_id, day, season, tier), figures in sums.items():
        moved = dict(zip(FIGURES, figures, strict=True))
        if tier in TIER_COLUMN:
            moved[TIER_COLUMN[tier]] = moved["mid_mg"]
        for period in (calendar.week(day).key, calendar.month(day).key, season, ALL_TIME):
            place = places[period, district_id]
            for name, figure in moved.items():
                place[name] += figure
    return places


# Second pass: residents, and who took part

_movers = Table(
    "derive_mover",
    MetaData(),
    Column("resident_id", BigInteger, primary_key=True),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)
"""Residents with entries in several districts: they count in each of them, but once in the city."""


def _add_residents(session: Session, residents: Table, history: Sequence[Block]) -> None:
    """The sums of seasons and of all time from the cells."""
    names = ["resident_id", "period", "district_id", *FIGURES]
    rows = cell.c
    seasons = select(rows.resident_id, rows.season, rows.district_id, *(rows[name] for name in FIGURES))
    if len(history) > 1:
        summed = select(rows.resident_id, rows.season, rows.district_id, *cells.figures(rows, rows.entries))
        seasons = summed.group_by(rows.resident_id, rows.district_id, rows.season)
    session.execute(insert(residents).from_select(names, seasons))
    ever = select(rows.resident_id, literal(ALL_TIME), rows.district_id, *cells.figures(rows, rows.entries))
    session.execute(insert(residents).from_select(names, ever.group_by(rows.resident_id, rows.district_id)))
    _movers.create(session.connection())
    lived_in = select(residents.c.resident_id).where(residents.c.period == ALL_TIME).group_by(residents.c.resident_id)
    session.execute(insert(_movers).from_select(["resident_id"], lived_in.having(func.count() > 1)))


def _count_by_sums(session: Session, residents: Table, places: Places) -> None:
    """Participants of seasons and of all time."""
    rows = residents.c
    by = (rows.period, rows.district_id)
    for period, district_id, participants in session.execute(
        select(*by, func.count()).where(rows.entries > 0).group_by(*by)
    ):
        place = places[period, district_id]
        place["participants"] = place["city_participants"] = participants
    movers = select(rows.resident_id, *by, rows.entries).join(_movers, _movers.c.resident_id == rows.resident_id)
    ordered = session.execute(movers.order_by(rows.resident_id, rows.period))
    for (_, period), group in groupby(ordered, lambda row: (row.resident_id, row.period)):
        lived_in = list(group)
        counted = sum(row.entries > 0 for row in lived_in)
        lives = sum(row.entries for row in lived_in) > 0
        places[period, lived_in[0].district_id]["city_participants"] -= counted - lives


def _count_by_masks(session: Session, block: Block, places: Places) -> None:
    """Participants of weeks and months."""
    rows = _masks(block).subquery().c
    periods = [(rows.weeks, bit, key) for bit, key in enumerate(block.weeks)]
    periods += [(rows.months, bit, key) for bit, key in enumerate(block.months)]
    counts = (func.sum(case((mask.bitwise_and(_bit(bit)) != 0, 1), else_=0)) for mask, bit, _ in periods)
    for district_id, *participants in session.execute(select(rows.district_id, *counts).group_by(rows.district_id)):
        for (_, _, key), number in zip(periods, participants, strict=True):
            place = places[key, district_id]
            place["participants"] = place["city_participants"] = number
    for district_id, key in _counted_again(session, block):
        places[key, district_id]["city_participants"] -= 1


def _masks(block: Block) -> Any:
    """Masks by resident and district, seasons put together."""
    by = (cell.c.resident_id, cell.c.district_id)
    masks = (func.bit_or(cell.c[name]).label(name) for name in MASKS)
    return select(*by, *masks).where(cell.c.block == block.number).group_by(*by)


def _counted_again(session: Session, block: Block) -> Iterator[tuple[str, str]]:
    """District and period of everybody who took part in it in another district too."""
    joined = _masks(block).join(_movers, _movers.c.resident_id == cell.c.resident_id)
    ordered = session.execute(joined.order_by(cell.c.resident_id, cell.c.district_id))
    for _, lived_in in groupby(ordered, lambda row: row.resident_id):
        seen = dict.fromkeys(MASKS, 0)
        for row in lived_in:
            for name, keys in (("weeks", block.weeks), ("months", block.months)):
                mask = getattr(row, name)
                yield from ((row.district_id, key) for key in _keys(mask & seen[name], keys))
                seen[name] |= mask


def _keys(mask: int, keys: Sequence[str]) -> Iterator[str]:
    return (key for bit, key in enumerate(keys) if mask >> bit & 1)


def _bit(number: int) -> Any:
    return literal(1 << number, BigInteger)
