"""Counting the boards: which rows may be shown, and which may move. See `civic/disclosure/live.py`."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, literal, or_, select
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.disclosure.live import MINIMUM, may_be_shown
from footprint.boards import queries
from footprint.boards.models import BoardChange, BoardCount, BoardRow
from footprint.boards.queries import Place
from footprint.ledger.models import Entry
from footprint.ledger.rules import BACKDATING_DAYS, Periods, periods

_THE_COUNT = 1


def count(session: Session, calendar: CityCalendar, now: datetime) -> Sequence[Place]:
    """Counts the boards of the present week, month and season and of all time, and of a season that is over but not
    frozen yet; the rows that came, moved or went.

    The work is that of the entries since the last count, and of the rows. All statements must see the same state:
    `Database.write(one_snapshot=True)`.
    """
    today = calendar.today(now)
    around = periods(calendar, today)
    before = calendar.season(today - timedelta(days=BACKDATING_DAYS)).key
    keys = tuple({*around.keys(around.season).values(), before})
    upto = session.scalar(select(func.max(Entry.id))) or 0
    _note_changes(session, around, after=_advance(session, upto), today=today)
    moving = _ripe(session, keys) | _new(session, keys)
    for place in sorted(moving):
        _count_row(session, place, upto, now)
    _forget(session, moving, keys)
    return sorted(moving)


def _advance(session: Session, upto: int) -> int:
    """Up to which entry the boards were counted until now; from here on it is `upto`."""
    known = session.get(BoardCount, _THE_COUNT)
    if known is None:
        session.add(BoardCount(id=_THE_COUNT, upto_entry_id=upto))
        return upto
    before, known.upto_entry_id = known.upto_entry_id, upto
    return before


def _note_changes(session: Session, around: Periods, *, after: int, today: date) -> None:
    """Notes who has entries after that one, in each shown row that they change."""
    found = (
        select(BoardRow.period, BoardRow.district_id, Entry.resident_id)
        .join(Entry, and_(Entry.district_id == BoardRow.district_id, _is_of(around)))
        .where(Entry.id > after)
        .distinct()
    )
    known = select(BoardChange.resident_id).where(
        BoardChange.period == BoardRow.period,
        BoardChange.district_id == BoardRow.district_id,
        BoardChange.resident_id == Entry.resident_id,
    )
    columns = ("period", "district_id", "resident_id")
    session.execute(insert(BoardChange).from_select(columns, found.where(~known.exists())))


def _is_of(around: Periods) -> ColumnElement[bool]:
    """Whether an entry counts in the row's period."""
    keys = around.keys(around.season)
    return or_(
        and_(BoardRow.period == keys["week"], Entry.occurred_on.between(around.week.start, around.week.end)),
        and_(BoardRow.period == keys["month"], Entry.occurred_on.between(around.month.start, around.month.end)),
        and_(BoardRow.period.startswith("season:"), BoardRow.period == Entry.season),
        BoardRow.period == literal(keys["all"]),
    )


def _ripe(session: Session, keys: Iterable[str]) -> set[Place]:
    """The shown rows that enough residents have changed."""
    found = (
        select(BoardChange.period, BoardChange.district_id)
        .where(BoardChange.period.in_(keys))
        .group_by(BoardChange.period, BoardChange.district_id)
        .having(func.count() >= MINIMUM)
    )
    return {Place(*row) for row in session.execute(found)}


def _new(session: Session, keys: Iterable[str]) -> set[Place]:
    """Places that are not shown yet and may be."""
    shown = {Place(*row) for row in session.execute(select(BoardRow.period, BoardRow.district_id))}
    return {
        place
        for key in keys
        for place, figures in queries.live(session, key).items()
        if place not in shown and may_be_shown(figures.participants)
    }


def _count_row(session: Session, place: Place, upto: int, now: datetime) -> None:
    """Puts the live figures on the board, or takes the row off it where too few are left."""
    figures = queries.live(session, place.period).get(place)
    if figures is None or not may_be_shown(figures.participants):
        session.execute(
            delete(BoardRow).where(BoardRow.period == place.period, BoardRow.district_id == place.district_id)
        )
        return
    session.merge(BoardRow(**place._asdict(), counted_at=now, upto_entry_id=upto, **asdict(figures)))


def _forget(session: Session, moved: Iterable[Place], keys: Iterable[str]) -> None:
    """Changes that are in the figures now, and those of periods that are over."""
    session.execute(delete(BoardChange).where(BoardChange.period.not_in(tuple(keys))))
    for place in moved:
        of_place = (BoardChange.period == place.period, BoardChange.district_id == place.district_id)
        session.execute(delete(BoardChange).where(*of_place))
