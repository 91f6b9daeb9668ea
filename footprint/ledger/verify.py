"""Proves the ledger: entries recompute from their own rows, derived rows equal the entries, nothing can be changed.

All of it is read from one snapshot while residents go on logging, in bounded memory.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    FromClause,
    MetaData,
    Table,
    and_,
    cast,
    exists,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.city.problems import PackError
from civic.database.engine import Database
from civic.feature import ExtensionPoint
from civic.residents.models import FormerPlace, Resident
from civic.services import Services
from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot
from footprint.actions.devices import is_credited
from footprint.ledger.derivation import Derivation
from footprint.ledger.maintenance import maintenance_connection, snapshot
from footprint.ledger.models import Device, Entry, PackVersion, sign
from footprint.ledger.projections.all import PROJECTIONS
from footprint.ledger.projections.projection import Projection
from footprint.ledger.recompute import Recomputation

FURTHER_CHECKS: ExtensionPoint[Callable[[Services], Iterable[str]]] = ExtensionPoint("checks beside the ledger's")
"""What else must follow from the ledger: each gives a line for every difference."""
NIGHTS = 7
"""After so many all was checked, whatever changed."""
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
class Verification:
    """What was checked, and the differences (of each kind the first hundred)."""

    entries: int
    reversals: int
    pack_versions: int
    derived_rows: Mapping[str, int]
    """How many rows each projection has, by its name."""
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


@dataclass(frozen=True, slots=True)
class Part:
    """What one night checks: everybody with an entry recorded since an instant, and in turn a seventh of the rest."""

    since: datetime
    night: int

    def has(self, number: int) -> bool:
        """Whether it is this one's turn."""
        return number % NIGHTS == self.night % NIGHTS


def verify(database: Database, calendar: CityCalendar, part: Part | None = None) -> Verification:
    """Checks the whole ledger, or a part of it, and changes nothing.

    Raises:
        TryAgain: the database is locked or away.
    """
    tally = _Tally()
    with maintenance_connection(database) as own, snapshot(own) as session:
        catalogues, unreadable = _catalogues(session)
        tally.note(unreadable)
        tally.note(_entries(session, Recomputation(catalogues, calendar), tally, part))
        if part is None or part.has(len(PROJECTIONS)):
            tally.note(_places(session))
            tally.note(_devices(session, catalogues))
        projections = [one for number, one in enumerate(PROJECTIONS) if part is None or part.has(number)]
        with closing(Derivation(session, calendar)) as derivation:
            for projection in projections:
                tally.note(_derived(session, derivation, projection))
        tally.note(_open_doors(session))
        return Verification(
            entries=tally.entries,
            reversals=tally.reversals,
            pack_versions=len(catalogues) + len(unreadable),
            derived_rows={projection.name: _count(session, projection.table) for projection in projections},
            differences=tuple(tally.differences),
            unlisted=tally.unlisted,
        )


def _count(session: Session, table: Table) -> int:
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


_entry_rows = select(*(column for column in Entry.__table__.c if column.name != "key")).order_by(
    Entry.resident_id, Entry.id
)


def _of(session: Session, part: Part) -> ColumnElement[bool]:
    """Whose entries a part is about: a resident's are checked together, because limits rest on those before."""
    new = select(Entry.resident_id).where(Entry.id > last_entry_before(session, part.since))
    return or_(Entry.resident_id % NIGHTS == part.night % NIGHTS, Entry.resident_id.in_(new))


def last_entry_before(session: Session, instant: datetime) -> int:
    """The number of the newest entry recorded before the instant, or of none that is newer; entries are numbered as
    they are recorded, so it takes as many look-ups as the number has bits."""
    low, high = 0, session.scalar(select(func.max(Entry.id))) or 0
    while low < high:
        middle = (low + high + 1) // 2
        newest = select(Entry.recorded_at).where(Entry.id <= middle).order_by(Entry.id.desc()).limit(1)
        recorded_at = session.scalar(newest)
        if recorded_at is None or recorded_at < instant:
            low = middle
        else:
            high = middle - 1
    return low


def _entries(session: Session, recomputation: Recomputation, tally: _Tally, part: Part | None) -> Iterator[Difference]:
    """Goes through the ledger resident by resident."""
    asked = _entry_rows if part is None else _entry_rows.where(_of(session, part))
    rows = session.execute(asked, execution_options={"yield_per": _BATCH_ENTRIES})
    for _, of_one in groupby(rows, lambda row: row.resident_id):
        for entry_id, problem in recomputation.problems(_counted(of_one, tally)):
            yield Difference(f"entry {entry_id}", problem)


def _counted(of_one: Iterator[Any], tally: _Tally) -> Iterator[Any]:
    for row in of_one:
        tally.entries += 1
        tally.reversals += row.reverses_id is not None
        yield row


# Places


def _same_place(lived: Any) -> Any:
    same_part = lived.subdistrict_id.is_not_distinct_from(Entry.subdistrict_id)
    return and_(lived.district_id == Entry.district_id, same_part)


