"""Reads of groups: what their entries add up to, and their boards as they were counted."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from civic.calendar import Period
from civic.city.text import Text
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.typed_rows import RowReader
from footprint.group_boards.kinds import GroupKind, Season
from footprint.group_boards.models import BoardMember, GroupRow
from footprint.ledger.models import Entry, sign

# As the ledger has it


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What a group's entries of a period add up to: for counting, never to be shown as they are.

    `savers` have a total that is not zero. `changers` have told something since the group was counted, and
    `saving_changers` of them something with kilograms.
    """

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


def figures(session: Session, kind: GroupKind, period: str, span: Period | None) -> Iterator[GroupFigures]:
    """Of all groups of a kind, by their entries of a period; reads all that count in it."""
    return (GroupFigures(*row) for row in session.execute(_group_sums(_by_resident(kind, span), kind.id, period)))


def _by_resident(kind: GroupKind, span: Period | None) -> Select[*tuple[Any, ...]]:
    """What each resident did for each group: every figure once for each of the two."""
    group_id = Entry.subdistrict_id if kind.joining is None else BoardMember.group_id
    found = select(
        group_id.label("group_id"),
        _sum(sign).label("entries"),
        *(_sum(getattr(Entry, name)).label(name) for name in ("low_mg", "mid_mg", "high_mg")),
        func.max(Entry.id).label("newest"),
        func.max(case((Entry.mid_mg != 0, Entry.id))).label("newest_saving"),
    ).where(group_id.is_not(None), _within(span))
    if kind.joining is not None:
        counts_for = and_(BoardMember.resident_id == Entry.resident_id, BoardMember.season == Entry.season)
        found = found.join(BoardMember, and_(counts_for, BoardMember.kind == kind.id))
    return found.group_by(group_id, Entry.resident_id)


def _group_sums(residents: Select[*tuple[Any, ...]], kind: str, period: str) -> Select[*tuple[Any, ...]]:
    one = residents.subquery().c
    takes_part, upto = one.entries > 0, func.coalesce(GroupRow.upto_entry_id, 0)
    shown = and_(GroupRow.period == period, GroupRow.kind == kind, GroupRow.group_id == one.group_id)
    grams = (func.abs(one.mid_mg, type_=BigInteger) + 500) // 1000
    return (
        select(
            one.group_id,
            _sum(one.entries),
            _number(takes_part),
            _number(and_(takes_part, one.mid_mg != 0)),
            *(_sum(one[name]) for name in ("low_mg", "mid_mg", "high_mg")),
            _sum(case((takes_part, case((one.mid_mg < 0, -grams), else_=grams)), else_=0)),
            _sum(case((takes_part, grams * grams), else_=0)),
            _number(one.newest > upto),
            _number(func.coalesce(one.newest_saving, 0) > upto),
        )
        .outerjoin(GroupRow, shown)
        .group_by(one.group_id)
        .order_by(one.group_id)
    )


def _sum(column: Any) -> Any:
    return cast(func.coalesce(func.sum(column), 0), BigInteger)


def _number(condition: ColumnElement[bool]) -> Any:
    return _sum(case((condition, literal_column("1")), else_=literal_column("0")))


def _within(span: Period | None) -> ColumnElement[bool]:
    """Whether an entry counts in a period; None is all time."""
    if span is None:
        return true()
    return Entry.season == span.key if span.kind == "season" else Entry.occurred_on.between(span.start, span.end)


