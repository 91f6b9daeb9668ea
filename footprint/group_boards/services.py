"""Counting the boards of groups: who belongs to them, which rows may be shown and may move, and where they stand.

What may be seen, and when it moves, is `civic/disclosure/live.py`. Everything is counted from the ledger, entry by
entry, and never carried on: the work of a count is that of the entries of its periods.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert, literal, select
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, CityCalendar, Period
from civic.city.pack import City
from civic.city.text import Text
from civic.disclosure.live import may_be_shown, may_move
from civic.statistics.spread import Spread
from footprint.boards.queries import live
from footprint.boards.rules import MassInterval, Population, by_mass, shown_bands, shrunk_masses, standings
from footprint.group_boards import queries, rules
from footprint.group_boards.kinds import GroupKind, Season
from footprint.group_boards.models import BoardMember, GroupRow
from footprint.group_boards.queries import GroupFigures
from footprint.group_boards.rules import People
from footprint.ledger.rules import BACKDATING_DAYS, PERIODS


def gather(session: Session, kinds: Iterable[GroupKind], calendar: CityCalendar, now: datetime) -> None:
    """Adds to the groups of the present season who belongs to them from now on."""
    period = calendar.season(calendar.today(now))
    season = Season(period, calendar.end_of(period.start - timedelta(days=1)))
    for kind in kinds:
        for pairs in kind.joining(session, season, now) if kind.joining else ():
            group_id, resident_id = pairs.subquery().c
            rows = select(literal(kind.id), literal(period.key), group_id, resident_id)
            session.execute(insert(BoardMember).from_select(("kind", "season", "group_id", "resident_id"), rows))


@dataclass(frozen=True, slots=True)
class Found:
    """What a board of a period is counted from."""

    kind: GroupKind
    period: str
    upto_entry_id: int
    figures: Sequence[GroupFigures]
    people: Mapping[str, int]
    names: Mapping[str, Text]
    districts: Mapping[str, str]
    """Of groups that are parts of districts."""
    wholes: Mapping[str, People]
    """Who took part in those districts, as their own board counts them."""

    @property
    def ripe(self) -> list[GroupFigures]:
        """The groups of which enough people have told something since they were counted, and enough of these or
        nobody something with kilograms."""
        return [one for one in self.figures if may_move(one.changers) and may_move(one.saving_changers or one.changers)]


def look(
    session: Session, city: City, kinds: Iterable[GroupKind], calendar: CityCalendar, today: date
) -> Sequence[Found]:
    """The boards of the periods around a day, and of those that were over a few days before it, when residents may
    still tell what they did in them. Reads every entry that counts in one of them, and writes nothing."""
    upto = queries.newest_entry(session)
    return [
        _look_at(session, city, kind, calendar, period, upto)
        for kind in kinds
        for period in _open_periods(calendar, today)
    ]


def _look_at(
    session: Session, city: City, kind: GroupKind, calendar: CityCalendar, period: Period | None, upto: int
) -> Found:
    key, names = period.key if period else ALL_TIME, kind.names(session, city)
    figures = [one for one in queries.figures(session, kind, key, period) if one.group_id in names]
    people = kind.people(city) if kind.people else queries.sizes(session, kind, _seasons(calendar, period))
    districts = kind.districts(city) if kind.districts else {}
    wholes = _wholes(session, key) if districts else {}
    return Found(kind, key, upto, figures, people, names, districts, wholes)


def _wholes(session: Session, period: str) -> Mapping[str, People]:
    return {place.district_id: People(one.participants, one.savers) for place, one in live(session, period).items()}


def _open_periods(calendar: CityCalendar, today: date) -> Sequence[Period | None]:
    days = (today, today - timedelta(days=BACKDATING_DAYS))
    return list(dict.fromkeys(calendar.period(kind, day) for day in days for kind in PERIODS))


def _seasons(calendar: CityCalendar, period: Period | None) -> list[str] | None:
    """The seasons that a period lies in; None for all."""
    return None if period is None else sorted({calendar.season(day).key for day in (period.start, period.end)})


def show(session: Session, found: Found, now: datetime) -> None:
    """Puts on a board what may be shown and may move, takes off it what has become too few, and ranks it anew."""
    rows = dict(queries.rows_of(session, found.kind.id, found.period))
    ripe = found.ripe
    telling = _telling(found, rows, ripe)
    for figures in ripe:
        row = rows.pop(figures.group_id, None)
        if _may_be_shown(figures) and figures.group_id not in telling:
            rows[figures.group_id] = session.merge(_row(found, figures, now))
        elif row is not None:
            session.delete(row)
    for group_id in telling & rows.keys():
        session.delete(rows.pop(group_id))
    if ripe:
        _rank(found.kind, rows.values())


def _telling(found: Found, rows: Mapping[str, GroupRow], ripe: Sequence[GroupFigures]) -> frozenset[str]:
    """The groups that must not be shown, or the rest of their district would tell about a few."""
    new = {one.group_id for one in ripe if _may_be_shown(one)}
    gone = {one.group_id for one in ripe} - new
    shown = (rows.keys() | new) - gone
    people = {one.group_id: People(one.participants, one.savers) for one in found.figures}
    of: dict[str, list[str]] = defaultdict(list)
    for group_id in people:
        if group_id in found.districts:
            of[found.districts[group_id]].append(group_id)
    return frozenset().union(
        *(
            rules.telling(
                {one: people[one] for one in groups if one in shown},
                [people[one] for one in groups if one not in shown],
                found.wholes.get(district_id, People(0, 0)),
            )
            for district_id, groups in of.items()
        )
    )


def _may_be_shown(figures: GroupFigures) -> bool:
    """Whether enough took part, and enough of them or nobody saved something."""
    return may_be_shown(figures.participants) and (figures.savers == 0 or may_be_shown(figures.savers))


def _row(found: Found, figures: GroupFigures, now: datetime) -> GroupRow:
    people = found.people.get(figures.group_id, 0)
    return GroupRow(
        period=found.period,
        kind=found.kind.id,
        group_id=figures.group_id,
        name=found.names[figures.group_id],
        size_class=found.kind.size_class(figures.group_id, people),
        people=people,
        counted_at=now,
        upto_entry_id=found.upto_entry_id,
        **{name: getattr(figures, name) for name in _FIGURES},
        **_NO_STANDING,
    )


_FIGURES = ("entries", "participants", "low_mg", "mid_mg", "high_mg", "sum_g", "sum_of_squares_g2")
_STANDING = ("rank", "best", "worst", "band", "mean_ug", "weight_ppm", "shrunk_ug")
_NO_STANDING: Mapping[str, Any] = {
    "position": 0,
    "compared": 0,
    "is_ahead": False,
    "is_tied": False,
    **dict.fromkeys(_STANDING),
}


def _rank(kind: GroupKind, rows: Iterable[GroupRow]) -> None:
    """Each group among those of its size; where nobody knows how many people are in one, in the order of their ids."""
    classes: dict[str, list[GroupRow]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: row.group_id):
        classes[row.size_class].append(row)
    for size_class, some in classes.items():
        if size_class == (kind.beside or None) or not all(row.people for row in some):
            for position, row in enumerate(some):
                _place(row, {**_NO_STANDING, "position": position})
        else:
            _compare(some)


def _compare(rows: Sequence[GroupRow]) -> None:
    people = [Population(row.people, row.people, row.people) for row in rows]
    spreads = [Spread(row.participants, row.sum_g, row.sum_of_squares_g2) for row in rows]
    contenders = [
        by_mass(MassInterval(row.low_mg, row.mid_mg, row.high_mg), spread, size)
        for row, spread, size in zip(rows, spreads, people, strict=True)
    ]
    found = standings(contenders, shrunk_masses(spreads, people).weights)
    shown = [(band.number, one) for band in shown_bands(found) for one in band.members]
    for position, (band, one) in enumerate(shown):
        standing = found[one]
        told = {"rank": standing.rank, "best": standing.best, "worst": standing.worst, "band": band}
        fair = {
            "mean_ug": round(standing.mean * 1000),
            "weight_ppm": round(standing.weight * 1_000_000),
            "shrunk_ug": round(standing.shrunk * 1000),
        }
        known = {"position": position, "compared": len(rows), "is_ahead": standing.is_ahead, "is_tied": standing.tied}
        _place(rows[one], {**told, **fair, **known})


def _place(row: GroupRow, standing: Mapping[str, Any]) -> None:
    for name, value in standing.items():
        setattr(row, name, value)
