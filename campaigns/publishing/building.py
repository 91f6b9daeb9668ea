"""Building a release: its tables are made, what may be shown of them is decided given everything ever published."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from hashlib import sha256
from pathlib import Path

from sqlalchemy.orm import Session

from campaigns.publishing import month_tables, queries, rules, tidy
from campaigns.publishing.elsewhere import Elsewhere, known_elsewhere
from campaigns.publishing.making import (
    RELEASE_KINDS,
    RELEASE_TABLES,
    Denominator,
    Draft,
    Line,
    Making,
    ReleaseKind,
    TableMaker,
)
from campaigns.publishing.models import PublishedCell, Release
from campaigns.publishing.queries import System
from campaigns.publishing.tidy import STATUS, Column, Role, Shown, TableText, Value
from civic.calendar import Period
from civic.city.pack import City
from civic.denominators.in_force import city_on
from civic.disclosure.cells import Cell, Decision, Name, Sum, decide
from civic.disclosure.live import MINIMUM
from civic.disclosure.tables import TOTAL
from civic.errors import Conflict, Invalid, msgid
from civic.services import Services
from footprint.integrity.queries import OPEN, looked_at
from footprint.ledger import months
from footprint.resources import CATALOGUE

LATE = "late"
_HERE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Built:
    """A release that is not kept yet."""

    kind: str
    period: str
    revision: int
    after: int
    """The number of the newest release that was there: what is shown was decided given everything up to it."""
    at: datetime
    pack_version: str
    upto_entry_id: int
    inputs: int
    inputs_sha256: str
    open_holds: int
    tables: Sequence[TableText]
    cells: Mapping[Name, Cell]
    sums: Sequence[Sum]
    decision: Decision


def build(services: Services, session: Session, kind: str, period: str, now: datetime) -> Built:
    """Makes all tables and decides; nothing is written. `session` should be a snapshot.

    Raises:
        Invalid: no such kind or period (field `period`).
        Conflict: it is too early, one is being worked on, nothing is there, or too few people would tell a revision
            from what was published.
    """
    about, span = _period(services, kind, period, now)
    base = _base(session, about, period)
    making = _making(services, session, span, prefix(kind, period, base.revision + 1 if base else 0), now)
    inputs, inputs_sha256 = months.digest(session, month_tables.span(making))
    if not inputs:
        raise Conflict("Nothing is recorded of %(period)s. There is nothing to publish.", period=period)
    drafts = [(maker, draft) for maker in _makers(services, kind) if (draft := maker.make(making))]
    fresh, kept = _told_apart(session, drafts, base)
    cells, sums = _system([draft for _, draft in fresh], _since(making, base))
    other = known_elsewhere(making, cells)
    decision = _decide(queries.system(session), other, cells, sums)
    return Built(
        kind=kind,
        period=period,
        revision=base.revision + 1 if base else 0,
        after=queries.newest_number(session),
        at=now,
        pack_version=making.pack_version,
        upto_entry_id=making.upto_entry_id,
        inputs=inputs,
        inputs_sha256=inputs_sha256,
        open_holds=looked_at(session, span.start, span.end, now)[OPEN].entries,
        tables=[kept.get(draft.schema.key) or text_of(draft, decision.shown) for _, draft in drafts],
        cells={**cells, **other.cells},  # what is known from elsewhere stays known to every later release
        sums=[*sums, *other.sums],
        decision=replace(decision, shown=decision.shown | other.cells.keys()),
    )


def _period(services: Services, kind: str, period: str, now: datetime) -> tuple[ReleaseKind, Period]:
    about = next((one for one in services.registry.all(RELEASE_KINDS) if one.key == kind), None)
    span = about.period(services, period) if about else None
    if about is None or span is None:
        raise Invalid("“%(period)s” is not a month. Please write it like 2026-10.", field="period", period=period)
    if services.calendar.today(now) < about.earliest(span):
        raise Conflict(
            "%(period)s can be built from %(day)s on: until then entries may still come late.",
            period=period,
            day=about.earliest(span),
        )
    return about, span


def _base(session: Session, kind: ReleaseKind, period: str) -> Release | None:
    """What a release would revise; None where it is the first of its period."""
    last = queries.latest(session, kind.key, period)
    if last is not None and last.state != rules.State.PUBLISHED:
        raise Conflict("There is a release of %(period)s already, waiting for a decision.", period=period)
    return last


def prefix(kind: str, period: str, revision: int) -> str:
    """How the names of a release's cells begin."""
    return f"{kind} {period}" + (f" r{revision}" if revision else "")


def _making(services: Services, session: Session, span: Period, begins: str, now: datetime) -> Making:
    version, residents = services.get(CATALOGUE).version, _denominators(city_on(services, span.end))
    return Making(services, session, span, begins, now, months.newest_entry(session), version, residents)


def _denominators(city: City) -> dict[str, Denominator]:
    """Of the districts and of the city, whose number is its own and no sum."""
    populations = {**{one.id: one.population for one in city.districts}, TOTAL: city.population}
    return {
        place: Denominator(one.residents, one.low, one.high, one.status, one.source)
        for place, one in populations.items()
    }


def _makers(services: Services, kind: str) -> list[TableMaker]:
    return [one for one in services.registry.all(RELEASE_TABLES) if one.kind == kind]


_Made = Sequence[tuple[TableMaker, Draft]]


