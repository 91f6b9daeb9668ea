"""The audit book is looked up by index on both databases, and its pages join without a gap or a line twice."""

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from sqlalchemy import text

from civic.accounts.models import AuditEntry
from civic.audit_log import queries
from civic.audit_log.queries import Place
from civic.audit_log.rules import Wish
from civic.calendar import CityCalendar
from civic.city.pack import load_city
from civic.database.engine import Database
from civic.paths import CITIES

CITY = load_city(CITIES / "zhenjiang")
CALENDAR = CityCalendar(CITY.timezone, CITY.seasons)
NOON = datetime(2026, 11, 25, 4, tzinfo=UTC)
TIMES = 2_000
WISHES = [
    Wish(who, act, subject, first)
    for who, act, subject, first in product(
        ("", "account:7"), ("", "set goal"), ("", "goal:7"), (None, date(2026, 11, 25))
    )
]


@pytest.fixture
def book(database: Database) -> Database:
    """A book of many lines, of which few are about anything that is asked for; some of one instant."""
    with database.write() as session:
        session.add_all(
            AuditEntry(
                at=NOON + timedelta(seconds=turn // 3),
                actor=f"account:{7 if turn % 200 == 0 else turn % 5}",
                act="set goal" if turn % 100 == 0 else "publish",
                subject=f"goal:{7 if turn % 400 == 0 else 8}",
                details=str(turn),
            )
            for turn in range(TIMES)
        )
    if database.engine.dialect.name == "postgresql":
        with database.write() as session:
            session.execute(text("ANALYZE audit_entry"))
    return database


@pytest.mark.parametrize("wish", WISHES)
def test_pages_join(book: Database, wish: Wish) -> None:
    seen: list[str] = []
    after: Place | None = None
    with book.read() as session:
        while found := queries.lines(session, CALENDAR, wish, 7, after)[:7]:
            seen += [one.details for one in found]
            after = Place(found[-1].at, found[-1].id)
            if len(seen) > 70:
                break
        whole = queries.lines(session, CALENDAR, wish, len(seen))
    assert seen == [one.details for one in whole] and len(set(seen)) == len(seen) > 0
    assert seen == sorted(seen, key=int, reverse=True)


@pytest.mark.parametrize("wish", WISHES[:-1])
def test_no_wish_sorts_the_book(book: Database, wish: Wish) -> None:
    statement = queries._wanted(CALENDAR, wish).order_by(AuditEntry.at.desc(), AuditEntry.id.desc()).limit(51)
    compiled = statement.compile(book.engine, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if book.engine.dialect.name == "sqlite" else "EXPLAIN"
    with book.read() as session:
        plan = "\n".join(str(row) for row in session.execute(text(f"{explain} {compiled}")))
    assert "TEMP B-TREE" not in plan and "Seq Scan" not in plan, plan
