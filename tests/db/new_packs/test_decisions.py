"""Packs on both databases: one decision each, nothing ever changed, the one whose day has come."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from civic.accounts import services as accounts
from civic.accounts.identity import Actor
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Forbidden, Invalid
from footprint.new_packs import queries
from footprint.new_packs.services import SoundPack, decide, propose

TODAY = date(2026, 11, 25)


def clerk(database: Database, name: str) -> Actor:
    with database.write() as session:
        return accounts.open_account(session, username=name, password_hash="x", now=utc_now())


def sent(database: Database, by: Actor, version: str, days: int = 0) -> int:
    pack = SoundPack(version, {"factors": [], "actions": []}, version.encode())
    with database.write() as session:
        return propose(session, by, pack, "before", "Why", TODAY + timedelta(days=days), TODAY, utc_now())


def decided(database: Database, by: Actor, number: int, *, approve: bool = True, in_force: str = "before") -> None:
    with database.write() as session:
        decide(session, by, number, in_force, approve=approve, note="Why", now=utc_now())


def test_the_approved_one_whose_day_came_last_is_in_force(database: Database) -> None:
    first, second = clerk(database, "first"), clerk(database, "second")
    for version, days in (("a", 0), ("b", 5), ("c", 5), ("d", 9), ("waits", 0)):
        number = sent(database, first, version, days)
        if version != "waits":
            decided(database, second, number, approve=version != "c")
    with database.read() as session:
        found = [queries.in_force(session, TODAY + timedelta(days=days)) for days in (-1, 0, 4, 5, 9)]
        assert [one and one.content.decode() for one in found] == [None, "a", "a", "b", "d"]
        assert queries.waiting(session).cases == 1


def test_who_sent_it_and_who_comes_too_late_are_refused(database: Database) -> None:
    first, second = clerk(database, "first"), clerk(database, "second")
    number = sent(database, first, "a")
    with pytest.raises(Forbidden):
        decided(database, first, number)
    with pytest.raises(Conflict):
        decided(database, second, number, in_force="another")
    with pytest.raises(Invalid):
        sent(database, first, "before")


def test_two_who_decide_at_once_make_one_decision(database: Database) -> None:
    first, others = clerk(database, "first"), [clerk(database, f"other{turn}") for turn in range(2)]
    number = sent(database, first, "a")
    start, refused = threading.Barrier(2), []

    def act(by: Actor) -> None:
        start.wait()
        try:
            decided(database, by, number)
        except DomainError as error:
            refused.append(type(error))

    threads = [threading.Thread(target=act, args=(by,)) for by in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert refused == [Conflict]


@pytest.mark.parametrize("table", ["pack_proposal", "pack_decision"])
@pytest.mark.parametrize("change", ["DELETE FROM {}", "UPDATE {} SET {} = ''"])
def test_the_database_refuses_changes(database: Database, table: str, change: str) -> None:
    first, second = clerk(database, "first"), clerk(database, "second")
    decided(database, second, sent(database, first, "a"))
    column = "reason" if table == "pack_proposal" else "note"
    with pytest.raises(DBAPIError, match="never changed"), database.write() as session:
        session.execute(text(change.format(table, column)))