def sizes(session: Session, kind: GroupKind, seasons: list[str] | None) -> dict[str, int]:
    """How many belong to each group in those seasons, or ever."""
    of_seasons = true() if seasons is None else or_(*(BoardMember.season == season for season in seasons))
    found = (
        select(BoardMember.group_id, func.count(BoardMember.resident_id.distinct()))
        .where(BoardMember.kind == kind.id, of_seasons)
        .group_by(BoardMember.group_id)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def counts_already(kind: str, season: Season, **who: Any) -> ColumnElement[bool]:
    """The condition that somebody counts for a group of the season; `who` names columns of `BoardMember`."""
    return exists().where(
        BoardMember.kind == kind,
        BoardMember.season == season.period.key,
        *(getattr(BoardMember, name) == value for name, value in who.items()),
    )


def newest_entry(session: Session) -> int:
    """The number of the newest entry; 0 before the first."""
    return session.scalar(select(func.max(Entry.id))) or 0


def rows_of(session: Session, kind: str, period: str) -> Mapping[str, GroupRow]:
    """The rows that are shown, by group."""
    found = select(GroupRow).where(GroupRow.kind == kind, GroupRow.period == period)
    return {row.group_id: row for row in session.scalars(found)}


# As it is shown


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A row of a board, and what the group had in the period before where it was shown."""

    kind: str
    group_id: str
    name: Text
    size_class: str
    compared: int
    people: int
    counted_at: datetime
    upto_entry_id: int
    participants: int
    low_mg: int
    mid_mg: int
    high_mg: int
    sum_g: int
    sum_of_squares_g2: int
    position: int
    rank: int | None
    best: int | None
    worst: int | None
    band: int | None
    is_ahead: bool
    is_tied: bool
    mean_ug: int | None
    weight_ppm: int | None
    shrunk_ug: int | None
    before_participants: int | None
    before_mid_mg: int | None
    before_band: int | None
    of: str
    """The group of the reader's that it stands near; "" on a board."""


_before = aliased(GroupRow)
_OF_BEFORE = ("participants", "mid_mg", "band")
_FIELDS = tuple(field.name for field in fields(ShownGroup))
_NAMES = tuple(name for name in _FIELDS if hasattr(GroupRow, name))


def _shown(row: Any, of: Any) -> Select[*tuple[Any, ...]]:
    """The fields of a `ShownGroup`."""
    earlier = and_(_before.period == bindparam("before"), _before.kind == row.kind, _before.group_id == row.group_id)
    return (
        select(
            *(getattr(row, name) for name in _NAMES),
            *(getattr(_before, name).label(f"before_{name}") for name in _OF_BEFORE),
            of.label("of"),
        )
        .select_from(row)
        .outerjoin(_before, earlier)
    )


Rows = tuple[tuple[Any, ...], ...]
"""Rows as the database gives them: a page that was made from the same is found again without reading them."""

_there = and_(GroupRow.period == bindparam("period"), GroupRow.kind == bindparam("kind"))
_in_order = and_(
    GroupRow.size_class == bindparam("size_class"), GroupRow.position < bindparam("most", type_=BigInteger)
)
_boards = [
    _shown(GroupRow, literal_column("''")).where(_there, which)
    for which in (_in_order, GroupRow.group_id == bindparam("beside"))
]
_either = union_all(*_boards).subquery().c
_board = CompiledQuery(select(*_either).order_by(_either.position))
_reader = RowReader(ShownGroup, _boards[0])


@dataclass(frozen=True, slots=True)
class Asked:
    """Which board: "" for `before` where there is no period before, and for the group `beside` where there is none."""

    kind: str
    period: str
    before: str
    size_class: str
    beside: str
    most: int


def board(database: Database, asked: Asked) -> Rows:
    """The first rows of a board in their order, and the groups beside it. One statement."""
    return _all(database, _board, asdict(asked))


def read(rows: Rows) -> list[ShownGroup]:
    """What rows say."""
    return [_reader.read(row) for row in rows]


_GROUP_ID, _OF = (_FIELDS.index(name) for name in ("group_id", "of"))


def first_own(near: Rows) -> ShownGroup | None:
    """The first of a reader's own groups among what is near them; the others are not read."""
    return next((_reader.read(row) for row in near if row[_GROUP_ID] == row[_OF]), None)


def _all(database: Database, query: CompiledQuery, values: Mapping[str, Any]) -> Rows:
    return tuple(map(tuple, database.rows(query, values)))


_one = CompiledQuery(
    _shown(GroupRow, literal_column("''")).where(
        GroupRow.period == bindparam("period"),
        GroupRow.kind == bindparam("kind"),
        GroupRow.group_id == bindparam("group_id"),
    )
)


def group(database: Database, kind: str, period: str, group_id: str) -> ShownGroup | None:
    """A group's row, where it is shown. One statement."""
    values = {"kind": kind, "period": period, "group_id": group_id, "before": ""}
    return next(iter(read(_all(database, _one, values))), None)


_ABOVE, _AROUND = 3, 4


def _beside_own(is_near: Callable[[Any, Any], ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    own, near = aliased(GroupRow), aliased(GroupRow)
    same_board = and_(near.period == own.period, near.kind == own.kind, near.size_class == own.size_class)
    return (
        _shown(near, own.group_id)
        .join(own, and_(same_board, is_near(own, near)))
        .join(BoardMember, and_(BoardMember.kind == own.kind, BoardMember.group_id == own.group_id))
        .where(
            BoardMember.resident_id == bindparam("resident_id", type_=BigInteger),
            BoardMember.season == bindparam("season"),
            own.period == bindparam("period"),
            own.kind == bindparam("kind"),
        )
    )


def _is_around(own: Any, near: Any) -> ColumnElement[bool]:
    """Itself, those just above in the upper half, and those of its band."""
    in_order = near.position.between(own.position - _AROUND, own.position + _AROUND)
    just_above = and_(own.is_ahead, near.rank < own.rank)
    return and_(in_order, or_(near.group_id == own.group_id, near.band == own.band, just_above))


def _is_above(own: Any, near: Any) -> ColumnElement[bool]:
    """Those just above one of the lower half, which is shown in no order."""
    return and_(~own.is_ahead, near.rank.between(own.rank - _ABOVE, own.rank - 1))


_around = _beside_own(_is_around).union_all(_beside_own(_is_above)).subquery().c
_near = CompiledQuery(select(*_around).order_by(_around.of, _around.rank, _around.position))


@dataclass(frozen=True, slots=True)
class AskedNear:
    """Whose groups of which board; `season` is the one in which they belonged to them."""

    resident_id: int
    season: str
    kind: str
    period: str
    before: str


def near(database: Database, asked: AskedNear) -> Rows:
    """A resident's groups with those just above and those around them in the same band. One statement."""
    return _all(database, _near, asdict(asked))
