"""Every night the rules look at the last weeks, and what nobody decided in time counts again."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.database.engine import Database
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services
from footprint.integrity import queries, services
from footprint.integrity.decisions import WINDOW_DAYS, shown_people
from footprint.integrity.models import ClippedCount
from footprint.integrity.rules import Account, Kind, Suspicion, kinds_of, suspicions
from footprint.resources import CATALOGUE

log = structlog.get_logger()
_BATCH_RESIDENTS = 5_000
"""Accounts that were made one after the other are looked at together, and no more entries are in memory than theirs."""


def _look(app: Services, _session: Session) -> None:
    kept = look(app, utc_now())
    log.info("entries looked at", flags=kept)


def look(app: Services, now: datetime) -> int:
    """Asks the rules about the last weeks, a batch of residents after the other; how many flags are new. Each is
    written in a transaction of its own."""
    kinds, kept = kinds_of(app.get(CATALOGUE).actions.values()), 0
    for found in _found(app, kinds, now):
        with app.database.write() as session:
            kept += services.keep(session, app.registry, app.calendar, found, now) is not None
    return kept


def _found(app: Services, kinds: dict[str, Kind], now: datetime) -> Iterator[Suspicion]:
    zone = app.calendar.local(now).tzinfo
    assert zone is not None
    for accounts in _batches(app.database):
        with app.database.read() as session:
            teams = queries.joined([told(session, _ends(accounts)) for told in app.registry.all(services.TEAMS)])
            deeds = list(queries.deeds(session, app.get(CATALOGUE), _ends(accounts), _window(app, now), teams))
        yield from suspicions(deeds, accounts, kinds, zone)


def _window(app: Services, now: datetime) -> tuple[date, date]:
    today = app.calendar.today(now)
    return today - timedelta(days=WINDOW_DAYS), today


def _batches(database: Database) -> Iterator[list[Account]]:
    after = 0
    while True:
        with database.read() as session:
            accounts = queries.accounts_after(session, after, _BATCH_RESIDENTS)
        if not accounts:
            return
        yield accounts
        after = accounts[-1].resident_id


def _ends(accounts: list[Account]) -> tuple[int, int]:
    return accounts[0].resident_id, accounts[-1].resident_id


def _count_clipped(app: Services, _session: Session) -> None:
    count_clipped(app, utc_now())


def count_clipped(app: Services, now: datetime) -> None:
    """Counts whom limits cut something off in the last weeks."""
    people, days = 0, _window(app, now)
    for accounts in _batches(app.database):
        with app.database.read() as session:
            people += queries.clipped_people(session, _ends(accounts), days)
    with app.database.write() as session:
        shown = shown_people(people, queries.clipped_shown(session))
        session.merge(ClippedCount(counted_on=days[1], people=people, shown=shown))


def _drop(app: Services, _session: Session) -> None:
    dropped = drop(app, utc_now())
    log.info("flags dropped", flags=dropped)


def drop(app: Services, now: datetime) -> int:
    """Lets count again what nobody decided in time; how many flags."""
    overdue = _overdue(app.database, now)
    for flag_id in overdue:
        with app.database.write() as session:
            services.drop(session, app.registry, app.calendar, flag_id, now)
    return len(overdue)


def _overdue(database: Database, now: datetime) -> list[int]:
    with database.read() as session:
        return list(queries.overdue(session, now))


def _forget_photos(app: Services, _session: Session) -> None:
    forget_photos(app, utc_now())


def forget_photos(app: Services, now: datetime) -> int:
    """Erases the photographs of which nobody needs to think any more; how many."""
    with app.database.read() as session:
        spent = list(queries.spent_evidence(session, now))
    gone = 0
    for flag_id in spent:
        with app.database.write() as session:
            gone += services.forget_photo(session, app.registry, flag_id, now)
    return gone


def _forget_marks(app: Services, session: Session) -> None:
    services.forget_marks(session, app.calendar.today())


jobs = [
    Job("look at entries", Every("day", timedelta(hours=2, minutes=20)), _look, takes_long=True),
    Job("count what limits cut off", Every("day", timedelta(hours=2, minutes=40)), _count_clipped, takes_long=True),
    Job("drop undecided flags", Every("day", timedelta(minutes=5)), _drop, takes_long=True),
    Job("forget evidence", Every("day", timedelta(hours=3, minutes=20)), _forget_photos),
    Job("forget from where people signed in", Every("day", timedelta(hours=3, minutes=10)), _forget_marks),
]
