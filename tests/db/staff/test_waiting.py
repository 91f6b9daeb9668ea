"""What waits is counted by one statement, up to a bound, and the oldest is named."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.moderation import queries as moderation
from campaigns.moderation.models import Case
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.staff import queries
from civic.staff.desk import MOST
from tests.people import settle
from workbench.statements import statements

NOW = utc_now().replace(microsecond=0)


@pytest.fixture
def residents(database: Database) -> list[int]:
    """Somebody whose cases they are."""
    with database.write() as session:
        return [settle(session, NOW).resident_id]


def cases(database: Database, resident_id: int, count: int, *, kind: str = "text") -> None:
    with database.write() as session:
        session.add_all(
            Case(
                kind=kind,
                subject=f"gone:{number}",
                subject_path="",
                by_id=resident_id,
                text="",
                state="open",
                opened_at=NOW - timedelta(minutes=count - number),
            )
            for number in range(count)
        )


def test_nothing_waits(database: Database) -> None:
    with database.read() as session:
        assert moderation.waiting(session) == (0, None, None)


def test_the_oldest_is_named(database: Database, residents: list[int]) -> None:
    cases(database, residents[0], 3)
    with database.read() as session:
        found = moderation.waiting(session)
        assert (found.cases, found.since) == (3, NOW - timedelta(minutes=3))
        assert found.first == session.scalar(select(Case.id).order_by(Case.id).limit(1))


def test_many_are_counted_up_to_a_bound_in_one_statement(database: Database, residents: list[int]) -> None:
    cases(database, residents[0], MOST + 7)
    with database.read() as session, statements(database) as sent:
        assert moderation.waiting(session).cases == MOST + 1
    assert len(sent) == 1


def test_several_queues_are_one(database: Database, residents: list[int]) -> None:
    cases(database, residents[0], 2)
    cases(database, residents[0], 1, kind="report")
    queues = [
        select(Case.opened_at, Case.id).where(Case.kind == kind).order_by(Case.opened_at, Case.id)
        for kind in ("report", "text", "track")
    ]
    with database.read() as session:
        found = queries.Queues(*queues).waiting(session)
    assert (found.cases, found.since) == (3, NOW - timedelta(minutes=2))


def test_residents_are_found_by_an_index(database: Database) -> None:
    with database.write() as session:
        for nickname in ("peony", "peony two", "peon", "willow", "牡丹"):
            settle(session, NOW, nickname)
    with database.read() as session, statements(database) as sent:
        assert [one.nickname for one in queries.residents(session, "Peony")] == ["peony", "peony two"]
        assert [one.nickname for one in queries.residents(session, "牡")] == ["牡丹"]
    assert len(sent) == 2


def test_the_next_case_goes_on_after_the_one_before_and_never_back_to_it(
    database: Database, residents: list[int]
) -> None:
    cases(database, residents[0], 3)
    made = queries.Queues(select(Case.opened_at, Case.id).where(Case.state == "open").order_by(Case.opened_at, Case.id))
    with database.read() as session, statements(database) as sent:
        first = moderation.waiting(session).first or 0
        assert [made.next_after(session, first + step) for step in range(3)] == [first + 1, first + 2, first]
    assert len(sent) == 4
    with database.write() as session:
        for number in (first + 1, first + 2):
            session.get_one(Case, number).state = "allowed"
    with database.read() as session:
        assert (made.next_after(session, first), made.next_after(session, first + 1)) == (None, first)
