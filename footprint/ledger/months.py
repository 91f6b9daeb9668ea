"""What entries of some days come to, each person in one place: what a city publishes of a month.

A person counts where most of their entries of these days are, of two such places where the latest is, with everything
they did. So nobody is in two districts, and districts add up to the city. Entries up to a given number are looked at,
so the same figures come out at any later time: what is undone or erased later is an entry of its own, or changes none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import groupby, islice
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, select
from sqlalchemy.orm import Session, aliased

from civic.calendar import CityCalendar
from civic.database.engine import Database
from civic.errors import DomainError
from footprint.actions.calculator import Reduction
from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot
from footprint.ledger.maintenance import maintenance_connection, snapshot
from footprint.ledger.models import Entry, PackVersion, evidence_tier, sign
from footprint.ledger.recompute import Recomputation

_BATCH = 20_000


class Span(NamedTuple):
    """Days, both included, and the number of the last entry that is looked at."""

    first: date
    last: date
    upto_entry_id: int


@dataclass(slots=True)
class Figures:
    """Sums over people, milligrams CO2e; `largest_mg` is the middle value of the one person who has the most."""

    people: int = 0
    entries: int = 0
    points: int = 0
    low_mg: int = 0
    mid_mg: int = 0
    high_mg: int = 0
    largest_mg: int = 0

    def add(self, own: Sequence[int]) -> None:
        """Counts one person with entries, points, low, mid and high."""
        entries, points, low, mid, high = own
        self.people += 1
        self.entries += entries
        self.points += points
        self.low_mg += low
        self.mid_mg += mid
        self.high_mg += high
        if mid > self.largest_mg:
            self.largest_mg = mid

    def join(self, others: "Figures") -> None:
        """Counts other people as well."""
        self.people += others.people
        self.entries += others.entries
        self.points += others.points
        self.low_mg += others.low_mg
        self.mid_mg += others.mid_mg
        self.high_mg += others.high_mg
        self.largest_mg = max(self.largest_mg, others.largest_mg)


Kind = tuple[str, ...]
Kinds = Callable[[str, int], Sequence[Kind]]
"""In which sums an action counts, done with that tier of evidence."""
Place = tuple[str, Kind]
"""A district and a kind of sums."""


@contextmanager
def one_look(database: Database) -> Iterator[Session]:
    """A session for reading much of the ledger, in one state of it and bounded memory."""
    with maintenance_connection(database) as own, snapshot(own) as session:
        yield session


def newest_entry(session: Session) -> int:
    """The number of the newest entry, 0 where there is none."""
    return session.scalar(select(func.max(Entry.id))) or 0


def first_day(session: Session) -> date | None:
    """The day of the first line of the ledger; None while it is empty."""
    first = select(func.min(Entry.id)).scalar_subquery()
    return session.scalar(select(Entry.occurred_on).where(Entry.id == first))


def figures(session: Session, span: Span, kinds: Kinds) -> Mapping[Place, Figures]:
    """The sums of all people of these days by the district in which each counts and the kinds; one pass."""
    found: defaultdict[Place, Figures] = defaultdict(Figures)
    kinds = cache(kinds)
    for _, lines in groupby(_lines(session, span), key=_RESIDENT):
        own = list(lines)
        home = _home(own)
        for kind, sums in _of_person(own, kinds).items():
            if sums[0] > 0:
                found[home, kind].add(sums)
    return found


def of_city(found: Mapping[Place, Figures]) -> Mapping[Kind, Figures]:
    """The sums of all districts together; nobody is in two."""
    city: defaultdict[Kind, Figures] = defaultdict(Figures)
    for (_, kind), sums in found.items():
        city[kind].join(sums)
    return city


_RESIDENT = itemgetter(0)
_Row = Sequence[Any]
"""Resident, district, action, tier, 1 or −1, points, low, mid, high, number of the entry."""


def _of_person(own: Sequence[_Row], kinds: Kinds) -> dict[Kind, list[int]]:
    """The sums of one person: entries, points, low, mid, high."""
    found: dict[Kind, list[int]] = {}
    for _, _, action, tier, entries, points, low, mid, high, _ in own:
        for kind in kinds(action, tier):
            sums = found.get(kind)
            if sums is None:
                found[kind] = [entries, points, low, mid, high]
            else:
                sums[0] += entries
                sums[1] += points
                sums[2] += low
                sums[3] += mid
                sums[4] += high
    return found


def _home(own: Sequence[_Row]) -> str:
    """The district in which a person counts."""
    first: str = own[0][1]
    if all(row[1] == first for row in own):
        return first
    by: dict[str, tuple[int, int]] = {}
    for _, district, _, _, entries, *_, last in own:
        known = by.get(district, (0, 0))
        by[district] = (known[0] + entries, max(known[1], last))
    return max(by, key=lambda district: by[district])


def changed(session: Session, span: Span, before: int, kinds: Kinds) -> Mapping[Place, Figures]:
    """Who changed what between two looks, "" standing for the city: the people whose own sums differ, by how much."""
    found: defaultdict[Place, Figures] = defaultdict(Figures)
    old = _by_person(session, span._replace(upto_entry_id=before), span, before)
    for resident_id, own in _by_person(session, span, span, before).items():
        was, now = _placed(old.get(resident_id, ()), kinds), _placed(own, kinds)
        for place in {**was, **now}:
            difference = [a - b for a, b in zip(now.get(place, _NONE), was.get(place, _NONE), strict=True)]
            if any(difference):
                found[place].add(difference)
                found[place].largest_mg = max(found[place].largest_mg, abs(difference[3]))
    return found


_NONE = (0, 0, 0, 0, 0)


def _placed(own: Sequence[_Row], kinds: Kinds) -> dict[Place, list[int]]:
    """The sums of one person in their district and in the city, "" standing for it."""
    if not own:
        return {}
    sums = {kind: of_kind for kind, of_kind in _of_person(own, kinds).items() if of_kind[0] > 0}
    return {(place, kind): of_kind for place in (_home(own), "") for kind, of_kind in sums.items()}


def _by_person(session: Session, look: Span, span: Span, before: int) -> dict[int, list[_Row]]:
    """The lines of those who have entries since `before`, as they were at one look."""
    fresh = select(Entry.resident_id).where(_in(span), Entry.id > before)
    found = session.execute(_statement(look).where(Entry.resident_id.in_(fresh)))
    return {key: list(own) for key, own in groupby(found, key=_RESIDENT)}


def _lines(session: Session, span: Span) -> Iterable[_Row]:
    """The entries of these days, person by person."""
    return session.connection().execute(_statement(span), execution_options={"yield_per": _BATCH})


def _in(span: Span) -> ColumnElement[bool]:
    return and_(Entry.occurred_on.between(span.first, span.last), Entry.id <= span.upto_entry_id)


_COLUMNS = (
    Entry.resident_id,
    Entry.district_id,
    Entry.action,
    evidence_tier,
    sign,
    Entry.points,
    Entry.low_mg,
    Entry.mid_mg,
    Entry.high_mg,
    Entry.id,
)


def _statement(span: Span) -> Select[Any]:
    """Ordered and not grouped: a person does few things so often that grouping by four columns would pay."""
    return select(*_COLUMNS).where(_in(span)).order_by(Entry.resident_id)


# What a release rests on


def digest(session: Session, span: Span) -> tuple[int, str]:
    """How many entries there are of these days, and SHA-256 over them in the order of their numbers: each a line of
    its columns, as texts with "|" between and a line feed behind."""
    found, number = sha256(), 0
    stream = session.connection().scalars(_as_text(span), execution_options={"yield_per": _BATCH})
    while batch := list(islice(stream, _BATCH)):
        number += len(batch)
        found.update(("\n".join(batch) + "\n").encode())
    return number, found.hexdigest()


_DIGESTED = (
    Entry.id,
    Entry.resident_id,
    Entry.action,
    Entry.option,
    Entry.quantity_milli,
    Entry.credited_milli,
    Entry.occurred_on,
    Entry.district_id,
    Entry.low_mg,
    Entry.mid_mg,
    Entry.high_mg,
    Entry.points,
    evidence_tier,
    Entry.pack_version_id,
    Entry.reverses_id,
    Entry.replaces_id,
)


def _as_text(span: Span) -> Select[str]:
    texts = [func.coalesce(cast(column, String), "") for column in _DIGESTED]
    words: Any = texts[0]
    for one in texts[1:]:
        words = words.op("||")("|").op("||")(one)
    return select(words).where(_in(span)).order_by(Entry.id)


# In which group an action was


def groups(session: Session, pack_version: str) -> Mapping[str, str]:
    """Every action that entries could be about under that version of the pack or an earlier one, with its group."""
    known = select(PackVersion.id).where(PackVersion.version == pack_version).scalar_subquery()
    versions = select(PackVersion.catalogue).where(PackVersion.id <= known).order_by(PackVersion.id)
    catalogues = map(catalogue_from_snapshot, session.scalars(versions))
    return {action.id: action.group for catalogue in catalogues for action in catalogue.actions.values()}


# What today's catalogue makes of it


class Restated(NamedTuple):
    """A group's milligrams as they were recorded and by another catalogue; `kept` entries it cannot compute, so that
    they stand as recorded."""

    recorded_mg: int
    restated_mg: int
    kept: int


def restated(session: Session, span: Span, catalogue: Catalogue, calendar: CityCalendar) -> Mapping[str, Restated]:
    """The living entries of these days by group."""
    recomputation = Recomputation({_THAT: catalogue}, calendar)
    group_of = groups(session, catalogue.version)
    found: defaultdict[str, Restated] = defaultdict(lambda: Restated(0, 0, 0))
    for entry in session.connection().execute(_living(span), execution_options={"yield_per": _BATCH}):
        given = _given(recomputation, entry)
        known = found[group_of[entry.action]]
        now = entry.mid_mg if given is None else given.mid_mg
        sums = (known.recorded_mg + entry.mid_mg, known.restated_mg + now, known.kept + (given is None))
        found[group_of[entry.action]] = Restated(*sums)
    return found


def _living(span: Span) -> Select[Any]:
    opposite: Any = aliased(Entry)
    taken_back = (opposite.reverses_id == Entry.id) & (opposite.id <= span.upto_entry_id)
    columns = [column for column in Entry.__table__.c if column.name not in ("key", "source")]
    stands = (_in(span), Entry.reverses_id.is_(None), opposite.id.is_(None))
    return select(*columns).outerjoin(opposite, taken_back).where(*stands)


_THAT = 0


def _given(recomputation: Recomputation, entry: Any) -> Reduction | None:
    try:
        return recomputation.reduction(entry, _THAT)
    except DomainError:
        return None
