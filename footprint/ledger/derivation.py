"""What the projections are derived from: the entries added up in a few ways, each worked out once when asked for.

Two passes over the ledger serve all sums of places and residents, whatever its size. The first adds up by district,
day, season and tier: a few thousand rows. The second makes one *cell* a resident, district and span of days that
have week, month and season in common: the residents' totals of any period are sums of cells. A third pass adds up by
resident and action.

An opposite entry has the resident, district and day of the one it takes back (`verify` proves it), so living entries
are counted as entries less reversals.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Integer,
    String,
    Table,
    bindparam,
    case,
    extract,
    func,
    insert,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar, monday_of
from footprint.ledger import grouping, rules
from footprint.ledger.grouping import FIGURES, total
from footprint.ledger.models import Entry, evidence_tier, sign
from footprint.ledger.rules import PERIODS, Spread

__all__ = ["FIGURES", "WEEKDAYS", "Day", "Derivation"]
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CHUNK_ENTRIES = 2_000
"""SQLite sorts so many within the processor's cache."""


class Day(NamedTuple):
    """Entries of one district, day, season and tier."""

    district_id: str
    occurred_on: date
    season: str
    tier: int
    """As `rules.evidence_tier` has it."""


class Late(NamedTuple):
    """An entry that counts in another season than that of its day: whose, and the city's day on which it was told."""

    season: str
    told_on: date
    resident_id: int
    entries: int
    low_mg: int
    mid_mg: int
    high_mg: int


