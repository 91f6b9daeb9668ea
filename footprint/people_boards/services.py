"""Counting the boards of people, and choosing to stand on them.

Whoever stands on a board says so. The others do not: the figures of a district less those of its people on the boards
must not tell about a few, so the fewest acts step back until nobody or enough people are left.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, update
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar, Period
from civic.database.missing_rows import make_missing
from civic.disclosure.live import may_be_shown
from civic.feature import Registry
from footprint.boards.queries import live
from footprint.group_boards.rules import People, telling
from footprint.ledger.rules import BACKDATING_DAYS
from footprint.people_boards import queries, rules
from footprint.people_boards.models import BoardWish, PersonRow
from footprint.people_boards.rules import Did, Line, Person

PERIODS = ("week", "month", "season")


def choose(session: Session, resident_id: int, *, alone: bool, household: bool) -> None:
    """Where the resident wants to stand from now on; what they no longer want is seen by nobody any more."""
    wanted = {"alone": alone, "household": household}
    make_missing(session, BoardWish, [{"resident_id": resident_id, **wanted}])
    session.execute(update(BoardWish).where(BoardWish.resident_id == resident_id).values(wanted))


def forget(session: Session, resident_id: int) -> None:
    """Erasure: wishes and rows."""
    session.execute(delete(PersonRow).where(PersonRow.resident_id == resident_id))
    session.execute(delete(BoardWish).where(BoardWish.resident_id == resident_id))


def count(session: Session, registry: Registry, calendar: CityCalendar, now: datetime) -> None:
    """Counts the boards of the periods around this day, and of those that ended a few days before."""
    today = calendar.today(now)
    season = calendar.season(today)
    people = queries.people(session, registry, calendar.end_of(season.start - timedelta(days=1)))
    members = queries.members(session)
    days = (today, today - timedelta(days=BACKDATING_DAYS))
    spans = dict.fromkeys(calendar.period(kind, day) for kind in PERIODS for day in days)
    for span in spans:
        if span:
            _count(session, people, members, span, now)


def _count(session: Session, people: Sequence[Person], members: dict[int, int], span: Period, now: datetime) -> None:
    alone, at_home = (queries.did(session, span, at_home=home) for home in (False, True))
    lines = {
        rules.RESIDENTS: rules.residents(people, alone),
        rules.HOUSEHOLDS: rules.households(people, members, at_home),
    }
    kept = _safe(session, people, [line for some in lines.values() for line in some], {**at_home, **alone}, span)
    session.execute(delete(PersonRow).where(PersonRow.period == span.key))
    rows = [
        {**_row(line), "board": board, "period": span.key, "counted_at": now, **standing._asdict()}
        for board, some in lines.items()
        for line, standing in _placed([line for line in some if line.told <= kept])
    ]
    if rows:
        session.execute(insert(PersonRow), rows)


def _safe(
    session: Session, people: Iterable[Person], lines: Iterable[Line], did: Mapping[int, Did], span: Period
) -> frozenset[int]:
    """Those who may be shown: what is left of their district is of nobody, or of enough people. Who did nothing is in
    a household's line, but not in the district's figures."""
    told = {who for line in lines for who in line.told}
    homes: dict[str, dict[str, People]] = {}
    for one in people:
        if one.id in told and one.id in did and did[one.id].entries_here:
            homes.setdefault(one.district_id, {})[str(one.id)] = People(1, int(did[one.id].here_mg != 0))
    wholes = {
        place.district_id: People(each.participants, each.savers) for place, each in live(session, span.key).items()
    }
    hidden = {
        int(one)
        for district_id, some in homes.items()
        for one in telling(some, (), wholes.get(district_id, People(0, 0)))
    }
    return frozenset(told) - hidden


def _placed(lines: Iterable[Line]) -> list[tuple[Line, rules.Standing]]:
    """Lines with their standings, of all boards that are of enough people."""
    boards: dict[str, list[Line]] = {}
    for line in lines:
        boards.setdefault(line.compared_with, []).append(line)
    enough = [some for some in boards.values() if may_be_shown(len(some))]
    return [pair for some in enough for pair in zip(some, rules.standings([line.days for line in some]), strict=True)]


def _row(line: Line) -> dict[str, object]:
    names = ("resident_id", "household_id", "compared_with", "people", "days", "low_mg", "mid_mg", "high_mg")
    return {name: getattr(line, name) for name in names}
