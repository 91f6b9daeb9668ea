"""Counting the boards of groups: who belongs to them, which rows may be shown and may move, and where they stand.

What may be seen, and when it moves, is `civic/disclosure/live.py`. Boards are counted from what each resident did for
each group, see `shares.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import and_, delete, insert, literal, select
from sqlalchemy.orm import Session

from civic.calendar import ALL_TIME, CityCalendar, Period
from civic.city.pack import City
from civic.city.text import Text
from civic.disclosure.live import may_be_shown, may_move, moved_parts, told_together
from civic.statistics.spread import Spread
from footprint.boards.queries import MEASURES, PARTICIPATION, LiveFigures, live
from footprint.boards.rules import (
    MassInterval,
    Population,
    Standing,
    by_mass,
    by_participation,
    shown_bands,
    shrunk_masses,
    shrunk_shares,
    standings,
)
from footprint.group_boards import queries, rules, shares
from footprint.group_boards.kinds import GroupKind, Season
from footprint.group_boards.models import BoardMember, GroupRow, GroupStanding
from footprint.group_boards.rules import People
from footprint.group_boards.shares import GroupFigures
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
    """Up to that entry."""
    people: Mapping[str, int]
    names: Mapping[str, Text]
    districts: Mapping[str, str]
    """Of groups that are parts of districts."""
    wholes: Mapping[str, LiveFigures]
    """Of those districts, as their own board counts them."""

    @property
    def ripe(self) -> list[GroupFigures]:
        """The groups of which enough people have told something since they were counted, and enough of these or
        nobody something with kilograms."""
        return [one for one in self.figures if may_move(one.changers) and may_move(one.saving_changers or one.changers)]


def open_periods(calendar: CityCalendar, today: date) -> Sequence[Period | None]:
    """The periods around a day, and those that were over a few days before it, when residents may still tell what they
    did in them; None is all time."""
    return _around(calendar, (today, today - timedelta(days=BACKDATING_DAYS)))


def kept_periods(calendar: CityCalendar, today: date) -> Sequence[Period | None]:
    """The same, and those that begin while a count goes on."""
    days = (today, today - timedelta(days=BACKDATING_DAYS), today + timedelta(days=1))
    return _around(calendar, days)


def _around(calendar: CityCalendar, days: Iterable[date]) -> Sequence[Period | None]:
    return list(dict.fromkeys(calendar.period(kind, day) for day in days for kind in PERIODS))


def look(
    session: Session, city: City, kinds: Iterable[GroupKind], calendar: CityCalendar, today: date
) -> Sequence[Found]:
    """The boards of the periods that are open on a day, by the shares as they were brought up. Writes nothing."""
    return [
        _look_at(session, city, kind, calendar, period) for kind in kinds for period in open_periods(calendar, today)
    ]


def _look_at(session: Session, city: City, kind: GroupKind, calendar: CityCalendar, period: Period | None) -> Found:
    key, names = period.key if period else ALL_TIME, kind.names(session, city)
    figures = [one for one in shares.figures(session, kind, key) if one.group_id in names]
    people = kind.people(city) if kind.people else queries.sizes(session, kind, _seasons(calendar, period))
    districts = kind.districts(city) if kind.districts else {}
    wholes = live(session, key) if districts else {}
    by_id = {place.district_id: one for place, one in wholes.items()}
    return Found(kind, key, shares.read_upto(session, kind), figures, people, names, districts, by_id)


def _seasons(calendar: CityCalendar, period: Period | None) -> list[str] | None:
    """The seasons that a period lies in; None for all."""
    return None if period is None else sorted({calendar.season(day).key for day in (period.start, period.end)})


def show(session: Session, found: Found, now: datetime) -> None:
    """Puts on a board what may be shown and may move, takes off it what has become too few, and ranks it anew."""
    rows = dict(queries.rows_of(session, found.kind.id, found.period))
    ripe = [one for one in found.ripe if _kilograms_may_move(one, rows.get(one.group_id))]
    shown = _shown_after(rows, ripe)
    telling, mixed = _telling(found, shown)
    for figures in ripe:
        row = rows.pop(figures.group_id, None)
        if figures.group_id in shown and figures.group_id not in telling:
            told = _told_evidence(found, figures, row, is_told=figures.group_id not in mixed)
            rows[figures.group_id] = session.merge(_row(found, figures, told, now))
        elif row is not None:
            session.delete(row)
    for group_id in telling & rows.keys():
        session.delete(rows.pop(group_id))
    if ripe:
        _rank(session, found, rows.values())


def _kilograms_may_move(figures: GroupFigures, row: GroupRow | None) -> bool:
    """Who comes to a group brings along kilograms that were told before; they do not move alone."""
    return row is None or may_move(figures.saving_changers) or row.mid_mg == figures.mid_mg


def _shown_after(rows: Iterable[str], ripe: Iterable[GroupFigures]) -> frozenset[str]:
    """The groups that are shown once those that may move have moved, if nothing else speaks against it."""
    new = {one.group_id for one in ripe if _may_be_shown(one)}
    return (frozenset(rows) | new) - ({one.group_id for one in ripe} - new)


def _telling(found: Found, shown: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The groups that must not be shown, and those whose evidence must not be told, or the rest of their district would
    tell about a few."""
    telling, mixed = set[str](), set[str]()
    for district_id, groups in _by_district(found).items():
        whole = found.wholes.get(district_id)
        seen = {one.group_id: one for one in groups if one.group_id in shown}
        hidden = [one for one in groups if one.group_id not in shown]
        people = People(whole.participants, whole.savers) if whole else People(0, 0)
        telling |= rules.telling({name: _people(one) for name, one in seen.items()}, map(_people, hidden), people)
        hidden += [seen.pop(name) for name in telling & seen.keys()]
        if whole and not _evidence_is_safe(whole, seen.values(), hidden):
            mixed |= seen.keys()
    return frozenset(telling), frozenset(mixed)


