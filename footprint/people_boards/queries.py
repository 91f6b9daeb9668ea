"""Reads of the boards of people: who wants to be there, what they did, and the boards as they were counted."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    and_,
    bindparam,
    case,
    cast,
    exists,
    false,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from civic.accounts.models import Account
from civic.calendar import Period
from civic.database.engine import Database
from civic.database.typed_rows import RowQuery
from civic.feature import ExtensionPoint, Registry
from civic.residents.models import Resident
from civic.services import Resource
from footprint.ledger.models import Entry, sign
from footprint.people_boards.models import BoardWish, PersonRow
from footprint.people_boards.rules import HOUSEHOLDS, RESIDENTS, Did, Person

HIDES: ExtensionPoint[Callable[[ColumnElement[int]], ColumnElement[bool]]] = ExtensionPoint("hides residents")
"""Each is the condition that a resident, given by the column of their number, wants to be seen by nobody."""

MOST = 40
"""Rows that a page shows."""
_ABOVE = 2


def wish(session: Session, resident_id: int) -> BoardWish:
    """Where a resident wants to stand; nowhere until they say so."""
    return session.get(BoardWish, resident_id) or BoardWish(resident_id=resident_id, alone=False, household=False)


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """A resident's wishes and rows, for the download. One statement."""
    row = (PersonRow.board, PersonRow.period, PersonRow.days, PersonRow.mid_mg)
    found = session.execute(
        select(BoardWish.alone, BoardWish.household, *row)
        .select_from(Resident)
        .outerjoin(BoardWish, BoardWish.resident_id == Resident.id)
        .outerjoin(PersonRow, PersonRow.resident_id == Resident.id)
        .where(Resident.id == resident_id)
        .order_by(PersonRow.board, PersonRow.period)
    ).all()
    names = ("board", "period", "days", "mid_mg")
    return {
        "board_wishes": {"alone": found[0][0], "household": found[0][1]} if found[0][0] is not None else None,
        "board_rows": [dict(zip(names, one[2:], strict=True)) for one in found if one[2] is not None],
    }


def _is_hidden(registry: Registry, resident: Any) -> ColumnElement[bool]:
    return or_(resident.erased_at.is_not(None), *(hides(resident.id) for hides in registry.all(HIDES)))


def people(session: Session, registry: Registry, season_begins: datetime) -> list[Person]:
    """Everybody who wants to stand on a board now, by number."""
    found = (
        select(
            Resident.id,
            Resident.household_id,
            func.coalesce(Resident.district_id, ""),
            Resident.created_at >= season_begins,
            BoardWish.alone,
            BoardWish.household,
        )
        .join(BoardWish, BoardWish.resident_id == Resident.id)
        .where(or_(BoardWish.alone, BoardWish.household), ~_is_hidden(registry, Resident))
        .order_by(Resident.id)
    )
    return [Person(*row) for row in session.execute(found)]


def members(session: Session) -> dict[int, int]:
    """How many live in each household of which somebody wants to stand on the board."""
    wanting = (
        select(Resident.household_id)
        .join(BoardWish, BoardWish.resident_id == Resident.id)
        .where(BoardWish.household, Resident.erased_at.is_(None))
    )
    found = (
        select(Resident.household_id, func.count())
        .where(Resident.household_id.in_(wanting), Resident.erased_at.is_(None))
        .group_by(Resident.household_id)
    )
    return {row[0]: row[1] for row in session.execute(found)}


def did(session: Session, span: Period, *, at_home: bool) -> dict[int, Did]:
    """What those did in a period who want to stand on a board; `at_home` for the household that they live in now.

    Goes through the index on resident and day: the work is that of these people's own entries.
    """
    is_here = Entry.district_id == Resident.district_id
    day = (
        select(
            Entry.resident_id,
            func.sum(sign).label("entries"),
            *(cast(func.sum(getattr(Entry, name)), BigInteger).label(name) for name in _MASSES),
            func.sum(case((is_here, sign), else_=0)).label("entries_here"),
            cast(func.sum(case((is_here, Entry.mid_mg), else_=0)), BigInteger).label("here_mg"),
        )
        .join(BoardWish, BoardWish.resident_id == Entry.resident_id)
        .join(Resident, Resident.id == Entry.resident_id)
        .where(
            BoardWish.household if at_home else BoardWish.alone,
            Entry.occurred_on.between(span.start, span.end),
            *([Entry.household_id == Resident.household_id] if at_home else []),
        )
        .group_by(Entry.resident_id, Entry.occurred_on)
        .subquery()
    )
    days = func.count(case((day.c.entries > 0, 1)))
    masses = (cast(func.sum(day.c[name]), BigInteger) for name in _SUMS)
    rows = session.execute(select(day.c.resident_id, days, *masses).group_by(day.c.resident_id).having(days > 0))
    return {row[0]: Did(*row[1:]) for row in rows}


