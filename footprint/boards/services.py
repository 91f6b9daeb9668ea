"""Counting the boards: which rows may be shown, and which may move. See `civic/disclosure/live.py`."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Select, String, and_, cast, delete, func, literal, or_, select, true
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, SEASON, CityCalendar, is_season
from civic.disclosure import services as changes
from civic.disclosure.live import MINIMUM, may_be_shown, may_move, moved_parts, told_together
from footprint.boards import queries
from footprint.boards.frozen import shown_upto, told_late
from footprint.boards.models import BoardRow, LateCount
from footprint.boards.queries import LiveFigures, Place, PlaceFigures
from footprint.boards.rules import late_lines
from footprint.ledger.models import Entry, FrozenSeason, evidence_tier
from footprint.ledger.rules import (
    BACKDATING_DAYS,
    CHANGEABLE_DAYS,
    INSTRUMENT_CONFIRMED,
    ON_PAPER,
    ORGANIZER_CONFIRMED,
    SELF_REPORTED,
    Periods,
    periods,
)

_KIND, _EVIDENCE = "board", "board evidence"


def count(session: Session, calendar: CityCalendar, now: datetime) -> Sequence[Place]:
    """Counts the boards of the present week, month and season and of all time, and of those that were over a few days
    ago, when residents may still tell what they did in them; the rows that came, moved or went.

    The work is that of the entries since the last count, and of the rows. All statements must see the same state:
    `Database.write(one_snapshot=True)`.
    """
    today = calendar.today(now)
    open_ones = (periods(calendar, today), periods(calendar, today - timedelta(days=BACKDATING_DAYS)))
    keys = tuple({key for around in open_ones for key in around.keys(around.season).values()})
    upto = session.scalar(select(func.max(Entry.id))) or 0
    after = changes.read_on(session, _KIND, upto)
    changes.note(session, _changes(open_ones, after=after))
    changes.note(session, _evidence_changes(open_ones, after=after))
    for kind in (_KIND, _EVIDENCE):
        changes.forget_others(session, kind, [_subject(Place(key, ""), kind) for key in keys])
    live = {place: figures for key in keys for place, figures in queries.live(session, key).items()}
    moving = {place for place in _ripe(session) if _savings_may_move(session, place)} | _new(session, live)
    for place in sorted(moving):
        _count_row(session, place, live.get(place), open_ones, upto, now)
        changes.settle(session, _subject(place))
    _count_late(session, today, now)
    return sorted(moving)


def _count_late(session: Session, today: date, now: datetime) -> None:
    """Adds what enough accounts have told of seasons that froze lately, of days that are over: a line never moves."""
    frozen = select(FrozenSeason.season).where(FrozenSeason.frozen_at > now - timedelta(days=CHANGEABLE_DAYS))
    for season in session.scalars(frozen).all():
        after = shown_upto(session, season) or date.min
        lines = late_lines(told_late(session, season, after, today), MINIMUM)
        session.add_all(LateCount(season=season, **asdict(line)) for line in lines)


def _subject(place: Place, kind: str = _KIND) -> str:
    """Periods have one colon or none, districts have none."""
    return f"{kind}:{place.period}:{place.district_id}"


def _ripe(session: Session) -> set[Place]:
    """The shown rows that enough residents have changed."""
    named = (subject.removeprefix(f"{_KIND}:").rpartition(":") for subject in changes.ripe(session, _KIND))
    return {Place(period, district_id) for period, _, district_id in named}


def _changes(open_ones: Sequence[Periods], *, after: int) -> Select[str, int]:
    """Who has entries after that one, for each shown row that they change."""
    subject = literal(f"{_KIND}:") + BoardRow.period + literal(":") + BoardRow.district_id
    return (
        select(subject, Entry.resident_id)
        .join(Entry, and_(Entry.district_id == BoardRow.district_id, _is_of(open_ones)))
        .where(Entry.id > after)
    )


def _evidence_changes(open_ones: Sequence[Periods], *, after: int) -> Select[str, int]:
    """The same for each kind of evidence of the row's kilograms."""
    row = literal(f"{_EVIDENCE}:") + BoardRow.period + literal(":") + BoardRow.district_id
    return (
        select(row + literal(":") + cast(evidence_tier, String), Entry.resident_id)
        .join(Entry, and_(Entry.district_id == BoardRow.district_id, _is_of(open_ones)))
        .where(Entry.id > after, Entry.mid_mg != 0)
    )