def _told_apart(session: Session, drafts: _Made, base: Release | None) -> tuple[_Made, Mapping[str, TableText]]:
    """What is made anew; and what a revision takes over as it was, because no ledger tells who changed it."""
    if base is None:
        return drafts, {}
    before = queries.tables(session, base.id)
    kept = {maker.key: before[maker.key] for maker, _ in drafts if not maker.recomputes and maker.key in before}
    return [(maker, draft) for maker, draft in drafts if maker.recomputes], kept


# Deciding


def _system(
    drafts: Iterable[Draft], since: tuple[Mapping[Name, Cell], Sequence[Sum]]
) -> tuple[dict[Name, Cell], list[Sum]]:
    """The cells and sums of all tables, each once."""
    drafts = list(drafts)
    cells = {name: cell for draft in drafts for name, cell in draft.cells.items()}
    sums = dict.fromkeys(each for draft in drafts for each in draft.sums)
    linked = [each for each in since[1] if any(name in cells for name in (each.total, *each.parts))]
    return {**since[0], **cells}, [*sums, *linked]


def _decide(known: System, other: Elsewhere, cells: Mapping[Name, Cell], sums: Sequence[Sum]) -> Decision:
    """About the new cells, given all that is out already."""
    candidates = [name for name in cells if name[1] != LATE]
    every = {**known.cells, **other.cells, **cells}
    return decide(every, [*known.sums, *other.sums, *sums], known.shown | other.known, candidates)


def _since(making: Making, base: Release | None) -> tuple[Mapping[Name, Cell], Sequence[Sum]]:
    """How a revision hangs together with what it revises: what changed in each cell is a cell of those who changed it.

    Raises:
        Conflict: a published figure would change by fewer people than one may tell of.
    """
    if base is None:
        return {}, ()
    kinds = month_tables.kinds_of(making)
    found = months.changed(making.session, month_tables.span(making), base.upto_entry_id, kinds)
    changed = {(place or TOTAL, *kind): sums for (place, kind), sums in found.items()}
    before = [tuple(row.name) for row in queries.cells(making.session, base.id) if row.name[1] == month_tables.LEDGER]
    shown = {tuple(row.name) for row in queries.cells(making.session, base.id) if row.shown}
    few = [name for name in before if name in shown and 0 < _people(changed, name) < MINIMUM]
    if not changed or few:
        raise Conflict(_NOTHING if not changed else _FEW, cells=len(few))
    cells, sums = dict[Name, Cell](), list[Sum]()
    for name in before:
        _link(making, name, changed.get(name[2:]), cells, sums)
    return cells, sums


_NOTHING = msgid("Nothing has changed since this release was built.")
_FEW = msgid(
    "%(cells)s published figures would change by fewer than 10 people. Until more have changed them, tell what is "
    "wrong in a notice without figures."
)


def _people(changed: Mapping[Name, months.Figures], name: Name) -> int:
    found = changed.get(name[2:])
    return found.people if found else 0


def _link(making: Making, old: Name, change: months.Figures | None, cells: dict[Name, Cell], sums: list[Sum]) -> None:
    new = making.cell(*old[1:])
    if change is None:
        sums.append(Sum(new, (old,), True))
        return
    late, amount = making.cell(LATE, *old[1:]), abs(change.mid_mg)
    cells[late] = Cell(change.people, amount, min(1.0, abs(change.largest_mg) / amount) if amount else 0.0)
    sums.append(Sum(new, (old, late)) if change.mid_mg >= 0 else Sum(old, (new, late)))


# What stands in the text


def text_of(draft: Draft, shown: frozenset[Name]) -> TableText:
    """The table with the measures of hidden rows left out."""
    return tidy.write(draft.schema, [_masked(draft.schema.columns, line, shown) for line in draft.lines])


def _masked(columns: Sequence[Column], line: Line, shown: frozenset[Name]) -> Mapping[str, Value]:
    is_shown = line.cell is None or line.cell in shown
    status = {STATUS: str(Shown.PUBLISHED if is_shown else Shown.WITHHELD)}
    kept = {column.key for column in columns if is_shown or column.role == Role.DIMENSION}
    values = {key: value for key, value in line.values.items() if key in kept}
    return {**values, **status} if any(column.role == Role.STATUS for column in columns) else values


def cell_rows(built: Built) -> Iterator[PublishedCell]:
    """The cells as they are kept, without the number of their release; a sum stands with the first of its own cells."""
    sums: dict[Name, list[list[object]]] = {}
    for each in built.sums:
        own = next(name for name in (each.total, *each.parts) if name in built.cells)
        sums.setdefault(own, []).append([list(each.total), each.people_add_up, [list(part) for part in each.parts]])
    for number, (name, cell) in enumerate(built.cells.items()):
        yield PublishedCell(
            number=number,
            name=list(name),
            people=cell.people,
            amount=round(cell.amount),
            largest=round(cell.amount * cell.largest_share),
            shown=name in built.decision.shown,
            why=str(built.decision.hidden.get(name, "")),
            sums=sums.get(name, []),
        )


@cache
def code_version() -> str:
    """SHA-256 over the program's own modules, in the order of their paths: the same code has the same version."""
    found = sha256()
    for package in ("campaigns", "civic", "footprint"):
        for path in sorted((_HERE / package).rglob("*.py")):
            found.update(path.relative_to(_HERE).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.hexdigest()[:40]
