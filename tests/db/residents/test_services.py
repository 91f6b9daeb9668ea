"""Accounts in the database: made once, revoked, erased, and given roles with a second factor."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from civic.city.pack import City, load_city
from civic.database.base import Base
from civic.database.engine import Database
from civic.errors import DomainError, Invalid, NotFound, Unauthenticated
from civic.feature import Feature, Registry
from civic.paths import CITIES
from civic.residents import queries, services
from civic.residents.identity import Actor, SessionName
from civic.residents.models import AuditEntry, Household, Resident, RoleGrant, SecondFactor
from civic.residents.personal_data import ERASERS
from civic.residents.rules import CONSENT_VERSION
from civic.residents.totp import code_at, make_secret
from footprint.diary.models import BaselineAnswers
from footprint.ledger.models import Entry, PlaceTotal, ResidentTotal

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "the server's key"
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(CITIES / "zhenjiang")


@pytest.fixture
def join(database: Database, city: City) -> Callable[..., Actor]:
    """`join("小江")` is a new resident of Jingkou."""

    def act(username: str, **differing: Any) -> Actor:
        usual = {"password_hash": HASH, "district_id": "jingkou", "subdistrict_id": "xiangshan", "now": NOW}
        with database.write() as session:
            return services.sign_up(session, city, username=username, **{**usual, **differing})

    return act


def row(database: Database, actor: Actor) -> Resident:
    with database.read() as session:
        return session.get_one(Resident, actor.id)


def known(database: Database, actor: Actor, *, demo: bool = False) -> Actor | None:
    """Whom the actor's session belongs to."""
    return queries.actor_of_session(
        database, queries.actor_statement(Registry(())), SessionName(actor.id, actor.epoch, actor.strong, demo)
    )


def test_signing_up_makes_a_resident_in_a_household_of_their_own(
    database: Database, join: Callable[..., Actor]
) -> None:
    first, second = join(" 小江 "), join("阿明", subdistrict_id=None)
    resident = row(database, first)
    assert (resident.username, resident.username_key, resident.consent_version) == ("小江", "小江", CONSENT_VERSION)
    assert (resident.district_id, resident.subdistrict_id, resident.created_at) == ("jingkou", "xiangshan", NOW)
    assert first.household_id != second.household_id
    assert known(database, first) == first
    assert known(database, second) == second


@pytest.mark.parametrize("same", ["GrandmaWang", "grandmawang", "ＧｒａｎｄｍａＷａｎｇ", " GRANDMAWANG "])
def test_a_nickname_belongs_to_one(database: Database, join: Callable[..., Actor], same: str) -> None:
    join("GrandmaWang")
    with pytest.raises(Invalid, match="Somebody has this nickname") as refusal:
        join(same)
    assert refusal.value.field == "username"
    assert count(database, Resident) == count(database, Household) == 1


def test_of_two_who_want_a_nickname_at_the_same_moment_one_gets_it(
    database: Database, join: Callable[..., Actor]
) -> None:
    def try_to_join(_number: int) -> str:
        try:
            join("小江")
        except Invalid as refusal:
            return refusal.field
        return "joined"

    with ThreadPoolExecutor(6) as crowd:
        outcomes = list(crowd.map(try_to_join, range(6)))
    assert sorted(outcomes) == ["joined"] + ["username"] * 5
    assert count(database, Resident) == count(database, Household) == 1