def _is_of(open_ones: Sequence[Periods]) -> ColumnElement[bool]:
    """Whether an entry counts in the row's period, one of those that are open."""
    spans = {period for around in open_ones for period in (around.week, around.month)}
    return or_(
        *(
            and_(BoardRow.period == span.key, Entry.occurred_on.between(span.start, span.end))
            for span in sorted(spans, key=lambda span: span.key)
        ),
        and_(BoardRow.period.startswith(SEASON), BoardRow.period == Entry.season),
        BoardRow.period == ALL_TIME,
    )


def _new(session: Session, live: Mapping[Place, LiveFigures]) -> set[Place]:
    """Places that are not shown yet and may be."""
    shown = {Place(*row) for row in session.execute(select(BoardRow.period, BoardRow.district_id))}
    return {place for place, figures in live.items() if place not in shown and _may_be_shown(figures)}


def _may_be_shown(figures: LiveFigures) -> bool:
    """Whether enough took part, and enough of them or nobody saved something: nine who only earned points hide nobody's
    kilograms."""
    return may_be_shown(figures.participants) and (figures.savers == 0 or may_be_shown(figures.savers))


def _count_row(
    session: Session,
    place: Place,
    figures: LiveFigures | None,
    open_ones: Sequence[Periods],
    upto: int,
    now: datetime,
) -> None:
    """Puts the live figures on the board, or takes the row off it where too few are left."""
    if figures is None or not _may_be_shown(figures):
        _settle_evidence(session, place)
        session.execute(
            delete(BoardRow).where(BoardRow.period == place.period, BoardRow.district_id == place.district_id)
        )
        return
    told = {field.name: getattr(figures, field.name) for field in fields(PlaceFigures)}
    told |= _told_evidence(session, place, figures, _savers(session, place, figures, open_ones))
    session.merge(BoardRow(**place._asdict(), counted_at=now, upto_entry_id=upto, **told))


def _savings_may_move(session: Session, place: Place) -> bool:
    """Whether enough of those who changed a row, or nobody, changed its kilograms."""
    most = max(changes.number_of_changers(session, subject) for subject in _evidence_subjects(place))
    return most == 0 or may_move(most)


_TIERS = {
    "self_reported_mg": SELF_REPORTED,
    "paper_mg": ON_PAPER,
    "organizer_mg": ORGANIZER_CONFIRMED,
    "instrument_mg": INSTRUMENT_CONFIRMED,
}
"""Weakest first."""


def _savers(session: Session, place: Place, figures: LiveFigures, open_ones: Sequence[Periods]) -> list[int]:
    """How many residents, at least, have kilograms of each kind of evidence; nobody where there are none."""
    within = _is_within(place.period, open_ones)
    confirmed = [
        max(1, queries.savers(session, place, tier, within)) if getattr(figures, name) else 0
        for name, tier in _TIERS.items()
        if tier != SELF_REPORTED
    ]
    if not figures.self_reported_mg:
        return [0, *confirmed]
    others = figures.savers - sum(confirmed)
    own = others if may_be_shown(others) else queries.savers(session, place, SELF_REPORTED, within)
    return [max(1, own), *confirmed]


def _told_evidence(session: Session, place: Place, figures: LiveFigures, savers: Sequence[int]) -> dict[str, int]:
    """The kilograms by kind of evidence: of enough people each, or put together; as they were told while fewer than
    ten have changed one of them."""
    amounts, shown = [getattr(figures, name) for name in _TIERS], session.get(BoardRow, place)
    changed_by = [changes.number_of_changers(session, subject) for subject in _evidence_subjects(place)]
    told = moved_parts(amounts, told_together(savers), changed_by, are_told=shown is not None)
    if told is None:
        return {name: getattr(shown, name) for name in _TIERS}
    _settle_evidence(session, place)
    return dict(zip(_TIERS, told, strict=True))


def _evidence_subjects(place: Place) -> list[str]:
    return [f"{_subject(place, _EVIDENCE)}:{tier}" for tier in _TIERS.values()]


def _settle_evidence(session: Session, place: Place) -> None:
    for subject in _evidence_subjects(place):
        changes.settle(session, subject)


def _is_within(period: str, open_ones: Sequence[Periods]) -> ColumnElement[bool]:
    """Whether an entry counts in a period that is counted."""
    days = {one.key: one for around in open_ones for one in (around.week, around.month)}
    if period in days:
        return Entry.occurred_on.between(days[period].start, days[period].end)
    return Entry.season == period if is_season(period) else true()
