"""What each resident did for each group, kept beside the ledger: boards are counted from it, and the work of a count
is that of the entries since the last one and of the groups' people, however many entries there are.

Entries are added in the order of their numbers, each once: the reading of a kind says up to which it has been read.
Whoever comes to a group later brings along what they did before. Shares of periods that move no more are forgotten.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    case,
    cast,
    delete,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    true,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, Period
from civic.database.engine import Database
from civic.disclosure import services as readings
from civic.disclosure.live import MINIMUM
from civic.disclosure.models import FigureReading
from footprint.group_boards.kinds import GroupKind
from footprint.group_boards.models import BoardMember, GroupRow, GroupShare
from footprint.ledger.models import Entry, evidence_tier, sign
from footprint.ledger.rules import INSTRUMENT_CONFIRMED, ON_PAPER, ORGANIZER_CONFIRMED, SELF_REPORTED

EVIDENCE: Mapping[str, int] = {
    "self_reported": SELF_REPORTED,
    "paper": ON_PAPER,
    "organizer": ORGANIZER_CONFIRMED,
    "instrument": INSTRUMENT_CONFIRMED,
}
"""Weakest first."""
_AT_ONCE = 2_000
"""Entries that one transaction reads: nobody else writes meanwhile on SQLite."""
_LATEST = ("newest_id", *(f"{kind}_id" for kind in EVIDENCE))
_SUMS = ("entries", "low_mg", "mid_mg", "high_mg", *(f"{kind}_mg" for kind in EVIDENCE))

# As they are kept


def bring_up(database: Database, kind: GroupKind, spans: Sequence[Period | None]) -> None:
    """Reads on in the ledger, to its end as it is now, for the shares of these periods; None is all time."""
    with database.write() as session:
        _forget_others(session, kind, spans)
        if kind.joining is not None:
            _add_new_members(session, kind, spans)
    with database.write() as session:
        last = _settled_end(session)
    while _read_on(database, kind, spans, last):
        pass


def forget(database: Database, kind: GroupKind) -> None:
    """Forgets all shares of a kind: they are made from the whole ledger when they are needed again."""
    with database.write() as session:
        session.execute(delete(GroupShare).where(GroupShare.kind == kind.id))
        session.execute(delete(FigureReading).where(FigureReading.kind == _reading(kind)))


def read_upto(session: Session, kind: GroupKind) -> int:
    """The number of the last entry that was read for a kind."""
    known = session.get(FigureReading, _reading(kind))
    return known.upto_entry_id if known else 0


def _reading(kind: GroupKind) -> str:
    return f"{kind.id} shares"


def _settled_end(session: Session) -> int:
    """The newest entry; whatever is numbered before it has been committed.

    PostgreSQL gives numbers to transactions that go on: who records is waited for, and nobody begins meanwhile.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE entry IN SHARE MODE"))
    return session.scalar(select(func.max(Entry.id))) or 0


def _read_on(database: Database, kind: GroupKind, spans: Sequence[Period | None], last: int) -> bool:
    """Adds the next entries; whether there are more."""
    with database.write() as session:
        after = read_upto(session, kind)
        upto = min(last, after + _AT_ONCE)
        if upto > after:
            _add(session, kind, spans, and_(Entry.id > after, Entry.id <= upto))
            readings.read_on(session, _reading(kind), upto)
    return upto < last


def _add_new_members(session: Session, kind: GroupKind, spans: Sequence[Period | None]) -> None:
    """What they did before, of the entries that were read already."""
    upto = read_upto(session, kind)
    if upto:
        _add(session, kind, spans, and_(~BoardMember.is_counted, Entry.id <= upto))
    of_kind = and_(BoardMember.kind == kind.id, ~BoardMember.is_counted)
    session.execute(update(BoardMember).where(of_kind).values(is_counted=True))


def _forget_others(session: Session, kind: GroupKind, spans: Sequence[Period | None]) -> None:
    kept = [GroupShare.period != _key(span) for span in spans]
    session.execute(delete(GroupShare).where(GroupShare.kind == kind.id, *kept))


def _key(span: Period | None) -> str:
    return span.key if span else ALL_TIME


def _add(session: Session, kind: GroupKind, spans: Sequence[Period | None], which: ColumnElement[bool]) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    table: Any = GroupShare.__table__
    for span in spans:
        rows = by_resident(kind, span).where(which)
        added = dialect.insert(table).from_select([column.name for column in table.c], rows)
        new = added.excluded
        raised = {name: table.c[name] + new[name] for name in _SUMS}
        latest = {name: case((new[name] > table.c[name], new[name]), else_=table.c[name]) for name in _LATEST}
        session.execute(added.on_conflict_do_update(index_elements=list(table.primary_key), set_={**raised, **latest}))


