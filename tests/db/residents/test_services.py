"""Accounts in the database: made once, revoked, erased, and given roles with a second factor."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from civic.accounts import queries as accounts
from civic.accounts import services as account_services
from civic.accounts.identity import read_session_id
from civic.accounts.models import Account, RoleGrant, SecondFactor
from civic.city.pack import City, load_city
from civic.database.base import Base
from civic.database.engine import Database
from civic.errors import Invalid, NotFound, Unauthenticated
from civic.feature import Feature, Registry
from civic.paths import CITIES
from civic.residents import queries, services
from civic.residents.identity import ResidentActor
from civic.residents.models import Household, Resident
from civic.residents.personal_data import ERASERS
from civic.residents.rules import CONSENT_VERSION
from footprint.diary.models import BaselineAnswers
from footprint.ledger.models import Entry
from footprint.ledger.projections.place_total import PlaceTotal
from footprint.ledger.projections.resident_total import ResidentTotal
from tests.people import settle

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "the server's key"
HASH = "$argon2id$v=19$m=65536,t=3,p=4$c2FsdA$aGFzaA"


@pytest.fixture(scope="module")
def city() -> City:
    return load_city(CITIES / "zhenjiang")


@pytest.fixture
def join(database: Database, city: City) -> Callable[..., ResidentActor]:
    """`join("小江")` is a new resident of Jingkou."""

    def act(username: str, **differing: Any) -> ResidentActor:
        usual = {"password_hash": HASH, "district_id": "jingkou", "subdistrict_id": "xiangshan", "now": NOW}
        with database.write() as session:
            return services.sign_up(session, city, username=username, **{**usual, **differing})

    return act


def row(database: Database, actor: ResidentActor) -> Resident:
    with database.read() as session:
        return session.get_one(Resident, actor.resident_id)


def known(database: Database, actor: ResidentActor, *, demo: bool = False) -> ResidentActor | None:
    """Whom the actor's session belongs to."""
    name = read_session_id(actor.get_id(), demo=demo)
    assert name is not None
    found = queries.actor_of_session(database, queries.actor_statement(Registry(())), name)
    assert found is None or isinstance(found, ResidentActor)
    return found


def account(database: Database, actor: ResidentActor) -> Account:
    with database.read() as session:
        return session.get_one(Account, actor.account_id)


def test_signing_up_makes_a_resident_in_a_household_of_their_own(
    database: Database, join: Callable[..., ResidentActor]
) -> None:
    first, second = join(" 小江 "), join("阿明", subdistrict_id=None)
    resident = row(database, first)
    own = account(database, first)
    assert (own.username, own.username_key, resident.consent_version) == ("小江", "小江", CONSENT_VERSION)
    assert resident.account_id == own.id != resident.id
    assert (resident.district_id, resident.subdistrict_id, resident.created_at) == ("jingkou", "xiangshan", NOW)
    assert first.household_id != second.household_id
    assert known(database, first) == first
    assert known(database, second) == second


@pytest.mark.parametrize("same", ["GrandmaWang", "grandmawang", "ＧｒａｎｄｍａＷａｎｇ", " GRANDMAWANG "])
def test_a_nickname_belongs_to_one(database: Database, join: Callable[..., ResidentActor], same: str) -> None:
    join("GrandmaWang")
    with pytest.raises(Invalid, match="Somebody has this nickname") as refusal:
        join(same)
    assert refusal.value.field == "username"
    assert count(database, Resident) == count(database, Household) == 1


def test_of_two_who_want_a_nickname_at_the_same_moment_one_gets_it(
    database: Database, join: Callable[..., ResidentActor]
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
    database: Database, join: Callable[..., ResidentActor], differing: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        join(**{"username": "小江", **differing})
    assert refusal.value.field == field
    assert count(database, Resident) == count(database, Household) == 0


def test_a_session_that_was_ended_changes_nothing_more(database: Database, join: Callable[..., ResidentActor]) -> None:
    stale = join("小江")
    with database.write() as session:
        account_services.sign_out_everywhere(session, stale)
    acts: list[Callable[[Session], object]] = [
        lambda session: account_services.set_password(session, stale, "stolen"),
        lambda session: account_services.sign_out_everywhere(session, stale),
        lambda session: services.erase(session, Registry(()), stale, NOW),
    ]
    for act in acts:
        with pytest.raises(Unauthenticated), database.write() as session:
            act(session)
    assert account(database, stale).password_hash == HASH
    assert account(database, stale).sessions == ""


def test_a_demo_account_exists_only_in_a_demonstration(database: Database, join: Callable[..., ResidentActor]) -> None:
    actor = join("resident", is_demo=True)
    assert known(database, actor) is None
    assert known(database, actor, demo=True) == actor
    with database.read() as session:
        assert accounts.credentials(session, "resident", demo=False) is None
        found = accounts.credentials(session, "resident", demo=True)
    assert found is not None
    assert (found.actor.account_id, found.actor.strong, found.password_hash) == (actor.account_id, True, HASH)


# Erasure


def live(database: Database, actor: ResidentActor) -> None:
    """Lets the actor log, answer and count, with rows made by hand."""
    sums = {"entries": 1, "low_mg": 1, "mid_mg": 2, "high_mg": 3, "points": 5}
    with database.write() as session:
        session.add(
            Entry(
                resident_id=actor.resident_id,
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
        session.add(ResidentTotal(resident_id=actor.resident_id, period="all", district_id="jingkou", **sums))
        session.add(
            PlaceTotal(
                period="all",
                district_id="jingkou",
                shard=0,
                participants=1,
                sum_g=0,
                sum_of_squares_g2=0,
                savers=0,
                self_reported_mg=2,
                paper_mg=0,
                organizer_mg=0,
                instrument_mg=0,
                **sums,
            )
        )
        session.add(BaselineAnswers(resident_id=actor.resident_id, answers="{}", answered_at=NOW))
        session.add(RoleGrant(account_id=actor.account_id, role="city", granted_at=NOW))
        session.add(SecondFactor(account_id=actor.account_id, serial=1, last_step=0))


def test_erasing_empties_the_person_and_leaves_the_ledger(
    database: Database, join: Callable[..., ResidentActor]
) -> None:
    actor = join("小江")
    live(database, actor)
    before = figures(database)
    with database.write() as session:
        services.erase(session, Registry(()), actor, NOW)
    for left, *personal in (
        (row(database, actor), "district_id", "subdistrict_id", "consent_version"),
        (account(database, actor), "username", "username_key", "password_hash"),
    ):
        assert {name: getattr(left, name) for name in personal} == dict.fromkeys(personal)
        assert left.erased_at == NOW
    assert figures(database) == before
    assert count(database, RoleGrant) == count(database, SecondFactor) == 0
    assert known(database, actor) is None
    assert account(database, actor).sessions == ""


def test_the_nickname_of_the_erased_is_free_again(database: Database, join: Callable[..., ResidentActor]) -> None:
    actor = join("小江")
    with database.write() as session:
        services.erase(session, Registry(()), actor, NOW)
    assert join("小江").resident_id != actor.resident_id


def test_upper_packages_erase_in_the_same_transaction(database: Database, join: Callable[..., ResidentActor]) -> None:
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


def test_the_first_of_the_living_in_the_order_in_which_they_came(database: Database) -> None:
    with database.write() as session:
        came = [settle(session, NOW).resident_id for _ in range(4)]
        session.get_one(Resident, came[0]).erased_at = NOW
        assert [one.resident_id for one in queries.living(session, limit=2)] == came[1:3]
        assert [one.resident_id for one in queries.living(session)] == came[1:]
