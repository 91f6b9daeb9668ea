"""Reads of groups: who belongs to them, and their boards as they were counted."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import Session, aliased

from civic.city.text import Text
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.database.typed_rows import RowReader
from footprint.boards.queries import MEASURES
from footprint.group_boards.kinds import GroupKind, Season
from footprint.group_boards.models import BoardMember, GroupRow, GroupStanding


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


def rows_of(session: Session, kind: str, period: str) -> Mapping[str, GroupRow]:
    """The rows that are shown, by group."""
    found = select(GroupRow).where(GroupRow.kind == kind, GroupRow.period == period)
    return {row.group_id: row for row in session.scalars(found)}


# As it is shown


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A row of a board by a measure, and what the group had in the period before where it was shown."""

    kind: str
    group_id: str
    name: Text
    people: int
    counted_at: datetime
    upto_entry_id: int
    participants: int
    low_mg: int
    mid_mg: int
    high_mg: int
    sum_g: int
    sum_of_squares_g2: int
    self_reported_mg: int
    paper_mg: int
    organizer_mg: int
    instrument_mg: int
    measure: str
    size_class: str
    compared: int
    position: int
    rank: int | None
    best: int | None
    worst: int | None
    band: int | None
    is_ahead: bool
    is_tied: bool
    mean: int | None
    weight_ppm: int | None
    shrunk: int | None
    before_participants: int | None
    before_mid_mg: int | None
    before_band: int | None
    of: str
    """The group of the reader's that it stands near; "" on a board."""


_row, _before, _band_before = aliased(GroupRow), aliased(GroupRow), aliased(GroupStanding)
_FIELDS = tuple(field.name for field in fields(ShownGroup))
_OF_ROW = tuple(name for name in _FIELDS if hasattr(GroupRow, name))
_OF_STANDING = tuple(name for name in _FIELDS if hasattr(GroupStanding, name) and name not in _OF_ROW)


def _shown(at: Any, of: Any) -> Select[*tuple[Any, ...]]:
    """The fields of a `ShownGroup` that stands there."""

    def is_of(row: Any, period: Any) -> ColumnElement[bool]:
        return and_(row.period == period, row.kind == at.kind, row.group_id == at.group_id)

    before: BindParameter[str] = bindparam("before")
    return (
        select(
            *(getattr(_row, name) for name in _OF_ROW),
            *(getattr(at, name) for name in _OF_STANDING),
            *(getattr(_before, name).label(f"before_{name}") for name in ("participants", "mid_mg")),
            _band_before.band.label("before_band"),
            of.label("of"),
        )
        .select_from(at)
        .join(_row, is_of(_row, at.period))
        .outerjoin(_before, is_of(_before, before))
        .outerjoin(_band_before, and_(is_of(_band_before, before), _band_before.measure == at.measure))
    )


Rows = tuple[tuple[Any, ...], ...]
"""Rows as the database gives them: a page that was made from the same is found again without reading them."""

_at = GroupStanding
_there = and_(_at.period == bindparam("period"), _at.kind == bindparam("kind"), _at.measure == bindparam("measure"))
_in_order = and_(_at.size_class == bindparam("size_class"), _at.position < bindparam("most", type_=BigInteger))
_boards = [
    _shown(_at, literal_column("''")).where(_there, which) for which in (_in_order, _at.group_id == bindparam("beside"))
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
    measure: str
    size_class: str
    beside: str
    most: int


def board(database: Database, asked: Asked) -> Rows:
    """The first rows of a board in their order, and the groups beside it. One statement."""
    return _all(database, _board, asdict(asked))


@cache
def _among(count: int) -> CompiledQuery:
    named: list[BindParameter[str]] = [bindparam(f"group_{number}") for number in range(count)]
    found = _shown(_at, literal_column("''")).where(_there, _at.group_id.in_(named))
    return CompiledQuery(found.order_by(_at.position))


def among(database: Database, kind: str, period: str, before: str, groups: Sequence[str]) -> Rows:
    """Some groups of a kind, of those that are shown, in the board's order by the first measure. One statement, or
    none where no group is named."""
    asked = {"kind": kind, "period": period, "before": before, "measure": MEASURES[0]}
    named = {f"group_{number}": group_id for number, group_id in enumerate(groups)}
    return _all(database, _among(len(groups)), asked | named) if groups else ()


def read(rows: Rows) -> list[ShownGroup]:
    """What rows say."""
    return [_reader.read(row) for row in rows]


_GROUP_ID, _OF, _RANK = (_FIELDS.index(name) for name in ("group_id", "of", "rank"))


def first_own(near: Rows) -> ShownGroup | None:
    """The first of a reader's own groups among what is near them; the others are not read."""
    return next((_reader.read(row) for row in near if row[_GROUP_ID] == row[_OF]), None)


def with_just_above(near: Rows, most: int) -> Rows:
    """Of what is near a reader, as `near` gives it, the own groups and at most so many just above each."""
    found: list[tuple[Any, ...]] = []
    for place, own in enumerate(near):
        if own[_GROUP_ID] == own[_OF]:
            above = [one for one in near[:place] if one[_OF] == own[_OF] and _is_ahead(one[_RANK], own[_RANK])]
            found += [*above[-most:], own]
    return tuple(found)


def _is_ahead(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and one < other


def own_among(rows: Rows, near: Rows, own: str) -> frozenset[str]:
    """The groups among those rows that are a reader's: of what is near them, or the group `own`."""
    mine = {own, *(row[_OF] for row in near)}
    return frozenset(row[_GROUP_ID] for row in rows if row[_GROUP_ID] in mine)


def of_groups(rows: Rows, groups: Collection[str]) -> Rows:
    """The rows of those groups, as what is near their reader."""
    return tuple((*row[:_OF], row[_GROUP_ID], *row[_OF + 1 :]) for row in rows if row[_GROUP_ID] in groups)


def _all(database: Database, query: CompiledQuery, values: Mapping[str, Any]) -> Rows:
    return tuple(map(tuple, database.rows(query, values)))


_one = CompiledQuery(_shown(_at, literal_column("''")).where(_there, _at.group_id == bindparam("group_id")))


def group(database: Database, kind: str, period: str, group_id: str) -> ShownGroup | None:
    """A group's row by the first measure, where it is shown. One statement."""
    values = {"kind": kind, "period": period, "group_id": group_id, "before": "", "measure": MEASURES[0]}
    return next(iter(read(_all(database, _one, values))), None)


_ABOVE, _AROUND = 3, 4


def _beside_own(is_near: Callable[[Any, Any], ColumnElement[bool]]) -> Select[*tuple[Any, ...]]:
    own, near = aliased(GroupStanding), aliased(GroupStanding)
    same_kind = and_(near.period == own.period, near.kind == own.kind, near.measure == own.measure)
    same_board = and_(same_kind, near.size_class == own.size_class)
    return (
        _shown(near, own.group_id)
        .join(own, and_(same_board, is_near(own, near)))
        .join(BoardMember, and_(BoardMember.kind == own.kind, BoardMember.group_id == own.group_id))
        .where(
            BoardMember.resident_id == bindparam("resident_id", type_=BigInteger),
            BoardMember.season == bindparam("season"),
            own.period == bindparam("period"),
            own.kind == bindparam("kind"),
            own.measure == bindparam("measure"),
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
    measure: str


def near(database: Database, asked: AskedNear) -> Rows:
    """A resident's groups with those just above and those around them in the same band. One statement."""
    return _all(database, _near, asdict(asked))
