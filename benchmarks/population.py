"""A large invented population for benchmarks: millions of raw entries, put into the database past every service.

Figures come from the seed city's catalogue, so `tongxing verify` finds nothing to say about the entries; the derived
rows are left to `rebuild`. Few people do much, most a little; entries lie in the order in which they happened, as in
a ledger that grew, and two in a hundred are taken back.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from sqlalchemy import Connection, event, text

from benchmarks.people import SESSION_KEY
from civic.calendar import CityCalendar, utc_now
from civic.city.pack import City, load_city
from civic.database.engine import Database
from civic.feature import Registry
from civic.paths import CITIES
from footprint.actions.calculator import Activity, quantify
from footprint.actions.catalogue import Catalogue, load_catalogue
from footprint.ledger.services import Ledger, open_ledger

_CITY = CITIES / "zhenjiang"
_UNDONE_ONE_IN = 50
_PRIME = 2_147_483_647
_QUANTITIES = 4
_TIMES_A_DAY = 8
"""Hardly anybody does the same thing as often as that on one day, so limits would clip nothing."""


def fill(
    database: Database, residents: int, entries: int, seed: int = 1, *, days: int = 90, last_day: date | None = None
) -> Ledger:
    """Fills a migrated, empty database; `rebuild` must follow.

    Args:
        residents: accounts, each in a household of its own, in districts by their population.
        entries: about so many rows of the ledger, reversals included.
        seed: another number gives another population of the same kind.
        days: over how many days the entries are spread, evenly.
        last_day: the last of them, today by default.
    """
    city = load_city(_CITY)
    calendar = CityCalendar(city.timezone, city.seasons)
    catalogue = load_catalogue(_CITY, city.languages)
    ledger = open_ledger(database, catalogue, calendar, Registry(()), utc_now())
    last_day = last_day or calendar.today()
    bulk = Database(database.url, pool_size=1)
    words = _Sqlite(bulk) if bulk.dialect == "sqlite" else _Postgresql(bulk)
    with words.loading() as connection:
        _people(connection, words, city, residents, last_day - timedelta(days=days))
        _templates(connection, catalogue, last_day)
        first_id = 1
        for age in reversed(range(days)):
            day = _Day(last_day - timedelta(days=age), first_id, entries // days)
            first_id = _log(connection, words, ledger, day, residents, seed)
    bulk.dispose()
    return ledger


def _people(connection: Connection, words: "_Words", city: City, residents: int, joined: date) -> None:
    """Residents 1 to n; their district by a hash of the number, with the weight of its population."""
    total = sum(district.residents for district in city.districts)
    bounds, below = [], 0
    for district in city.districts:
        below += district.residents * _PRIME // total
        bounds.append(f"WHEN {_hash('n', 17)} < {below} THEN '{district.id}'")
    home = f"CASE {' '.join(bounds)} ELSE '{city.districts[-1].id}' END"
    at, series = words.noon(joined), words.series(1, residents)
    connection.execute(text(f"INSERT INTO household (id, created_at) SELECT n, {at} FROM {series}"))
    connection.execute(
        text(
            "INSERT INTO account (id, username, username_key, sessions, is_demo, created_at) "
            f"SELECT n, 'person' || n, 'person' || n, '{SESSION_KEY} ', {words.true}, {at} FROM {series}"
        )
    )
    connection.execute(
        text(
            "INSERT INTO resident (id, account_id, household_id, district_id, created_at) "
            f"SELECT n, n, n, {home}, {at} FROM {series}"
        )
    )


def _templates(connection: Connection, catalogue: Catalogue, day: date) -> None:
    """What can be done on a day and what it saves; one row for each action, option and quantity."""
    connection.execute(
        text(
            "CREATE TEMPORARY TABLE template (n integer PRIMARY KEY, action text, option text, quantity_milli bigint, "
            "low_mg bigint, mid_mg bigint, high_mg bigint, points integer)"
        )
    )
    rows: list[dict[str, Any]] = []
    for action in catalogue.actions.values():
        option = action.option(None)
        most = action.amount.default_milli + _QUANTITIES * action.amount.step_milli
        tight = any(limit.scope == "resident" and limit.max_milli < _TIMES_A_DAY * most for limit in action.limits)
        if action.months or option.breakeven_uses or option.method.is_monthly or tight:
            continue
        for quantity in range(_QUANTITIES):
            milli = action.amount.default_milli + quantity * action.amount.step_milli
            saved = quantify(catalogue, Activity(action.id, option.id, milli, day))
            figures = {"low_mg": saved.low_mg, "mid_mg": saved.mid_mg, "high_mg": saved.high_mg}
            rows.append({"n": len(rows), "action": action.id, "option": option.id, "milli": milli, **figures})
            rows[-1]["points"] = action.points
    connection.execute(
        text("INSERT INTO template VALUES (:n, :action, :option, :milli, :low_mg, :mid_mg, :high_mg, :points)"), rows
    )


@dataclass(frozen=True)
class _Day:
    """A day of the ledger: `rows` rows from number `first_id` on."""

    date: date
    first_id: int
    rows: int

    @property
    def made(self) -> int:
        return self.rows * _UNDONE_ONE_IN // (_UNDONE_ONE_IN + 1)


def _log(connection: Connection, words: "_Words", ledger: Ledger, day: _Day, residents: int, seed: int) -> int:
    """A day's entries and then its reversals; the first number of the next day."""
    templates = connection.scalar(text("SELECT count(*) FROM template"))
    u = f"({_hash('n', seed)} * 1.0 / {_PRIME})"
    who = f"1 + CAST({residents} * (0.05 * {u} + 0.95 * {u} * {u} * {u}) AS bigint) % {residents} AS who"
    what = f"{_hash('n', seed + 7)} % {templates} AS what"
    tier = f"CASE WHEN {_hash('n', seed + 3)} % 20 = 0 THEN 2 ELSE 1 END AS tier"
    connection.execute(
        text(
            f"INSERT INTO entry ({_COLUMNS}) "
            f"SELECT p.n, r.id, r.household_id, {words.key}, t.action, t.option, t.quantity_milli, t.quantity_milli, "
            f"0, {words.day(day.date)}, {words.noon(day.date)}, '{ledger.calendar.season(day.date).key}', "
            "r.district_id, NULL, t.low_mg, t.mid_mg, t.high_mg, "
            "CASE WHEN row_number() OVER (PARTITION BY r.id, t.action ORDER BY p.n) = 1 THEN t.points ELSE 0 END, "
            f"p.tier, {ledger.pack_version_id}, 'benchmark', NULL "
            f"FROM (SELECT n, {who}, {what}, {tier} FROM {words.series(day.first_id, day.made)}) p "
            "JOIN resident r ON r.id = p.who JOIN template t ON t.n = p.what ORDER BY p.n"
        )
    )
    return day.first_id + day.made + _take_back(connection, day)


