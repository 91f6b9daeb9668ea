"""Proves the ledger: entries recompute from their own rows, derived rows equal the entries, nothing can be changed.

All of it is read from one snapshot while residents go on logging, in bounded memory.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from sqlalchemy import Column, MetaData, Table, and_, func, or_, select, text
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.city.problems import PackError
from civic.database.engine import Database
from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot
from footprint.ledger.derivation import PLACE_FIGURES, Places, derive
from footprint.ledger.maintenance import roomy, snapshot
from footprint.ledger.models import Entry, PackVersion, PlaceTotal, ResidentTotal
from footprint.ledger.recompute import Recomputation

_BATCH_ENTRIES = 5_000
_LISTED = 100


@dataclass(frozen=True, slots=True)
class Difference:
    """Something that is not as it must be: `where` names the row, `what` says how it differs."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where} {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and the differences (of each kind the first hundred)."""

    entries: int
    reversals: int
    pack_versions: int
    resident_rows: int
    place_rows: int
    differences: tuple[Difference, ...]
    unlisted: int


@dataclass(slots=True)
class _Tally:
    entries: int = 0
    reversals: int = 0
    differences: list[Difference] = field(default_factory=list)
    unlisted: int = 0

    def note(self, found: Iterable[Difference]) -> None:
        """Lists the first of these differences and counts the others."""
        for number, difference in enumerate(found):
            if number < _LISTED:
                self.differences.append(difference)
            else:
                self.unlisted += 1


def verify(database: Database, calendar: CityCalendar) -> Report:
    """Checks the whole ledger and changes nothing.

    Raises:
        TryAgain: the database is locked or away.
    """
    tally = _Tally()
    with roomy(database) as own, snapshot(own) as session:
        catalogues, unreadable = _catalogues(session)
        tally.note(unreadable)
        tally.note(_entries(session, Recomputation(catalogues, calendar), tally))
        tally.note(_derived(session, calendar))
        tally.note(_open_doors(session))
        return Report(
            entries=tally.entries,
            reversals=tally.reversals,
            pack_versions=len(catalogues) + len(unreadable),
            resident_rows=_count(session, ResidentTotal),
            place_rows=_count(session, PlaceTotal),
            differences=tuple(tally.differences),
            unlisted=tally.unlisted,
        )


def _count(session: Session, table: type) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


# Entries


def _catalogues(session: Session) -> tuple[dict[int, Catalogue], list[Difference]]:
    """The catalogues by the number of their version, and those that are no longer what they were."""
    found: dict[int, Catalogue] = {}
    unreadable: list[Difference] = []
    for version in session.scalars(select(PackVersion)):
        where = f"pack_version {version.id}"
        try:
            catalogue = catalogue_from_snapshot(version.catalogue)
        except (ValueError, KeyError, TypeError, PackError) as error:
            unreadable.append(Difference(where, f"cannot be read: {error}"))
            continue
        found[version.id] = catalogue
        if catalogue.version != version.version:
            unreadable.append(Difference(where, f"is named {version.version} but is {catalogue.version}"))
    return found, unreadable


_lines = select(*(column for column in Entry.__table__.c if column.name != "key")).order_by(Entry.resident_id, Entry.id)


def _entries(session: Session, recomputation: Recomputation, tally: _Tally) -> Iterator[Difference]:
    """Goes through the ledger resident by resident."""
    rows = session.execute(_lines, execution_options={"yield_per": _BATCH_ENTRIES})
    for _, lines in groupby(rows, lambda row: row.resident_id):
        for entry_id, problem in recomputation.problems(_counted(lines, tally)):
            yield Difference(f"entry {entry_id}", problem)


def _counted(lines: Iterator[Any], tally: _Tally) -> Iterator[Any]:
    for line in lines:
        tally.entries += 1
        tally.reversals += line.reverses_id is not None
        yield line


# Derived rows

_stored: Table = ResidentTotal.metadata.tables[ResidentTotal.__tablename__]
_derived_residents = Table(
    "verify_resident_total",
    MetaData(),
    *(Column(column.name, column.type, primary_key=column.primary_key) for column in _stored.c),
    prefixes=["TEMPORARY"],
    sqlite_with_rowid=False,
)


