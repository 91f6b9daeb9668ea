"""Accounts in the database: opened once, revoked, and given roles with a second factor."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from civic.accounts import queries, services
from civic.accounts.identity import NO_SESSION, Actor, read_session_id
from civic.accounts.models import Account, AuditEntry, RoleGrant
from civic.accounts.totp import code_at, make_secret
from civic.database.base import Base
from civic.database.engine import Database
from civic.errors import DomainError, Invalid, NotFound, Unauthenticated
from civic.feature import Registry
from civic.residents.queries import actor_of_session, actor_statement
from tests.people import signed_in_again

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "the server's key"
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"


@pytest.fixture
def join(database: Database) -> Callable[[str], Actor]:
    """`join("小江")` is a new account."""

    def act(username: str) -> Actor:
        with database.write() as session:
            return services.open_account(session, username=username, password_hash=HASH, now=NOW)

    return act


def row(database: Database, actor: Actor) -> Account:
    with database.read() as session:
        return session.get_one(Account, actor.account_id)


def known(database: Database, actor: Actor) -> Actor | None:
    """Whom the actor's session belongs to."""
    name = read_session_id(actor.get_id(), demo=False)
    assert name is not None
    return actor_of_session(database, actor_statement(Registry(())), name)


def test_another_password_ends_every_session_and_opens_a_new_one(
    database: Database, join: Callable[..., Actor]
) -> None:
    before = join("小江")
    with database.write() as session:
        after = services.set_password(session, before, "another hash")
    assert known(database, before) is None
    assert known(database, after) == after
    assert row(database, before).password_hash == "another hash"


