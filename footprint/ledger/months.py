"""What entries of some days come to, each person in one place: what a city publishes of a month.

A person counts where most of their entries of these days are, of two such places where the latest is, with everything
they did. So nobody is in two districts, and districts add up to the city. Entries up to a given number are looked at,
so the same figures come out at any later time: what is undone or erased later is an entry of its own, or changes none.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby, islice
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, String, and_, cast, func, literal_column, select
from sqlalchemy.orm import Session

from footprint.actions.catalogue import catalogue_from_snapshot
from footprint.ledger.models import Entry, PackVersion, evidence_tier, sign

_BATCH = 20_000


class Span(NamedTuple):
    """Days, both included, and the number of the last entry that is looked at."""

    first: date
    last: date
    upto_entry_id: int


class Line(NamedTuple):
    """What one person did of one action in one district with one kind of evidence; milligrams CO2e."""

    resident_id: int
    district_id: str
    action: str
    tier: int
    entries: int
    points: int
    low_mg: int
    mid_mg: int
    high_mg: int
    last_id: int


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
        self.people += 1
        self.entries += own[0]
        self.points += own[1]
        self.low_mg += own[2]
        self.mid_mg += own[3]
        self.high_mg += own[4]
        self.largest_mg = max(self.largest_mg, own[3])


Keys = Callable[[str, Line], Iterable[Hashable]]
"""In which sums a line counts, its person counting in the given district."""


def newest_entry(session: Session) -> int:
    """The number of the newest entry, 0 where there is none."""
    return session.scalar(select(func.max(Entry.id))) or 0


def first_day(session: Session) -> date | None:
    """The day of the first line of the ledger; None while it is empty."""
    return session.scalar(select(Entry.occurred_on).order_by(Entry.id).limit(1))


def figures(session: Session, span: Span, keys: Keys) -> Mapping[Hashable, Figures]:
    """The sums of all people of these days, by what `keys` gives; one pass, in bounded memory."""
    found: defaultdict[Hashable, Figures] = defaultdict(Figures)
    for _, own in groupby(lines(session, span), lambda line: line.resident_id):
        for key, sums in of_person(list(own), keys).items():
            found[key].add(sums)
    return found


def of_person(own: Sequence[Line], keys: Keys) -> dict[Hashable, list[int]]:
    """The sums of one person: entries, points, low, mid, high. What was taken back altogether is in none."""
    home = own[0].district_id if len(own) == 1 else home_of(own)
    found: dict[Hashable, list[int]] = {}
    for line in own:
        for key in keys(home, line):
            sums = found.setdefault(key, [0, 0, 0, 0, 0])
            for place, figure in enumerate(line[4:9]):
                sums[place] += figure
    return {key: sums for key, sums in found.items() if sums[0] > 0}


def home_of(own: Sequence[Line]) -> str:
    """The district in which a person counts."""
    by: dict[str, tuple[int, int]] = {}
    for line in own:
        entries, last = by.get(line.district_id, (0, 0))
        by[line.district_id] = (entries + line.entries, max(last, line.last_id))
    return max(by, key=lambda district: by[district])


def changed(session: Session, span: Span, before: int, keys: Keys) -> Mapping[Hashable, Figures]:
    """Who changed what between two looks: by the same keys, the people whose own sums differ, and by how much."""
    found: defaultdict[Hashable, Figures] = defaultdict(Figures)
    old = _by_person(session, span._replace(upto_entry_id=before), span, before)
    for resident_id, own in _by_person(session, span, span, before).items():
        was = of_person(old.get(resident_id, ()), keys) if resident_id in old else {}
        now = of_person(own, keys)
        for key in {*was, *now}:
            difference = [a - b for a, b in zip(now.get(key, _NONE), was.get(key, _NONE), strict=True)]
            if any(difference):
                found[key].add(difference)
    return found


_NONE = (0, 0, 0, 0, 0)


def _by_person(session: Session, look: Span, span: Span, before: int) -> dict[int, list[Line]]:
    """The lines of those who have entries since `before`, as they were at one look."""
    fresh = select(Entry.resident_id).where(_in(span), Entry.id > before)
    found = session.execute(_lines(look).where(Entry.resident_id.in_(fresh)))
    return {key: list(own) for key, own in groupby(map(_line, found), lambda line: line.resident_id)}


def lines(session: Session, span: Span) -> Iterator[Line]:
    """All lines of these days, person by person."""
    return map(_line, session.execute(_lines(span), execution_options={"yield_per": _BATCH}))


def _line(row: Any) -> Line:
    """PostgreSQL gives sums of large numbers as decimals."""
    return Line(*row[:4], *map(int, row[4:]))


def _in(span: Span) -> ColumnElement[bool]:
    return and_(Entry.occurred_on.between(span.first, span.last), Entry.id <= span.upto_entry_id)


def _lines(span: Span) -> Select[Any]:
    by = (Entry.resident_id, Entry.district_id, Entry.action, evidence_tier.label("tier"))
    summed = (func.sum(column) for column in (Entry.points, Entry.low_mg, Entry.mid_mg, Entry.high_mg))
    rows = select(*by, func.sum(sign).label("entries"), *summed, func.max(Entry.id)).where(_in(span))
    return rows.group_by(Entry.resident_id, Entry.district_id, Entry.action, literal_column("4")).order_by(
        Entry.resident_id
    )


# What a release rests on


def digest(session: Session, span: Span) -> tuple[int, str]:
    """How many entries there are of these days, and SHA-256 over them in the order of their numbers: each a line of
    its columns, as texts with "|" between and a line feed behind."""
    found, number = sha256(), 0
    stream = session.scalars(_as_text(span), execution_options={"yield_per": _BATCH})
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