_of_resident = FormerPlace.resident_id == Entry.resident_id
_left_after = or_(FormerPlace.moved_at > Entry.recorded_at, FormerPlace.moved_on > Entry.occurred_on)
_elsewhere = (
    select(Entry.id, Entry.district_id, Entry.subdistrict_id)
    .join(Resident, Resident.id == Entry.resident_id)
    .where(
        Entry.reverses_id.is_(None),
        Entry.replaces_id.is_(None),
        Entry.first_id.is_(None),
        Resident.erased_at.is_(None),
        ~and_(_same_place(Resident), ~exists().where(_of_resident, _left_after)),
        ~exists().where(
            _of_resident, _same_place(FormerPlace), or_(_left_after, FormerPlace.moved_at == Entry.recorded_at)
        ),
    )
    .order_by(Entry.id)
)


def _places(session: Session) -> Iterator[Difference]:
    """Entries that count for a place where their resident did not live that day. Who was erased lived nowhere."""
    for number, district, part in session.execute(_elsewhere):
        lived = " ".join(filter(None, (district, part)))
        yield Difference(f"entry {number}", f"counts for {lived}, where its resident did not live that day")


# Devices

_claimed_twice = (
    select(Entry.device_id, Entry.occurred_on, func.sum(sign).label("claims"))
    .where(Entry.device_id.is_not(None), ~Entry.of_hold)
    .group_by(Entry.device_id, Entry.occurred_on)
    .having(func.sum(sign) > 1)
)
_claims = select(Entry.id, Entry.occurred_on, Entry.pack_version_id, Entry.action, Entry.option, Device).join(
    Device, Device.id == Entry.device_id
)


def _devices(session: Session, catalogues: Mapping[int, Catalogue]) -> Iterator[Difference]:
    """Months that were claimed twice, by whomever, and those outside of a device's crediting period."""
    for row in session.execute(_claimed_twice):
        yield Difference(f"device {row.device_id}", f"is claimed {row.claims} times for {row.occurred_on}")
    for number, day, version, action, option, device in session.execute(
        _claims.order_by(Entry.id), execution_options={"yield_per": _BATCH_ENTRIES}
    ):
        if (device.action, device.option) != (action, option):
            yield Difference(f"entry {number}", f"is about {action} {option}, its device about {device.action}")
        known = catalogues[version].actions.get(action) if version in catalogues else None
        if known and not is_credited(device.counts_from, known.crediting_years, day):
            yield Difference(f"entry {number}", f"claims {day}, which does not count for a device since "
                             f"{device.counts_from}")  # fmt: skip


# Derived rows


def _derived(session: Session, derivation: Derivation, projection: Projection) -> Iterator[Difference]:
    """What `rebuild` would change in one table. A row of zeros and no row are the same."""
    table = projection.table
    columns = (Column(column.name, column.type, primary_key=column.primary_key) for column in table.c)
    derived = Table(f"verify_{table.name}", MetaData(), *columns, prefixes=["TEMPORARY"], sqlite_with_rowid=False)
    derived.create(session.connection())
    projection.derive(derivation, derived)
    yield from _differing(session, projection, derived)


def _differing(session: Session, projection: Projection, derived: Table) -> Iterator[Difference]:
    """Figures, summed up over rows with the same keys, that the table and the ledger do not agree on."""
    keys, figures = projection.keys, projection.figures
    has, gives = (_summed(table, keys, figures) for table in (projection.table, derived))
    for row in session.execute(_unequal(has, gives, keys, figures)):
        found = row._mapping
        where = " ".join(str(found[name]) for name in keys)
        for name in figures:
            stored, given = found[f"has_{name}"], found[f"gives_{name}"]
            if stored != given:
                yield Difference(f"{projection.name} {where}", f"has {name} {stored}, the ledger gives {given}")


def _summed(table: Table, keys: Sequence[str], figures: Sequence[str]) -> FromClause:
    """The table by these keys; only where several rows have the same there is something to add up."""
    if {column.name for column in table.primary_key} == set(keys):
        return table.alias()
    sums = (cast(func.sum(table.c[name]), BigInteger).label(name) for name in figures)
    by = [table.c[name] for name in keys]
    return select(*by, *sums).group_by(*by).subquery()


def _unequal(has: FromClause, gives: FromClause, keys: Sequence[str], figures: Sequence[str]) -> Any:
    """What differs between two sides: rows that both have, then what only one of them has."""
    same = and_(*(has.c[name] == gives.c[name] for name in keys))
    pairs = [(name, func.coalesce(has.c[name], 0), func.coalesce(gives.c[name], 0)) for name in figures]
    differs = or_(*(left != right for _, left, right in pairs))
    labelled = [
        column for name, left, right in pairs for column in (left.label(f"has_{name}"), right.label(f"gives_{name}"))
    ]
    both = select(*(has.c[name] for name in keys), *labelled).select_from(has.outerjoin(gives, same)).where(differs)
    only = select(*(gives.c[name] for name in keys), *labelled).select_from(gives.outerjoin(has, same))
    return union_all(both, only.where(differs, has.c[keys[0]].is_(None)))


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