def _by_district(found: Found) -> Mapping[str, list[GroupFigures]]:
    of: dict[str, list[GroupFigures]] = defaultdict(list)
    for one in found.figures:
        if one.group_id in found.districts:
            of[found.districts[one.group_id]].append(one)
    return of


def _people(figures: GroupFigures) -> People:
    return People(figures.participants, figures.savers)


def _evidence_is_safe(whole: LiveFigures, shown: Iterable[GroupFigures], hidden: Iterable[GroupFigures]) -> bool:
    """Whether what is left of a district's kilograms of each kind of evidence is nothing, or of enough people."""
    known, others = list(shown), list(hidden)
    left = [
        (
            getattr(whole, name) - sum(one.parts[part].mid_mg for one in known),
            [one.parts[part].savers for one in others],
        )
        for part, name in enumerate(_EVIDENCE)
    ]
    return all(amount == 0 or may_be_shown(sum(savers)) for amount, savers in left)


def _may_be_shown(figures: GroupFigures) -> bool:
    """Whether enough took part, and enough of them or nobody saved something."""
    return may_be_shown(figures.participants) and (figures.savers == 0 or may_be_shown(figures.savers))


def _told_evidence(found: Found, figures: GroupFigures, row: GroupRow | None, *, is_told: bool) -> dict[str, int]:
    """The kilograms by kind of evidence: of enough people each, or put together; all of them together where they are
    not told; as they were told while fewer than ten have changed one of them."""
    parts = figures.parts
    together = told_together([part.savers for part in parts])
    groups = together if is_told or not together else [list(range(len(parts)))]
    changed_by = [part.changers for part in parts]
    amounts = moved_parts([part.mid_mg for part in parts], groups, changed_by, are_told=row is not None)
    known = [getattr(row, name) for name in _EVIDENCE] if row else None
    if amounts is None or (known and _are_brought(amounts, known, changed_by)):
        return {name: getattr(row, name) for name in (*_EVIDENCE, "evidence_upto_entry_id")}
    return {**dict(zip(_EVIDENCE, amounts, strict=True)), "evidence_upto_entry_id": found.upto_entry_id}


def _are_brought(amounts: Sequence[int], known: Sequence[int], changed_by: Sequence[int]) -> bool:
    """Whether parts would move that nobody has changed, by what somebody brings along; parts that were put together
    differently before are looked at together."""
    starts = [0, *(place for place in range(1, len(known)) if known[place] and amounts[place]), len(known)]
    blocks = [slice(*ends) for ends in pairwise(starts)]
    return any(sum(amounts[some]) != sum(known[some]) and not any(changed_by[some]) for some in blocks)


