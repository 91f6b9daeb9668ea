"""Counting the boards of teams, their pages, and freezing a season.

    python -m benchmarks.boards [--postgresql] [--residents 1000000 --entries 1000000 --teams 20000]

Every resident is in a team. A count has an hour's entries to read, and is compared with a pass over the ledger that
adds up the same figures of the same periods: what a count would cost without shares. Seconds are of CPU, those of
PostgreSQL of the clock. Pages are compared with a bare Flask "hello".
"""

import argparse
import os
import time
from collections.abc import Callable, Sequence
from datetime import timedelta

from sqlalchemy import String, cast, func, insert, literal, select
from sqlalchemy.orm import Session

from benchmarks import load, serving
from benchmarks.city import Reader
from benchmarks.journey import cookie, stopwatch
from benchmarks.population import fill
from campaigns.organizations.rules import SIZE_CLASSES
from campaigns.organizations.team_board import teams as real_teams
from civic.calendar import CityCalendar, Period, utc_now
from civic.city.pack import load_city
from civic.city.text import Text
from civic.database.engine import Database
from civic.disclosure.models import FigureReading
from civic.paths import CITIES
from civic.residents.models import Resident
from footprint.group_boards import services, shares
from footprint.group_boards.kinds import GroupKind
from footprint.group_boards.models import BoardMember
from footprint.ledger.rebuild import rebuild
from footprint.ledger.seasons import freeze_seasons

_HOUR = 20_000
"""Entries of a busy hour of a city of three million."""
_PATHS = ("/boards/teams", "/boards/teams?measure=participation", "/boards/near-me")
_READERS = [Reader(number, 0, 0) for number in range(1, 421)]
_CITY = load_city(CITIES / "zhenjiang")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--residents", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--teams", type=int, default=2_000)
    args = parser.parse_args()
    with serving.database_url("boards", postgresql=args.postgresql) as (url, folder):
        database = Database(url)
        calendar = fill(database, args.residents, args.entries).calendar
        rebuild(database, calendar)
        kind = _teams(args.teams)
        with database.write() as session:
            _join(session, calendar, args.teams)
        what = f"{args.teams:,} teams of {args.residents:,} residents, {args.entries:,} entries, {database.dialect}"
        load.table(f"Counting: {what}", ("what", "seconds", "limit"), _count(database, calendar, kind))
        with stopwatch(url, folder) as watch:
            watch.again("warming", _PATHS[0], cookie(1))  # connections prepare a statement when they see it again
            pages = [(watch.first_views(path, _always(path), _READERS), "≤ 15, 4 statements") for path in _PATHS]
            pages += [(watch.again(f"{path}, a visitor", path, ""), "≤ 3") for path in _PATHS[:-1]]
        rows = [(one.page, f"{one.ratio:.1f}", str(one.statements), limit) for one, limit in pages]
        load.table("Pages: residents' first views, visitors", ("page", "× hello", "statements", "limit"), rows)
        database.dispose()
    print(f"load: {os.getloadavg()[0]:.1f}")


def _teams(count: int) -> GroupKind:
    names = {str(number): Text({"zh": f"{number}", "en": f"Team {number}"}) for number in range(count)}
    return GroupKind(real_teams.id, real_teams.page, lambda *_: names, joining=lambda *_: [], size_classes=SIZE_CLASSES)


def _join(session: Session, calendar: CityCalendar, teams: int) -> None:
    """Everybody is in a team, in all seasons that entries may be of."""
    today = calendar.today()
    team = cast(Resident.id % teams, String)
    for season in sorted({calendar.season(today - timedelta(days=age)).key for age in range(0, 100, 20)}):
        rows = select(literal(real_teams.id), literal(season), team, Resident.id)
        columns = ("kind", "season", "group_id", "resident_id")
        session.execute(insert(BoardMember).from_select(columns, rows))


def _count(database: Database, calendar: CityCalendar, kind: GroupKind) -> Sequence[tuple[str, str, str]]:
    seconds = _seconds if database.dialect == "sqlite" else _clock
    now = utc_now()
    spans = services.kept_periods(calendar, calendar.today(now))
    once = seconds(lambda: _pass(database, kind, services.open_periods(calendar, calendar.today(now))))
    first = seconds(lambda: shares.bring_up(database, kind, spans))
    shown = seconds(lambda: _show(database, calendar, kind))
    _back_an_hour(database, kind)
    hour = seconds(lambda: shares.bring_up(database, kind, spans))
    again = seconds(lambda: _show(database, calendar, kind))
    frozen = seconds(lambda: _freeze(database, calendar))
    return [
        ("a pass over the ledger", f"{once:.2f}", ""),
        ("all shares, the first time", f"{first:.2f}", ""),
        ("all boards, ranked, the first time", f"{shown:.2f}", ""),
        (f"shares, {_HOUR:,} entries later", f"{hour:.2f}", ""),
        ("boards, nothing ripe", f"{again:.2f}", ""),
        ("freezing a season", f"{frozen:.2f}", "≤ 60 at 10 million"),
    ]


def _always(path: str) -> Callable[[Reader], str]:
    return lambda _: path


def _back_an_hour(database: Database, kind: GroupKind) -> None:
    """The last entries will be read once more: figures are wrong from here on, times are not."""
    with database.write() as session:
        reading = session.get_one(FigureReading, f"{kind.id} shares")
        reading.upto_entry_id -= _HOUR


def _seconds(work: Callable[[], object], clock: Callable[[], float] = time.process_time) -> float:
    started = clock()
    work()
    return clock() - started


def _clock(work: Callable[[], object]) -> float:
    return _seconds(work, time.perf_counter)


def _pass(database: Database, kind: GroupKind, spans: Sequence[Period | None]) -> None:
    with database.read() as session:
        for span in spans:
            one = shares.by_resident(kind, span).subquery().c
            session.execute(select(one.group_id, func.sum(one.mid_mg)).group_by(one.group_id)).all()


def _show(database: Database, calendar: CityCalendar, kind: GroupKind) -> None:
    now = utc_now()
    with database.read(one_snapshot=True) as session:
        boards = services.look(session, _CITY, [kind], calendar, calendar.today(now))
    for found in boards:
        if found.ripe:
            with database.write() as session:
                services.show(session, found, now)


def _freeze(database: Database, calendar: CityCalendar) -> None:
    with database.write() as session:
        freeze_seasons(session, calendar, utc_now() + timedelta(days=200))


if __name__ == "__main__":
    main()