class Derivation:
    """One look at the whole ledger within a transaction; `close` removes the temporary tables."""

    def __init__(self, session: Session, calendar: CityCalendar) -> None:
        self._session = session
        self._calendar = calendar
        self._tables: list[Table] = []
        grouping.prepare(session)

    def close(self) -> None:
        for table in self._tables:
            table.drop(self._session.connection())

    def fill(self, into: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        """Inserts rows that were worked out here."""
        grouping.fill(self._session, into, rows)

    def insert(self, into: Table, names: Iterable[str], rows: Any) -> None:
        """Inserts the rows of a statement, whose columns have these names."""
        if rows is not None:
            self._session.execute(insert(into).from_select(list(names), rows))

    # By day

    @cached_property
    def days(self) -> Mapping[Day, Mapping[str, int]]:
        """FIGURES by district, day, season and tier."""
        found: dict[Day, dict[str, int]] = {}
        for row in self._rows_by_day():
            known = found.setdefault(Day(*row[:4]), dict.fromkeys(FIGURES, 0))
            for name in FIGURES:
                known[name] += getattr(row, name)
        return found

    def _rows_by_day(self) -> Iterator[Any]:
        if self._session.get_bind().dialect.name == "postgresql":
            yield from self._session.execute(_by_day)
            return
        last = self._session.scalar(select(func.max(Entry.id))) or 0
        for after in range(0, last, _CHUNK_ENTRIES):
            yield from self._session.execute(_chunk, {"after": after, "upto": after + _CHUNK_ENTRIES})

    def periods(self, day: Day) -> Mapping[str, str]:
        """The keys of the periods by kind."""
        return rules.periods(self._calendar, day.occurred_on).keys(day.season)

    def late(self) -> Iterator[Late]:
        """The entries that count in another season than their day's; there are few."""
        own = {day: rules.periods(self._calendar, day.occurred_on).season for day in self.days}
        late = {(day.occurred_on, day.season): season for day, season in own.items() if season != day.season}
        if not late:
            return
        for row in self._session.execute(_told.where(tuple_(Entry.occurred_on, Entry.season).in_(sorted(late)))):
            yield Late(late[row.occurred_on, row.season], self._calendar.today(row.recorded_at), *row[3:])

    # By resident and period

    @cached_property
    def _cells(self) -> "_Cells":
        return _Cells([(day, tuple(self.periods(day)[kind] for kind in PERIODS)) for day in self.days])

    @cached_property
    def _cell(self) -> Table:
        cells = self._cells
        rows = self._grouped("derived_cell", cells.kinds, cells.modulus)
        if isinstance(rows, Table):
            return rows
        return self._stored("derived_cell", "number", FIGURES, select(rows.c.number, *_columns(rows, FIGURES)))

    @cached_property
    def _season(self) -> Table:
        """Cells of a season put together: far fewer, and all that seasons and all time are added up from."""
        home, span = self._home_of_cell(), self._span
        number = (home * _number(self._cells.count("season")) + span.c.season).label("number")
        rows = select(number, *grouping.sums(self._cell.c, self._cell.c.entries)).select_from(self._cells_and_spans())
        return self._stored("derived_season", "number", FIGURES, rows.group_by(literal_column("1")))

    @cached_property
    def _span(self) -> Table:
        """For each span the number of its period of each kind."""
        table = self._temporary("derived_span", Column("number", Integer, primary_key=True), *_integers(PERIODS))
        self.fill(table, self._cells.spans)
        return table

    def _stored(self, name: str, key: str, figures: Sequence[str], rows: Any) -> Table:
        """A temporary table with the rows of a statement."""
        table = self._temporary(name, Column(key, BigInteger, primary_key=True), *_integers(figures))
        self.insert(table, (key, *figures), rows)
        return table

    def _temporary(self, name: str, *columns: Column[Any]) -> Table:
        table = grouping.temporary(self._session, name, *columns)
        self._tables.append(table)
        return table

    def _home_of_cell(self) -> Any:
        """Resident and district of a cell in one number."""
        return self._cell.c.number // _number(len(self._cells.spans))

    def _cells_and_spans(self) -> Any:
        span = self._span
        return self._cell.outerjoin(span, span.c.number == self._cell.c.number % _number(len(self._cells.spans)))

    def _source(self, kind: str) -> tuple[Any, Any, Any, Any]:
        """Where the totals of a kind of period are added up from: rows, their columns, home, number of the period."""
        if kind in ("week", "month"):
            return self._cells_and_spans(), self._cell.c, self._home_of_cell(), self._span.c[kind]
        season, seasons = self._season, _number(self._cells.count("season"))
        period = season.c.number % seasons if kind == "season" else _number(0)
        return season, season.c, season.c.number // seasons, period

    def totals(self, kind: str) -> Any:
        """A statement: resident, period, district and FIGURES; None while nobody has logged anything."""
        if not self.days:
            return None
        texts = (Column(name, String, nullable=False) for name in ("period", "district_id"))
        names = self._temporary(f"derived_{kind}_name", Column("number", Integer, primary_key=True), *texts)
        self.fill(names, self._cells.names(kind))
        source, columns, home, period = self._source(kind)
        number = (home * _number(self._cells.count(kind)) + period).label("number")
        summed = select(number, *grouping.sums(columns, columns.entries)).select_from(source)
        rows, modulus = summed.group_by(literal_column("1")).subquery(), _number(self._cells.places(kind))
        joined = rows.outerjoin(names, names.c.number == rows.c.number % modulus)
        key = (rows.c.number // modulus, names.c.period, names.c.district_id)
        return select(*key, *_columns(rows, FIGURES)).select_from(joined)

    # How totals spread

    @cached_property
    def spreads(self) -> Mapping[tuple[str, str], Spread]:
        """How the residents' totals spread, by period and district, empty ones left out."""
        return {
            self._cells.name(kind, row.place): _spread_in(row)
            for kind in (PERIODS if self.days else ())
            for row in self._session.execute(self._of_districts(kind))
        }

    def _of_districts(self, kind: str) -> Any:
        source, columns, home, period = self._source(kind)
        rows = _in_grams(source, columns, home * _number(self._cells.count(kind)) + period).subquery()
        place = (rows.c.number % _number(self._cells.places(kind))).label("place")
        return select(place, *_spread(rows.c)).where(rows.c.entries > 0).group_by(place)

    # By resident and action

    def by_action(self) -> Any:
        """A statement: resident, action, FIGURES and `credited_milli`; None while nobody has logged anything."""
        actions = sorted(self._session.scalars(select(Entry.action).distinct()))
        if not actions:
            return None
        kinds = [{"action": action, "kind": number} for number, action in enumerate(actions)]
        names = self._temporary(
            "derived_action_name", Column("number", Integer, primary_key=True), Column("action", String, nullable=False)
        )
        self.fill(names, [{"number": kind["kind"], "action": kind["action"]} for kind in kinds])
        rows, modulus = self._grouped("derived_action", kinds, len(actions), "credited_milli"), _number(len(actions))
        joined = rows.outerjoin(names, names.c.number == rows.c.number % modulus)
        key = (rows.c.number // modulus, names.c.action)
        return select(*key, *_columns(rows, (*FIGURES, "credited_milli"))).select_from(joined)

    # By resident, action, year and household

    def by_year(self) -> Any:
        """A statement: resident, action, year, household and `credited_milli`, of what is held too."""
        key = (Entry.resident_id, Entry.action, extract("year", Entry.occurred_on), Entry.household_id)
        return select(*key, total(Entry.credited_milli)).where(~Entry.of_hold).group_by(*key)

    # By resident, action and week

    def by_week(self) -> Any:
        """A statement: resident, first day of the week, action and the entries of each of WEEKDAYS; None while nobody
        has logged anything."""
        days = sorted({day.occurred_on for day in self.days})
        if not days:
            return None
        known = self._temporary(
            "derived_weekday",
            Column("occurred_on", Date, primary_key=True),
            Column("week_start", Date, nullable=False),
            Column("weekday", Integer, nullable=False),
        )
        self.fill(known, [_weekday(day) for day in days])
        key = (Entry.resident_id, known.c.week_start, Entry.action)
        counted = [total(case((known.c.weekday == _number(number), sign), else_=_number(0))) for number in range(7)]
        rows = select(*key, *counted).join_from(Entry, known, known.c.occurred_on == Entry.occurred_on, isouter=True)
        return rows.group_by(*key)

    def _grouped(self, name: str, kinds: Sequence[Mapping[str, Any]], modulus: int, *more: str) -> Any:
        rows, made = grouping.group_entries(self._session, name, kinds, modulus, *more)
        self._tables.append(made)
        return rows


class _Cells:
    """Districts, spans and periods by number. A kind of cell is a district's number times the spans plus the span's."""

    def __init__(self, days: Sequence[tuple[Day, tuple[str, ...]]]) -> None:
        self.districts = sorted({day.district_id for day, _ in days})
        self.keys = {kind: sorted({keys[number] for _, keys in days}) for number, kind in enumerate(PERIODS)}
        spans = {keys: number for number, keys in enumerate(sorted({keys for _, keys in days}))}
        self.modulus = len(self.districts) * len(spans)
        district = {district_id: number for number, district_id in enumerate(self.districts)}
        self.kinds = [
            {
                "occurred_on": occurred_on,
                "district_id": district_id,
                "season": season,
                "kind": district[district_id] * len(spans) + span,
            }
            for (occurred_on, district_id, season), span in {
                (day.occurred_on, day.district_id, day.season): spans[keys] for day, keys in days
            }.items()
        ]
        key = {kind: {name: number for number, name in enumerate(names)} for kind, names in self.keys.items()}
        self.spans = [
            {"number": number, **{kind: key[kind][name] for kind, name in zip(PERIODS, keys, strict=True)}}
            for keys, number in spans.items()
        ]

    def count(self, kind: str) -> int:
        """How many periods of a kind."""
        return len(self.keys[kind])

    def places(self, kind: str) -> int:
        """How many numbers there are for a district and a period."""
        return len(self.districts) * self.count(kind)

    def name(self, kind: str, number: int) -> tuple[str, str]:
        """Period and district of such a number."""
        district, period = divmod(number, self.count(kind))
        return self.keys[kind][period], self.districts[district]

    def names(self, kind: str) -> list[dict[str, Any]]:
        """All of them."""
        numbered = ((number, *self.name(kind, number)) for number in range(self.places(kind)))
        return [{"number": number, "period": period, "district_id": where} for number, period, where in numbered]


_by = (Entry.district_id, Entry.occurred_on, Entry.season, evidence_tier)
_by_day = select(*_by, *grouping.sums(Entry, sign)).group_by(*_by)
_chunk = _by_day.where(Entry.id > bindparam("after"), Entry.id <= bindparam("upto"))


_told = select(
    Entry.occurred_on,
    Entry.season,
    Entry.recorded_at,
    Entry.resident_id,
    sign,
    Entry.low_mg,
    Entry.mid_mg,
    Entry.high_mg,
)


def _weekday(day: date) -> dict[str, Any]:
    return {"occurred_on": day, "week_start": monday_of(day), "weekday": day.weekday()}


def _number(value: int) -> Any:
    return literal_column(str(value), BigInteger)


def _integers(names: Iterable[str]) -> list[Column[Any]]:
    return [Column(name, BigInteger, nullable=False) for name in names]


def _columns(rows: Any, names: Iterable[str]) -> list[Any]:
    return [rows.c[name] for name in names]


def _in_grams(source: Any, columns: Any, number: Any) -> Any:
    """Entries, milligrams and whole grams by number: `rules.whole_grams` in SQL, where division cuts off."""
    mg = total(columns.mid_mg)
    half = case((mg < 0, literal_column("-500")), else_=literal_column("500"))
    grams = ((mg + half) // _number(1000)).label("grams")
    summed = select(number.label("number"), total(columns.entries).label("entries"), mg.label("mg"), grams)
    return summed.select_from(source).group_by(literal_column("1"))


def _spread(rows: Any) -> list[Any]:
    """The fields of a `rules.Spread`."""
    grams, squares = total(rows.grams), total(rows.grams * rows.grams)
    savers = func.count(case((rows.mg != 0, literal_column("1"))))
    labels = {"residents": func.count(), "savers": savers, "sum_g": grams, "sum_of_squares_g2": squares}
    return [figure.label(name) for name, figure in labels.items()]


def _spread_in(row: Any) -> Spread:
    return Spread(residents=row.residents, savers=row.savers, sum_g=row.sum_g, sum_of_squares_g2=row.sum_of_squares_g2)