_EVIDENCE = tuple(f"{kind}_mg" for kind in shares.EVIDENCE)


def _row(found: Found, figures: GroupFigures, evidence: Mapping[str, int], now: datetime) -> GroupRow:
    return GroupRow(
        period=found.period,
        kind=found.kind.id,
        group_id=figures.group_id,
        name=found.names[figures.group_id],
        people=found.people.get(figures.group_id, 0),
        counted_at=now,
        upto_entry_id=found.upto_entry_id,
        **{name: getattr(figures, name) for name in _FIGURES},
        **evidence,
    )


_FIGURES = ("entries", "participants", "low_mg", "mid_mg", "high_mg", "sum_g", "sum_of_squares_g2")


# Where they stand


def _rank(session: Session, found: Found, rows: Iterable[GroupRow]) -> None:
    """Each group among those of its size; where nobody knows how many people are in one, in the order of their ids."""
    kind, classes = found.kind, dict[str, list[GroupRow]]()
    for row in sorted(rows, key=lambda row: row.group_id):
        classes.setdefault(kind.size_class(row.group_id, row.people), []).append(row)
    there = and_(GroupStanding.kind == kind.id, GroupStanding.period == found.period)
    session.execute(delete(GroupStanding).where(there))
    standing = [
        {"period": found.period, "kind": kind.id, "measure": measure, "size_class": size_class, **one}
        for size_class, some in classes.items()
        for measure in MEASURES
        for one in _standings(some, measure, is_compared=_is_compared(kind, size_class, some))
    ]
    if standing:
        session.execute(insert(GroupStanding), standing)


def _is_compared(kind: GroupKind, size_class: str, rows: Sequence[GroupRow]) -> bool:
    return size_class != (kind.beside or None) and all(row.people for row in rows)


def _standings(rows: Sequence[GroupRow], measure: str, *, is_compared: bool) -> Iterator[dict[str, Any]]:
    """Columns of `GroupStanding` for groups of one size."""
    if not is_compared:
        for position, row in enumerate(rows):
            yield {**_NO_STANDING, "group_id": row.group_id, "position": position}
        return
    found = _compared(rows, measure)
    shown = [(band.number, one) for band in shown_bands(found) for one in band.members]
    for position, (band, one) in enumerate(shown):
        place = {"group_id": rows[one].group_id, "position": position, "compared": len(rows), "band": band}
        yield {**place, **_columns(found[one], measure)}


_NO_STANDING: Mapping[str, Any] = {
    "compared": 0,
    "is_ahead": False,
    "is_tied": False,
    **dict.fromkeys(("rank", "best", "worst", "band", "mean", "weight_ppm", "shrunk")),
}


def _compared(rows: Sequence[GroupRow], measure: str) -> list[Standing]:
    people = [Population(row.people, row.people, row.people) for row in rows]
    if measure == PARTICIPATION:
        taking_part = [row.participants for row in rows]
        contenders = [by_participation(some, size) for some, size in zip(taking_part, people, strict=True)]
        return standings(contenders, shrunk_shares(taking_part, people).weights)
    spreads = [Spread(row.participants, row.sum_g, row.sum_of_squares_g2) for row in rows]
    contenders = [
        by_mass(MassInterval(row.low_mg, row.mid_mg, row.high_mg), spread, size)
        for row, spread, size in zip(rows, spreads, people, strict=True)
    ]
    return standings(contenders, shrunk_masses(spreads, people).weights)


def _columns(standing: Standing, measure: str) -> dict[str, Any]:
    scale = 1_000_000 if measure == PARTICIPATION else 1_000
    places = {"rank": standing.rank, "best": standing.best, "worst": standing.worst}
    return {
        **places,
        "mean": round(standing.mean * scale),
        "weight_ppm": round(standing.weight * 1_000_000),
        "shrunk": round(standing.shrunk * scale),
        "is_ahead": standing.is_ahead,
        "is_tied": standing.tied,
    }
