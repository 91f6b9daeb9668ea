"""Versions of the numbers of residents on both databases: what holds when, one decision each, nothing ever changed."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from civic.accounts import services as accounts
from civic.accounts.identity import Actor
from civic.accounts.models import AuditEntry
from civic.calendar import utc_now
from civic.city.pack import load_city
from civic.city.text import Text
from civic.database.engine import Database
from civic.denominators import queries
from civic.denominators.models import DenominatorDecision
from civic.denominators.rules import NOTICE
from civic.denominators.services import NewFigures, decide, enter
from civic.errors import Conflict, DomainError, Forbidden, Invalid
from civic.paths import CITIES

CITY = load_city(CITIES / "zhenjiang")
TODAY = date(2026, 11, 25)
HILL = f"district-{CITY.districts[0].id}"


def clerk(database: Database, name: str) -> Actor:
    with database.write() as session:
        return accounts.open_account(session, username=name, password_hash="x", now=utc_now())


def figures(people: int, holds_from: date = TODAY + NOTICE, percent: int = 0) -> NewFigures:
    scope = Text({"zh": "常住人口"})
    return NewFigures(scope, date(2025, 12, 31), "Bulletin", "", "verified", holds_from, percent, {HILL: people})


def entered(database: Database, by: Actor, new: NewFigures) -> int:
    with database.write() as session:
        return enter(session, by, new, TODAY, utc_now())


def decided(database: Database, by: Actor, number: int, *, approve: bool = True, today: date = TODAY) -> None:
    with database.write() as session:
        decide(session, by, number, approve=approve, note="Why", today=today, now=utc_now())


def held(database: Database, day: date) -> int:
    with database.read() as session:
        return queries.denominators_on(session, CITY, day)[HILL].residents


def test_what_holds_goes_by_the_day(database: Database) -> None:
    first, second = clerk(database, "first"), clerk(database, "second")
    later = TODAY + timedelta(days=30)
    for people, day in ((100, TODAY + NOTICE), (200, later), (300, later), (400, later)):
        number = entered(database, first, figures(people, day))
        if people != 400:
            decided(database, second, number)
    pack = CITY.districts[0].residents
    days = (TODAY, TODAY + NOTICE, later - timedelta(days=1), later)
    assert [held(database, day) for day in days] == [pack, 100, 100, 300], "the later of two, none that waits"


def test_a_range_is_kept(database: Database) -> None:
    first, second = clerk(database, "first"), clerk(database, "second")
    decided(database, second, entered(database, first, figures(1000, percent=5)))
    with database.read() as session:
        found = queries.denominators_on(session, CITY, TODAY + NOTICE)[HILL]
    assert (found.low, found.residents, found.high) == (950, 1000, 1050)


def test_nobody_decides_about_their_own(database: Database) -> None:
    first = clerk(database, "first")
    number = entered(database, first, figures(100))
    with pytest.raises(Forbidden):
        decided(database, first, number)


def test_what_would_hold_too_soon_is_refused(database: Database) -> None:
    first, second = clerk(database, "first"), clerk(database, "second")
    with pytest.raises(Invalid):
        entered(database, first, figures(100, TODAY + timedelta(days=1)))
    number = entered(database, first, figures(100))
    with pytest.raises(Invalid):
        decided(database, second, number, today=TODAY + timedelta(days=1))
    decided(database, second, number, approve=False, today=TODAY + timedelta(days=9))


def test_two_who_decide_at_once_make_one_decision(database: Database) -> None:
    first, others = clerk(database, "first"), [clerk(database, f"other{turn}") for turn in range(2)]
    number = entered(database, first, figures(100))
    start, refused = threading.Barrier(2), []

    def act(by: Actor, *, approve: bool) -> None:
        start.wait()
        try:
            decided(database, by, number, approve=approve)
        except DomainError as error:
            refused.append(type(error))

    threads = [threading.Thread(target=act, args=(by,), kwargs={"approve": not turn}) for turn, by in enumerate(others)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [Conflict]
    with database.read() as session:
        assert len(session.scalars(select(DenominatorDecision)).all()) == 1
        acts = session.scalars(select(AuditEntry.act).where(AuditEntry.subject == f"denominators:{number}")).all()
        assert len(acts) == 2, "the entering and one decision"


@pytest.mark.parametrize("table", ["denominator_version", "denominator_figure", "denominator_decision"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {}"])
def test_the_database_refuses_changes(database: Database, table: str, change: str) -> None:
    first, second = clerk(database, "first"), clerk(database, "second")
    decided(database, second, entered(database, first, figures(100)))
    column = {"denominator_figure": "residents = 7", "denominator_decision": "note = ''"}.get(table, "source = ''")
    with pytest.raises(DBAPIError, match="never changed"), database.write() as session:
        session.execute(text(change.format(table, column)))