@pytest.mark.parametrize(
    ("differing", "field"),
    [
        ({"username": "王"}, "username"),
        ({"username": "小\0江"}, "username"),
        ({"district_id": "atlantis"}, "district"),
        ({"district_id": ""}, "district"),
        ({"subdistrict_id": "jinshan"}, "subdistrict"),
        ({"subdistrict_id": "nowhere"}, "subdistrict"),
    ],
)
def test_a_resident_who_cannot_be_is_refused(
    database: Database, join: Callable[..., Actor], differing: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        join(**{"username": "小江", **differing})
    assert refusal.value.field == field
    assert count(database, Resident) == count(database, Household) == 0


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


def test_a_session_that_was_ended_changes_nothing_more(database: Database, join: Callable[..., Actor]) -> None:
    stale = join("小江")
    with database.write() as session:
        services.sign_out_everywhere(session, stale)
    acts: list[Callable[[Session], object]] = [
        lambda session: services.set_password(session, stale, "stolen"),
        lambda session: services.sign_out_everywhere(session, stale),
        lambda session: services.erase(session, Registry(()), stale, NOW),
    ]
    for act in acts:
        with pytest.raises(Unauthenticated), database.write() as session:
            act(session)
    assert row(database, stale).password_hash == HASH
    assert row(database, stale).epoch == 1


def test_a_demo_account_exists_only_in_a_demonstration(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("resident", is_demo=True)
    assert known(database, actor) is None
    assert known(database, actor, demo=True) == actor
    with database.read() as session:
        assert queries.credentials(session, "resident", demo=False) is None
        assert queries.credentials(session, "resident", demo=True) == queries.Credentials(
            replace(actor, strong=True), HASH
        )


# Erasure


def live(database: Database, actor: Actor) -> None:
    """Lets the actor log, answer and count, with rows made by hand."""
    sums = {"entries": 1, "low_mg": 1, "mid_mg": 2, "high_mg": 3, "points": 5}
    with database.write() as session:
        session.add(
            Entry(
                resident_id=actor.id,
                household_id=actor.household_id,
                key="k",
                action="bicycle",
                option="car",
                quantity_milli=5000,
                credited_milli=5000,
                uses_before_milli=0,
                occurred_on=date(2026, 11, 22),
                recorded_at=NOW,
                season="season:2026-autumn",
                district_id="jingkou",
                low_mg=1,
                mid_mg=2,
                high_mg=3,
                points=5,
                tier=0,
                pack_version_id=1,
                source="app",
            )
        )
        session.add(ResidentTotal(resident_id=actor.id, period="all", district_id="jingkou", **sums))
        session.add(
            PlaceTotal(
                period="all",
                district_id="jingkou",
                shard=0,
                participants=1,
                city_participants=1,
                self_reported_mg=2,
                organizer_mg=0,
                instrument_mg=0,
                **sums,
            )
        )
        session.add(BaselineAnswers(resident_id=actor.id, answers="{}", answered_at=NOW))
        session.add(RoleGrant(resident_id=actor.id, role="city", granted_at=NOW))
        session.add(SecondFactor(resident_id=actor.id, serial=1, last_step=0))


def test_erasing_empties_the_person_and_leaves_the_ledger(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    live(database, actor)
    before = figures(database)
    with database.write() as session:
        services.erase(session, Registry(()), actor, NOW)
    left = row(database, actor)
    personal = ("username", "username_key", "password_hash", "district_id", "subdistrict_id", "consent_version")
    assert {name: getattr(left, name) for name in personal} == dict.fromkeys(personal)
    assert left.erased_at == NOW
    assert figures(database) == before
    assert count(database, RoleGrant) == count(database, SecondFactor) == 0
    assert known(database, actor) is None
    assert known(database, Actor(actor.id, "", "", None, 1, actor.epoch + 1)) is None


def test_the_nickname_of_the_erased_is_free_again(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        services.erase(session, Registry(()), actor, NOW)
    assert join("小江").id != actor.id


def test_upper_packages_erase_in_the_same_transaction(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    live(database, actor)

    def forget(session: Session, resident_id: int) -> None:
        session.execute(sa.delete(BaselineAnswers).where(BaselineAnswers.resident_id == resident_id))

    def stumble(_session: Session, _resident_id: int) -> None:
        raise NotFound("lost")

    with pytest.raises(NotFound), database.write() as session:
        services.erase(session, Registry([Feature("upper", ERASERS.takes(forget, stumble))]), actor, NOW)
    assert known(database, actor) is not None
    assert count(database, BaselineAnswers) == 1

    with database.write() as session:
        services.erase(session, Registry([Feature("upper", ERASERS.takes(forget))]), actor, NOW)
    assert count(database, BaselineAnswers) == 0


# Roles


def test_a_role_is_granted_once_and_noted(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    for _ in range(2):
        with database.write() as session:
            services.grant_role(session, "小江", "city", NOW)
    with database.write() as session:
        services.grant_role(session, "小江", "moderator", NOW)
    found = known(database, replace(actor, strong=True))
    assert found is not None
    assert found.roles == {"city", "moderator"}
    assert known(database, actor) == actor, "without a second factor a session carries no roles"
    assert audit(database) == [
        ("operator", "grant role", f"resident:{actor.id}", "city"),
        ("operator", "grant role", f"resident:{actor.id}", "moderator"),
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
    assert audit(database)[-1] == ("operator", "revoke role", f"resident:{actor.id}", "city")
    assert count(database, RoleGrant) == 0


def test_a_code_opens_once_and_never_again(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        factor = services.grant_role(session, "小江", "city", NOW)
        assert services.grant_role(session, "小江", "moderator", NOW) is None
    assert factor is not None
    code = code_at(make_secret(KEY, actor.id, factor.serial), int(NOW.timestamp()) // 30)
    assert [used(database, actor, code) for _ in range(2)] == [True, False]
    assert not used(database, actor, code, at=NOW + timedelta(seconds=29))


def test_of_two_who_type_the_same_code_at_once_one_comes_in(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        services.grant_role(session, "小江", "city", NOW)
    code = code_at(make_secret(KEY, actor.id, 1), int(NOW.timestamp()) // 30)
    with ThreadPoolExecutor(6) as crowd:
        assert sum(crowd.map(lambda _: used(database, actor, code), range(6))) == 1


def test_the_generator_of_a_lost_phone_makes_no_more_codes(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    with database.write() as session:
        services.grant_role(session, "小江", "city", NOW)
    with database.write() as session:
        factor = services.renew_factor(session, "小江", NOW)
    step = int(NOW.timestamp()) // 30
    assert known(database, actor) is None
    assert not used(database, actor, code_at(make_secret(KEY, actor.id, factor.serial - 1), step))
    assert used(database, actor, code_at(make_secret(KEY, actor.id, factor.serial), step))
    assert audit(database)[-1] == ("operator", "renew second factor", f"resident:{actor.id}", "")


def test_whoever_has_no_role_has_no_second_factor(database: Database, join: Callable[..., Actor]) -> None:
    actor = join("小江")
    assert not used(database, actor, "000000")
    with pytest.raises(NotFound), database.write() as session:
        services.renew_factor(session, "小江", NOW)


def used(database: Database, actor: Actor, code: str, at: datetime = NOW) -> bool:
    with database.write() as session:
        return services.use_code(session, KEY, actor.id, code, at)


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


def figures(database: Database) -> list[tuple[Any, ...]]:
    """Every row of the ledger and of the sums."""
    with database.read() as session:
        return [
            tuple(line)
            for model in (Entry, ResidentTotal, PlaceTotal)
            for line in session.execute(sa.select(*model.__table__.columns))
        ]


def audit(database: Database) -> list[tuple[str, str, str, str]]:
    with database.read() as session:
        lines = session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))
        return [(line.actor, line.act, line.subject, line.details) for line in lines]