def _take_back(connection: Connection, day: _Day) -> int:
    """Undoes every fiftieth entry of the day; how many."""
    undone = day.made // _UNDONE_ONE_IN
    connection.execute(
        text(
            f"INSERT INTO entry ({_COLUMNS}) "
            f"SELECT {day.first_id + day.made} + (id - {day.first_id}) / {_UNDONE_ONE_IN}, resident_id, household_id, "
            "'undo:' || id, action, option, -quantity_milli, -credited_milli, 0, occurred_on, recorded_at, season, "
            "district_id, subdistrict_id, -low_mg, -mid_mg, -high_mg, -points, tier, pack_version_id, source, id "
            f"FROM entry WHERE id >= {day.first_id} AND id < {day.first_id + undone * _UNDONE_ONE_IN} "
            f"AND (id - {day.first_id}) % {_UNDONE_ONE_IN} = 0 ORDER BY id"
        )
    )
    return undone


_COLUMNS = (
    "id, resident_id, household_id, key, action, option, quantity_milli, credited_milli, uses_before_milli, "
    "occurred_on, recorded_at, season, district_id, subdistrict_id, low_mg, mid_mg, high_mg, points, tier, "
    "pack_version_id, source, reverses_id"
)


def _hash(n: str, salt: int) -> str:
    """A whole number below a prime, as good as random; its square stays within 64 bits on both databases."""
    line = f"((CAST({n} AS bigint) * 48271 + {salt * 7919 + 1}) % {_PRIME})"
    return f"(({line} * {line} + 12345) % {_PRIME})"