def _derived(session: Session, calendar: CityCalendar) -> Iterator[Difference]:
    """What `rebuild` would change."""
    _derived_residents.create(session.connection())
    places = derive(session, calendar, _derived_residents)
    for row in session.execute(_mismatches(_derived_residents, _stored)):
        yield Difference(_row_name(row), f"has {_values(row, 'b')}, the ledger gives {_values(row, 'a')}")
    for row in session.execute(_mismatches(_stored, _derived_residents, missing_only=True)):
        yield Difference(_row_name(row), f"has {_values(row, 'a')}, the ledger gives no such row")
    yield from _place_differences(_stored_places(session), places)


def _mismatches(these: Table, those: Table, *, missing_only: bool = False) -> Any:
    """Rows of `these` (as a_…) that have no equal among `those` (as b_…)."""
    a, b = these.alias("a"), those.alias("b")
    keys = [column.name for column in these.primary_key]
    figures = [column.name for column in these.c if column.name not in keys]
    differs: list[Any] = [b.c[keys[0]].is_(None)]
    if not missing_only:
        differs += [a.c[name] != b.c[name] for name in figures]
    labelled = [side.c[name].label(f"{side.name}_{name}") for side in (a, b) for name in (*keys, *figures)]
    joined = a.outerjoin(b, and_(*(a.c[name] == b.c[name] for name in keys)))
    return select(*labelled).select_from(joined).where(or_(*differs))


def _row_name(row: Any) -> str:
    return f"resident_total {row.a_resident_id} {row.a_period} {row.a_district_id}"


def _values(row: Any, side: str) -> str:
    values = {name: getattr(row, f"{side}_{name}") for name in ("entries", "low_mg", "mid_mg", "high_mg", "points")}
    return "nothing" if values["entries"] is None else ", ".join(f"{name} {value}" for name, value in values.items())


def _stored_places(session: Session) -> Places:
    """The places' figures, shards added up."""
    sums = (func.sum(getattr(PlaceTotal, name)) for name in PLACE_FIGURES)
    statement = select(PlaceTotal.period, PlaceTotal.district_id, *sums)
    rows = session.execute(statement.group_by(PlaceTotal.period, PlaceTotal.district_id))
    return {
        (period, district_id): dict(zip(PLACE_FIGURES, map(int, figures), strict=True))
        for period, district_id, *figures in rows
    }


def _place_differences(stored: Places, derived: Places) -> Iterator[Difference]:
    nothing = dict.fromkeys(PLACE_FIGURES, 0)
    for key in sorted(stored.keys() | derived.keys()):
        has, gives = stored.get(key, nothing), derived.get(key, nothing)
        for name in PLACE_FIGURES:
            if name != "city_participants" and has[name] != gives[name]:
                what = f"has {name} {has[name]}, the ledger gives {gives[name]}"
                yield Difference(f"place_total {key[0]} {key[1]}", what)
    has_city, gives_city = _in_the_city(stored), _in_the_city(derived)
    for period in sorted(has_city.keys() | gives_city.keys()):
        has_, gives_ = has_city.get(period, 0), gives_city.get(period, 0)
        if has_ != gives_:
            yield Difference(f"place_total {period}", f"has city_participants {has_}, the ledger gives {gives_}")


def _in_the_city(places: Places) -> dict[str, int]:
    """The city's participants by period: only the sum over the districts means something."""
    found: dict[str, int] = {}
    for (period, _), figures in places.items():
        found[period] = found.get(period, 0) + figures["city_participants"]
    return found


# Append-only

_SQLITE_TRIGGERS = text("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'entry'")
_POSTGRESQL_TRIGGERS = text(
    "SELECT pg_get_triggerdef(t.oid) || ' ' || p.prosrc FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
    "WHERE t.tgrelid = 'entry'::regclass AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
)


_REFUSAL = r"\bBEFORE (?:\w+ OR )*{verb}(?: OR \w+)* ON (?:\w+\.)?entry\b(?!.*\bWHEN\b).*\bRAISE\b"


def _open_doors(session: Session) -> Iterator[Difference]:
    """Ways to change entries that no trigger refuses."""
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    triggers = [str(sql) for sql in session.scalars(_SQLITE_TRIGGERS if is_sqlite else _POSTGRESQL_TRIGGERS)]
    for verb in ("UPDATE", "DELETE") if is_sqlite else ("UPDATE", "DELETE", "TRUNCATE"):
        refuses = re.compile(_REFUSAL.format(verb=verb), re.DOTALL)
        if not any(refuses.search(trigger) for trigger in triggers):
            yield Difference("entry", f"can be changed: no trigger refuses {verb}")
