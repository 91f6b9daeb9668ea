"""Never more than five free guesses for an account, and never more than twenty accounts from an address."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from civic.accounts import services
from civic.accounts.models import SigninFailure
from civic.accounts.rules import ACCOUNT, ADDRESS
from civic.database.engine import Database
from civic.errors import TooMany

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def attempt(database: Database, account: str = "account", address: str = "address", at: datetime = NOW) -> None:
    with database.write() as session:
        services.count_try(session, {account: ACCOUNT, address: ADDRESS}, at)


def test_the_sixth_try_waits_and_is_not_counted(database: Database) -> None:
    for _ in range(5):
        attempt(database)
    for _ in range(3):
        with pytest.raises(TooMany) as refusal:
            attempt(database)
        assert refusal.value.retry_after_s == 30
    assert failures(database) == {"account": 5, "address": 5}
    attempt(database, at=NOW + timedelta(seconds=30))
    with pytest.raises(TooMany):
        attempt(database, at=NOW + timedelta(seconds=60))


def test_twenty_accounts_from_one_address_and_it_waits(database: Database) -> None:
    for number in range(20):
        attempt(database, account=f"account {number}")
    with pytest.raises(TooMany):
        attempt(database, account="account 20")
    attempt(database, account="account 20", address="another")


def test_a_hundred_tries_at_once_are_not_a_hundred_free_ones(database: Database) -> None:
    def free(_number: int) -> bool:
        try:
            attempt(database)
        except TooMany:
            return False
        return True

    with ThreadPoolExecutor(8) as crowd:
        assert sum(crowd.map(free, range(40))) == 5


def test_crossing_tries_do_not_wait_for_each_other_for_ever(database: Database) -> None:
    def cross(number: int) -> None:
        there = ("a", "b") if number % 2 else ("b", "a")
        with contextlib.suppress(TooMany):
            attempt(database, *there)

    with ThreadPoolExecutor(8) as crowd:
        list(crowd.map(cross, range(40)))


def test_a_right_password_clears_the_account_but_not_the_address(database: Database) -> None:
    for _ in range(3):
        attempt(database)
    with database.write() as session:
        services.take_back_try(session, "account", "address")
    assert failures(database) == {"address": 2}


def test_old_failures_are_purged(database: Database) -> None:
    attempt(database, "old", "old address", at=NOW - timedelta(days=1, seconds=1))
    attempt(database, "young", "young address", at=NOW - timedelta(hours=23))
    with database.write() as session:
        assert services.purge_failures(session, NOW) == 2
    assert set(failures(database)) == {"young", "young address"}


def failures(database: Database) -> dict[str, int]:
    with database.read() as session:
        return {line.bucket: line.failures for line in session.scalars(sa.select(SigninFailure))}