class _Words(Protocol):
    """How a database says it."""

    true: str
    key: str

    def series(self, first: int, count: int) -> str: ...
    def day(self, day: date) -> str: ...
    def noon(self, day: date) -> str: ...
    def loading(self) -> AbstractContextManager[Connection]: ...


class _Sqlite:
    """Loads without a journal: a benchmark's database may be lost."""

    true = "1"
    key = "printf('%08x%08x%08x%08x', " + ", ".join(_hash("p.n", salt) for salt in range(100, 104)) + ")"

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        event.listen(self._engine, "connect", self._hurry)

    def series(self, first: int, count: int) -> str:
        counted = f"VALUES ({first}) UNION ALL SELECT n + 1 FROM series WHERE n < {first + count - 1}"
        return f"(WITH RECURSIVE series(n) AS ({counted}) SELECT n FROM series)"

    def day(self, day: date) -> str:
        return f"'{day}'"

    def noon(self, day: date) -> str:
        return f"'{day} 04:00:00.000000'"

    @contextmanager
    def loading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            connection.execute(text("DROP INDEX ix_entry_resident_id_occurred_on"))
            yield connection
            connection.execute(
                text("CREATE INDEX ix_entry_resident_id_occurred_on ON entry (resident_id, occurred_on)")
            )
            connection.commit()
        with self._engine.connect() as connection:
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))

    @staticmethod
    def _hurry(connection: Any, _record: object) -> None:
        for pragma in ("synchronous=OFF", "foreign_keys=OFF", "cache_size=-2000000"):
            connection.execute(f"PRAGMA {pragma}")


class _Postgresql:
    """Loads without indexes and foreign keys, which are made again afterwards."""

    true = "true"
    key = "md5(p.n::text)"

    def __init__(self, database: Database) -> None:
        self._engine = database.engine

    def series(self, first: int, count: int) -> str:
        return f"(SELECT n FROM generate_series({first}, {first + count - 1}) AS n) AS series"

    def day(self, day: date) -> str:
        return f"date '{day}'"

    def noon(self, day: date) -> str:
        return f"timestamptz '{day} 04:00:00+00'"

    @contextmanager
    def loading(self) -> Iterator[Connection]:
        with self._engine.connect() as connection:
            rebuild = self._drop(connection)
            yield connection
            connection.execute(text("SET maintenance_work_mem = '512MB'"))
            for statement in rebuild:
                connection.execute(text(statement))
            for table in ("household", "account", "resident", "entry"):
                last = f"(SELECT max(id) FROM {table})"
                connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))
            connection.commit()
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(text("VACUUM ANALYZE"))

    def _drop(self, connection: Connection) -> list[str]:
        """Drops what slows loading; the statements that make it again."""
        constraints = connection.execute(
            text(
                "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
                "WHERE conrelid IN ('entry'::regclass, 'resident'::regclass) AND contype IN ('f', 'u')"
            )
        ).all()
        for table, name, _ in constraints:
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {name}"))
        indexes = connection.execute(
            text("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'entry' AND indexname LIKE 'ix%'")
        ).all()
        for name, _ in indexes:
            connection.execute(text(f"DROP INDEX {name}"))
        again = [f"ALTER TABLE {table} ADD CONSTRAINT {name} {body}" for table, name, body in constraints]
        return [*(body for _, body in indexes), *again]