def by_resident(kind: GroupKind, span: Period | None) -> Select[*tuple[Any, ...]]:
    """The columns of `GroupShare`: what each resident did for each group, every figure once for each of the two."""
    group_id = Entry.subdistrict_id if kind.joining is None else BoardMember.group_id
    key = (literal(kind.id), literal(_key(span)), group_id, Entry.resident_id)
    by_evidence = [_sum(case((evidence_tier == tier, Entry.mid_mg), else_=0)) for tier in EVIDENCE.values()]
    latest = [
        func.coalesce(func.max(case((and_(Entry.mid_mg != 0, evidence_tier == tier), Entry.id))), 0)
        for tier in EVIDENCE.values()
    ]
    sums = [_sum(sign), *(_sum(getattr(Entry, name)) for name in ("low_mg", "mid_mg", "high_mg")), *by_evidence]
    values = [*key, *sums, func.max(Entry.id), *latest]
    named = [value.label(column.name) for value, column in zip(values, GroupShare.__table__.c, strict=True)]
    found = select(*named).where(group_id.is_not(None), _within(span))
    if kind.joining is not None:
        counts_for = and_(BoardMember.resident_id == Entry.resident_id, BoardMember.season == Entry.season)
        found = found.join(BoardMember, and_(counts_for, BoardMember.kind == kind.id))
    return found.group_by(group_id, Entry.resident_id)


def _within(span: Period | None) -> ColumnElement[bool]:
    """Whether an entry counts in a period; None is all time."""
    if span is None:
        return true()
    return Entry.season == span.key if span.kind == "season" else Entry.occurred_on.between(span.start, span.end)


# What they add up to


class Part(NamedTuple):
    """The kilograms of one kind of evidence: in all, of how many residents, and how many have changed it since the
    kinds of evidence were told."""

    mid_mg: int
    savers: int
    changers: int


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What a group's entries of a period add up to: for counting, never to be shown as they are.

    `savers` have a total that is not zero. `changers` have told something since the group was counted, and
    `saving_changers` of them something with kilograms. `parts` are by EVIDENCE.
    """

    parts: tuple[Part, ...]
    group_id: str
    entries: int
    participants: int
    savers: int
    low_mg: int
    mid_mg: int
    high_mg: int
    sum_g: int
    sum_of_squares_g2: int
    changers: int
    saving_changers: int


def figures(session: Session, kind: GroupKind, period: str) -> Iterator[GroupFigures]:
    """Of the groups of a kind that may move, in a period whose shares are kept; of parts of districts all, for what is
    left of a district is to be known."""
    sums = _group_sums(kind.id, period)
    if kind.districts is None:
        sums = sums.where(GroupShare.group_id.in_(_changed(kind.id, period)))
    for row in session.execute(sums):
        values: Sequence[Any] = row
        parts = [Part(*values[first : first + 3]) for first in range(_OWN, len(values), 3)]
        yield GroupFigures(tuple(parts), *values[:_OWN])


_OWN = 11
"""Figures before those of evidence."""


def _changed(kind: str, period: str) -> Select[str]:
    """The groups that enough residents have changed."""
    return (
        select(GroupShare.group_id)
        .outerjoin(GroupRow, _shown_of(GroupShare))
        .where(GroupShare.kind == kind, GroupShare.period == period)
        .group_by(GroupShare.group_id)
        .having(_number(GroupShare.newest_id > func.coalesce(GroupRow.upto_entry_id, 0)) >= MINIMUM)
    )


def _shown_of(share: Any) -> ColumnElement[bool]:
    return and_(GroupRow.period == share.period, GroupRow.kind == share.kind, GroupRow.group_id == share.group_id)


def _group_sums(kind: str, period: str) -> Select[*tuple[Any, ...]]:
    one: Any = GroupShare
    takes_part, upto = one.entries > 0, func.coalesce(GroupRow.upto_entry_id, 0)
    told = func.coalesce(GroupRow.evidence_upto_entry_id, 0)
    grams = (func.abs(one.mid_mg, type_=BigInteger) + 500) // 1000
    return (
        select(
            one.group_id,
            _sum(one.entries),
            _number(takes_part),
            _number(and_(takes_part, one.mid_mg != 0)),
            *(_sum(getattr(one, name)) for name in ("low_mg", "mid_mg", "high_mg")),
            _sum(case((takes_part, case((one.mid_mg < 0, -grams), else_=grams)), else_=0)),
            _sum(case((takes_part, grams * grams), else_=0)),
            _number(one.newest_id > upto),
            _number(or_(*(getattr(one, f"{name}_id") > upto for name in EVIDENCE))),
            *(figure for name in EVIDENCE for figure in _part(name, told)),
        )
        .outerjoin(GroupRow, _shown_of(one))
        .where(one.kind == kind, one.period == period)
        .group_by(one.group_id)
        .order_by(one.group_id)
    )


def _part(evidence: str, told: Any) -> list[Any]:
    """The fields of a `Part`."""
    amount, newest = getattr(GroupShare, f"{evidence}_mg"), getattr(GroupShare, f"{evidence}_id")
    return [_sum(amount), _number(amount != 0), _number(newest > told)]


def _sum(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _number(condition: ColumnElement[bool]) -> Any:
    return _sum(case((condition, literal_column("1")), else_=literal_column("0")))
