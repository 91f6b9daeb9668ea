"""A database from before accounts and residents were two: everybody comes in again, and staff stay staff."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from civic.accounts.identity import read_session_id
from civic.accounts.services import open_account, sign_out_everywhere, use_code
from civic.accounts.totp import code_at, make_secret
from civic.app import create_app
from civic.config import Settings
from civic.database import migrate
from civic.database.engine import Database
from civic.feature import Registry
from civic.residents.identity import ResidentActor
from civic.residents.queries import actor_of_session, actor_statement
from tests.characters import Browser
from tests.db.rows import everything
from tests.people import named, signed_in_again
from tests.servers import Databases

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
XIAOJIANG, XIAOWANG, ERASED = 3, 5, 9


def _rows() -> Iterator[tuple[str, dict[str, Any]]]:
    """Two residents, one of them staff who failed to sign in and judged a case, and one who is erased."""
    for number, name in ((XIAOJIANG, "小江"), (XIAOWANG, "小王"), (ERASED, None)):
        yield "household", {"id": 100 + number, "created_at": NOW}
        yield (
            "resident",
            {
                "id": number,
                "household_id": 100 + number,
                "username": name,
                "username_key": name,
                "password_hash": name and f"hash of {name}",
                "district_id": name and "jingkou",
                "epoch": number,
                "is_demo": False,
                "created_at": NOW,
                "erased_at": None if name else NOW,
            },
        )
    yield "role_grant", {"resident_id": XIAOWANG, "role": "moderator", "granted_at": NOW}
    yield "second_factor", {"resident_id": XIAOWANG, "serial": 2, "last_step": 0}
    yield "signin_failure", {"bucket": "小王", "failures": 4, "first_at": NOW, "last_at": NOW}
    yield (
        "moderation_case",
        {
            "id": 1,
            "kind": "text",
            "subject": "story:1",
            "subject_path": "",
            "by_id": XIAOJIANG,
            "text": "",
            "state": "allowed",
            "reason": "fits",
            "opened_at": NOW,
            "decided_at": NOW,
            "decided_by_id": XIAOWANG,
        },
    )
    yield "message", {
        "resident_id": XIAOJIANG, "key": "k", "topic": "account", "title": "t", "body": "b", "values": "{}", "path": "",
        "created_at": NOW,
    }  # fmt: skip


@pytest.fixture(scope="module")
def before(databases: Databases) -> Callable[[str], Database]:
    """The database as the version before had it, made once of each kind, to be copied."""

    @cache
    def make(dialect: str) -> Database:
        database = Database(databases.make(dialect))
        with database.engine.begin() as connection:
            connection.execute(sa.text("DELETE FROM account"))
        migrate.downgrade(database, "0020-1")
        tables = sa.MetaData()
        with database.engine.begin() as connection:
            tables.reflect(connection)
            for name, row in _rows():
                connection.execute(tables.tables[name].insert(), row)
        return database

    return make


@pytest.fixture(scope="module")
def after(databases: Databases, before: Callable[[str], Database]) -> Callable[[str], Database]:
    """The same, brought up to this version."""

    @cache
    def make(dialect: str) -> Database:
        database = Database(databases.copy(before(dialect)))
        migrate.upgrade(database)
        return database

    return make


@pytest.fixture
def old(before: Callable[[str], Database], new_database: Callable[..., Database], dialect: str) -> Database:
    return new_database(dialect, like=before(dialect))


@pytest.fixture
def new(after: Callable[[str], Database], new_database: Callable[..., Database], dialect: str) -> Database:
    return new_database(dialect, like=after(dialect))


def session_of(database: Database, nickname: str) -> str:
    """What a cookie keeps after signing in."""
    with database.read() as session:
        who = named(session, nickname)
    return signed_in_again(database, who).get_id()


def client_with(database: Database, settings: Settings, cookie: str) -> FlaskClient:
    app: Flask = create_app(settings, database=database)
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    with client.session_transaction() as session:
        session["_user_id"] = cookie
    return client


def test_everybody_comes_in_again_and_logs_at_once(new: Database, settings: Settings) -> None:
    phone = client_with(new, settings, session_of(new, "小江"))
    page = phone.get("/me/account")
    assert page.status_code == 200
    assert "小江" in page.text
    assert "Inbox, 1 new message" in page.text
    logged = Browser(phone).send("/actions/bicycle", quantity="5")
    assert logged.location.startswith("/entries/")
    for ended in (f"{XIAOJIANG}.{XIAOJIANG}", f"{ERASED}.{ERASED}"):
        assert client_with(new, settings, ended).get("/me/account").status_code == 303


def test_staff_stay_staff_with_the_same_generator(new: Database) -> None:
    name = read_session_id(session_of(new, "小王"), demo=False)
    assert name is not None
    name = replace(name, strong=True)
    clerk = actor_of_session(new, actor_statement(Registry(())), name)
    assert isinstance(clerk, ResidentActor)
    assert (clerk.account_id, clerk.resident_id, clerk.roles) == (XIAOWANG, XIAOWANG, {"moderator"})
    code = code_at(make_secret("key", XIAOWANG, 2), int(NOW.timestamp()) // 30)
    with new.write() as session:
        assert use_code(session, "key", clerk.account_id, code, NOW)
    rows = everything(new)
    assert [row[1] for row in rows["signin_failure"]] == [4]
    with new.write() as session:
        sign_out_everywhere(session, clerk)


def test_the_next_account_has_a_number_of_its_own(new: Database) -> None:
    with new.write() as session:
        made = open_account(session, username="小周", password_hash="x", now=NOW)
    assert made.account_id > ERASED


def test_and_back_again_while_every_account_is_a_residents(old: Database) -> None:
    before = everything(old)
    migrate.upgrade(old, "0020")
    migrate.downgrade(old, "0020-1")
    assert everything(old) == before


def test_going_back_whoever_acted_gets_the_residents_number(new: Database) -> None:
    """Accounts made since need not have their residents' numbers; here two have each other's."""
    give = sa.text("UPDATE resident SET account_id = :account WHERE id = :resident")
    with new.write() as session:
        spare = open_account(session, username="小周", password_hash="x", now=NOW).account_id
        for resident, account in ((XIAOJIANG, spare), (XIAOWANG, XIAOJIANG), (XIAOJIANG, XIAOWANG)):
            session.execute(give, {"account": account, "resident": resident})
        session.execute(sa.text("DELETE FROM account WHERE id = :id"), {"id": spare})
    migrate.downgrade(new, "0020-1")
    rows = everything(new)
    assert [row[0] for row in rows["role_grant"]] == [XIAOJIANG]
    assert [row[0] for row in rows["second_factor"]] == [XIAOJIANG]
    with new.engine.connect() as connection:
        assert connection.execute(sa.text("SELECT by_id, decided_by_id FROM moderation_case")).all() == [
            (XIAOJIANG, XIAOJIANG)
        ]
        named = connection.execute(sa.text("SELECT id, username FROM resident ORDER BY id")).all()
    assert named[:2] == [(XIAOJIANG, "小王"), (XIAOWANG, "小江")]


def test_accounts_for_work_alone_keep_the_schema_from_going_back(new: Database) -> None:
    with new.write() as session:
        open_account(session, username="小周", password_hash="x", now=NOW)
    with pytest.raises(RuntimeError, match="no residents"):
        migrate.downgrade(new, "0020-1")