_MASSES = ("low_mg", "mid_mg", "high_mg")
_SUMS = (*_MASSES, "entries_here", "here_mg")


# As they are shown


class Asked(NamedTuple):
    """Which board of which period, and among whom."""

    board: str
    period: str
    compared_with: str


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A row of a board of people."""

    resident_id: int
    household_id: int
    nickname: str
    people: int
    days: int
    low_mg: int
    mid_mg: int
    high_mg: int
    rank: int
    position: int
    is_ahead: bool
    counted_at: datetime


class Boards:
    """The statements of an app's boards of people: a row is shown while everybody whom it tells about still wants it,
    whatever was counted. A statement for each board, as PostgreSQL reads all wishes where one has to do for both."""

    def __init__(self, registry: Registry) -> None:
        shown = {RESIDENTS: _residents(registry), HOUSEHOLDS: _households(registry)}
        self._first = {board: _first_rows(rows) for board, rows in shown.items()}
        self._own = {board: _own_rows(rows, _MINE[board]) for board, rows in shown.items()}

    def first(self, database: Database, asked: Asked) -> tuple[ShownPerson, ...]:
        """The first rows of a board, in their order. One statement."""
        return tuple(self._first[asked.board].rows(database, **asked._asdict()))

    def own(self, database: Database, asked: Asked, resident_id: int, household_id: int) -> tuple[ShownPerson, ...]:
        """A reader's own row, then the nearest ones above it. One statement."""
        who = {"mine": resident_id if asked.board == RESIDENTS else household_id}
        return tuple(self._own[asked.board].rows(database, **asked._asdict(), **who))


BOARDS = Resource(lambda services: Boards(services.registry))


def _asked(row: Any) -> list[ColumnElement[bool]]:
    return [getattr(row, name) == bindparam(name) for name in Asked._fields]


def _first_rows(shown: Select[*tuple[Any, ...]]) -> RowQuery[ShownPerson]:
    where = (PersonRow.position < MOST, *_asked(PersonRow))
    return RowQuery(ShownPerson, shown.where(*where).order_by(PersonRow.position))


def _own_rows(shown: Select[*tuple[Any, ...]], mine: str) -> RowQuery[ShownPerson]:
    own, row = aliased(PersonRow), PersonRow
    same = and_(row.board == own.board, row.period == own.period, row.compared_with == own.compared_with)
    is_own = row.resident_id == own.resident_id
    near = shown.join(own, and_(same, or_(is_own, row.rank < own.rank)))
    found = near.where(getattr(own, mine) == bindparam("mine", type_=BigInteger), *_asked(own))
    return RowQuery(ShownPerson, found.order_by(is_own.desc(), row.rank.desc(), row.position).limit(1 + _ABOVE))


_MINE = {RESIDENTS: "resident_id", HOUSEHOLDS: "household_id"}


def _residents(registry: Registry) -> Select[*tuple[Any, ...]]:
    """The rows of residents who want to be seen."""
    wants = exists().where(BoardWish.resident_id == PersonRow.resident_id, BoardWish.alone)
    return _rows().where(wants, ~_is_hidden(registry, Resident))


def _households(registry: Registry) -> Select[*tuple[Any, ...]]:
    """The rows of households of which all want to be seen."""
    member, wish_of = aliased(Resident), aliased(BoardWish)
    at_home = (member.household_id == PersonRow.household_id, member.erased_at.is_(None))
    unwilling = (
        select(member.id)
        .outerjoin(wish_of, wish_of.resident_id == member.id)
        .where(*at_home, or_(~func.coalesce(wish_of.household, false()), _is_hidden(registry, member)))
    )
    # who has moved out, or was erased, is told about still and has no say any more
    is_complete = select(func.count()).where(*at_home).correlate(PersonRow).scalar_subquery() == PersonRow.people
    return _rows().where(Resident.household_id == PersonRow.household_id, ~unwilling.exists(), is_complete)


def _rows() -> Select[*tuple[Any, ...]]:
    """The fields of a `ShownPerson`."""
    columns = [getattr(PersonRow, one.name) if one.name != "nickname" else _nickname for one in fields(ShownPerson)]
    joined = select(*columns).join(Resident, Resident.id == PersonRow.resident_id)
    return joined.join(Account, Account.id == Resident.account_id)


_nickname = Account.username.label("nickname")
