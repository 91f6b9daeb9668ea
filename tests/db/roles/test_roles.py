"""Roles and recovery codes on both databases: races, and sessions that lack the second factor."""

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import select

from civic.accounts import recovery
from civic.accounts import services as accounts
from civic.accounts.identity import Actor
from civic.accounts.models import RoleGrant
from civic.accounts.totp import code_at, make_secret, new_serial
from civic.calendar import utc_now
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, Forbidden
from civic.roles import services

KEY = "a key for tests, long enough to be taken"


def person(database: Database, name: str, role: str | None = None) -> Actor:
    with database.write() as session:
        made = accounts.open_account(session, username=name, password_hash="x", now=utc_now())
        if role:
            accounts.grant_role(session, name, role, utc_now())
    return made


def at_once(*acts: Callable[[], None]) -> list[type[DomainError]]:
    """Does things at the same moment; what was refused."""
    start, refused = threading.Barrier(len(acts)), []

    def run(act: Callable[[], None]) -> None:
        start.wait()
        try:
            act()
        except DomainError as error:
            refused.append(type(error))

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return refused


def administrators(database: Database) -> int:
    with database.read() as session:
        return len(session.scalars(select(RoleGrant).where(RoleGrant.role == "administrator")).all())


def test_two_who_withdraw_each_other_leave_one(database: Database) -> None:
    two = [person(database, name, "administrator") for name in ("first", "second")]

    def withdraws(by: Actor, whom: Actor) -> Callable[[], None]:
        def act() -> None:
            with database.write() as session:
                services.withdraw(session, by, whom.account_id, "administrator", utc_now())

        return act

    assert at_once(withdraws(two[0], two[1]), withdraws(two[1], two[0])) == [Conflict]
    assert administrators(database) == 1


def test_one_who_is_granted_a_role_twice_at_once_has_it_once(database: Database) -> None:
    heads = [person(database, name, "administrator") for name in ("first", "second")]
    person(database, "third", "city")

    def grants(by: Actor) -> Callable[[], None]:
        def act() -> None:
            with database.write() as session:
                services.grant(session, by, "third", "moderator", demo=False, now=utc_now())

        return act

    assert at_once(*map(grants, heads)) == [Conflict]


def test_a_code_that_two_use_at_once_lets_one_in(database: Database) -> None:
    who = person(database, "first", "city")
    with database.write() as session:
        recovery.keep_set(session, who, [f"hash {slot}" for slot in range(recovery.SET_SIZE)], utc_now())
    used: list[bool] = []

    def act() -> None:
        with database.write() as session:
            used.append(recovery.use(session, who, 3, "hash 3", utc_now()))

    assert at_once(act, act) == []
    assert sorted(used) == [False, True]
    with database.read() as session:
        assert recovery.left(session, who.account_id) == recovery.SET_SIZE - 1


def test_a_session_without_the_second_factor_cannot_replace_it(database: Database) -> None:
    who, serial = person(database, "first", "city"), new_serial()
    code = code_at(make_secret(KEY, who.account_id, serial), int(utc_now().timestamp()) // 30)
    for actor, fits in ((who, False), (replace(who, strong=True), True)):
        with database.write() as session:
            if fits:
                services.set_up_factor(session, actor, KEY, serial, code, ["x"], utc_now())
                services.renew_codes(session, actor, ["y"], utc_now())
                continue
            with pytest.raises(Forbidden):
                services.set_up_factor(session, actor, KEY, serial, code, ["x"], utc_now())
            with pytest.raises(Forbidden):
                services.renew_codes(session, actor, ["y"], utc_now())


def test_after_a_restore_no_code_works(database: Database) -> None:
    who = person(database, "first", "city")
    with database.write() as session:
        recovery.keep_set(session, who, ["x"], utc_now())
        accounts.distrust_everybody(session)
        assert recovery.left(session, who.account_id) == 0


@pytest.mark.parametrize("typed", ["", "2", "2AAAAAAAAAA", "1AAAAAAAAAAA", "ZAAAAAAAAAAA", "234567"])
def test_what_is_no_code_names_none_of_a_set(typed: str) -> None:
    assert recovery.slot_of(typed) is None


def test_each_code_names_its_place() -> None:
    assert [recovery.slot_of(code) for code in recovery.new_set()] == list(range(recovery.SET_SIZE))