def test_signing_out_everywhere_ends_every_session(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        services.sign_out_everywhere(session, actor)
    assert known(database, actor) is None


def test_a_password_that_was_changed_meanwhile_opens_nothing(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.read() as session:
        proven = queries.credentials(session, "小江", demo=False)
    assert proven is not None
    with database.write() as session:
        services.set_password(session, actor, "another hash")
    with pytest.raises(Unauthenticated), database.write() as session:
        services.open_session(session, proven)


def test_whoever_acts_for_somebody_has_no_session_to_end(database: Database, join: Callable[..., Actor]) -> None:
    actor = replace(join("小江"), session_key=NO_SESSION)
    with pytest.raises(Unauthenticated), database.write() as session:
        services.set_password(session, actor, "stolen")


def test_a_session_that_was_ended_changes_nothing_more(database: Database, join: Callable[..., Actor]) -> None:
    stale = join("小江")
    with database.write() as session:
        services.sign_out_everywhere(session, stale)
    acts: list[Callable[[Session], object]] = [
        lambda session: services.set_password(session, stale, "stolen"),
        lambda session: services.sign_out_everywhere(session, stale),
    ]
    for act in acts:
        with pytest.raises(Unauthenticated), database.write() as session:
            act(session)
    assert row(database, stale).password_hash == HASH
    assert row(database, stale).sessions == ""


# Roles


def test_a_role_is_granted_once_and_noted(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    for _ in range(2):
        with database.write() as session:
            services.grant_role(session, "小江", "city", NOW)
    with database.write() as session:
        services.grant_role(session, "小江", "moderator", NOW)
    assert known(database, actor) is None, "what somebody may do has changed, so they sign in anew"
    weak = signed_in_again(database, actor)
    found = known(database, replace(weak, strong=True))
    assert found is not None
    assert found.roles == {"city", "moderator"}
    assert known(database, weak) == weak, "without a second factor a session carries no roles"
    assert audit(database) == [
        ("operator", "grant role", f"account:{actor.account_id}", "city"),
        ("operator", "grant role", f"account:{actor.account_id}", "moderator"),
    ]
    with database.read() as session:
        assert queries.staff(session) == [("小江", "city"), ("小江", "moderator")]


def test_a_role_taken_back_ends_the_sessions(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        services.grant_role(session, "小江", "city", NOW)
    with database.write() as session:
        services.revoke_role(session, "小江", "city", NOW)
    assert known(database, actor) is None
    assert audit(database)[-1] == ("operator", "revoke role", f"account:{actor.account_id}", "city")
    assert count(database, RoleGrant) == 0


def test_a_code_opens_once_and_never_again(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        factor = services.grant_role(session, "小江", "city", NOW)
        assert services.grant_role(session, "小江", "moderator", NOW) is None
    assert factor is not None
    code = code_at(make_secret(KEY, actor.account_id, factor.serial), int(NOW.timestamp()) // 30)
    assert [used(database, actor, code) for _ in range(2)] == [True, False]
    assert not used(database, actor, code, at=NOW + timedelta(seconds=29))


def test_of_two_who_type_the_same_code_at_once_one_comes_in(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        factor = services.grant_role(session, "小江", "city", NOW)
    assert factor is not None
    code = code_at(make_secret(KEY, actor.account_id, factor.serial), int(NOW.timestamp()) // 30)
    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(lambda _: used(database, actor, code), range(6))) == 1


def test_the_generator_of_a_lost_phone_makes_no_more_codes(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        lost = services.grant_role(session, "小江", "city", NOW)
    with database.write() as session:
        factor = services.renew_factor(session, "小江", NOW)
    assert lost is not None
    step = int(NOW.timestamp()) // 30
    assert known(database, actor) is None
    assert not used(database, actor, code_at(make_secret(KEY, actor.account_id, lost.serial), step))
    assert used(database, actor, code_at(make_secret(KEY, actor.account_id, factor.serial), step))
    assert audit(database)[-1] == ("operator", "renew second factor", f"account:{actor.account_id}", "")


def test_whoever_is_staff_again_gets_another_generator(database: Database, join: Callable[..., Actor]) -> None:
    actor, step = join("小江"), int(NOW.timestamp()) // 30
    with database.write() as session:
        first = services.grant_role(session, "小江", "city", NOW)
    with database.write() as session:
        services.revoke_role(session, "小江", "city", NOW)
    before = signed_in_again(database, actor, strong=True)
    assert known(database, before) is not None
    with database.write() as session:
        again = services.grant_role(session, "小江", "city", NOW)
    assert first is not None
    assert again is not None
    assert known(database, before) is None, "a session of the time between"
    assert not used(database, actor, code_at(make_secret(KEY, actor.account_id, first.serial), step))
    assert used(database, actor, code_at(make_secret(KEY, actor.account_id, again.serial), step))


def test_an_account_for_work_alone_is_no_resident(database: Database) -> None:
    with database.write() as session:
        factor = services.create_staff(session, "小王", HASH, "city", NOW)
        assert services.create_staff(session, "小周", HASH, None, NOW) is None
    assert factor is not None
    clerk = signed_in_again(database, replace(factor.actor, roles=frozenset()), strong=True)
    assert known(database, clerk) == replace(clerk, roles=frozenset({"city"}))
    assert audit(database)[0] == ("operator", "create account", f"account:{clerk.account_id}", "")
    with pytest.raises(Invalid), database.write() as session:
        services.create_staff(session, "小王", HASH, None, NOW)


def test_whoever_has_no_role_has_no_second_factor(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    assert not used(database, actor, "000000")
    with pytest.raises(NotFound), database.write() as session:
        services.renew_factor(session, "小江", NOW)


def used(database: Database, actor: Actor, code: str, at: datetime = NOW) -> bool:
    with database.write() as session:
        return services.use_code(session, KEY, actor.account_id, code, at)


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (lambda session: services.grant_role(session, "nobody", "city", NOW), NotFound),
        (lambda session: services.grant_role(session, "no\0body", "city", NOW), NotFound),
        (lambda session: services.grant_role(session, "小江", "king", NOW), Invalid),
        (lambda session: services.revoke_role(session, "小江", "city", NOW), NotFound),
    ],
)
def test_a_role_that_cannot_be_given_or_taken(
    database: Database, join: Callable[..., Actor], act: Callable[[Session], None], error: type[DomainError]
) -> None:
    join("小江")
    with pytest.raises(error), database.write() as session:
        act(session)
    assert audit(database) == []


def count(database: Database, model: type[Base]) -> int:
    with database.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def audit(database: Database) -> list[tuple[str, str, str, str]]:
    with database.read() as session:
        lines = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
        return [(line.actor, line.act, line.subject, line.details) for line in lines]
