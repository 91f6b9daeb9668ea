"""Two at once, on both databases: one invitation, one decision, one case, limits that hold."""

import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from campaigns.moderation.models import Case, Posting, Report
from campaigns.moderation.services import DECIDERS, forget_postings, may_post, report
from campaigns.organizations import people, queries, services
from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.moderating import decider
from civic.city.text import Text
from civic.database.engine import Database
from civic.errors import Conflict, DomainError, NotFound
from civic.feature import Feature, Registry
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from tests.people import settle

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
Join = Callable[[], ResidentActor]


@pytest.fixture
def join(database: Database) -> Join:
    """`join()` is one more resident, who signed up long ago."""

    def make() -> ResidentActor:
        with database.write() as session:
            return settle(session, NOW - timedelta(90))

    return make


@pytest.fixture
def owned(database: Database, join: Join) -> tuple[int, ResidentActor]:
    """An approved organization and its owner."""
    owner = join()
    with database.write() as session:
        organization = Organization(
            slug="oak", kind="school", name=Text({"zh": "橡树"}), about=Text({"zh": "x"}), district_id="jingkou",
            state="approved", applied_by_id=owner.resident_id, applied_at=NOW,
        )  # fmt: skip
        session.add(organization)
        session.flush()
        session.add(Membership(organization_id=organization.id, resident_id=owner.resident_id, role="owner", since=NOW))
        return organization.id, owner


def all_at_once(act: Callable[[ResidentActor], None], actors: list[ResidentActor]) -> int:
    """How many of them were let through."""

    def tried(actor: ResidentActor) -> bool:
        with contextlib.suppress(DomainError):
            act(actor)
            return True
        return False

    with ThreadPoolExecutor(6) as crowd:
        return sum(crowd.map(tried, actors))


def test_of_many_who_use_an_invitation_one_comes_in(
    database: Database, join: Join, owned: tuple[int, ResidentActor]
) -> None:
    number, owner = owned
    with database.write() as session:
        secret = people.invite(session, owner, number, NOW)

    def use(actor: ResidentActor) -> None:
        with database.write() as session:
            people.accept(session, actor, secret, NOW)

    assert all_at_once(use, [join() for _ in range(8)]) == 1
    with database.read() as session:
        assert len(queries.people(session, number, NOW)) == 2


def test_an_invitation_ends_after_a_week(database: Database, join: Join, owned: tuple[int, ResidentActor]) -> None:
    number, owner = owned
    with database.write() as session:
        secret = people.invite(session, owner, number, NOW)
    late, early = join(), join()
    with pytest.raises(Conflict), database.write() as session:
        people.accept(session, late, secret, NOW + timedelta(days=7))
    with database.write() as session:
        people.accept(session, early, secret, NOW + timedelta(days=7, seconds=-1))


def test_two_owners_who_leave_at_once_leave_one_behind(
    database: Database, join: Join, owned: tuple[int, ResidentActor]
) -> None:
    number, owner = owned
    second = join()
    with database.write() as session:
        session.add(Membership(organization_id=number, resident_id=second.resident_id, role="owner", since=NOW))

    def leave(actor: ResidentActor) -> None:
        with database.write() as session:
            people.end_role(session, actor, number, actor.resident_id, NOW)

    assert all_at_once(leave, [owner, second]) == 1


def test_a_role_counts_until_its_end_and_no_longer(
    database: Database, join: Join, owned: tuple[int, ResidentActor]
) -> None:
    number, _ = owned
    helper = join()
    end = NOW + timedelta(days=1)
    with database.write() as session:
        row = Membership(
            organization_id=number, resident_id=helper.resident_id, role="organizer", since=NOW, ends_at=end
        )
        session.add(row)
    with database.read() as session:
        assert queries.is_organizer(session, helper.resident_id, number, end - timedelta(seconds=1))
        assert not queries.is_organizer(session, helper.resident_id, number, end)
        assert [role.slug for role in queries.memberships(session, helper.resident_id, NOW)] == ["oak"]
        assert queries.memberships(session, helper.resident_id, end) == ()
    with database.write() as session:
        services.close(session, owned[1], number, "", NOW)
    with database.read() as session:
        assert not queries.is_organizer(session, helper.resident_id, number, NOW + timedelta(seconds=1))
        with pytest.raises(NotFound):
            queries.organization_of(session, owned[1].resident_id, "oak", NOW + timedelta(seconds=1))


def test_many_reports_at_once_are_one_case(database: Database, join: Join, owned: tuple[int, ResidentActor]) -> None:
    registry = Registry([Feature("organizations", DECIDERS.takes(decider))])
    subject = f"organization:{owned[0]}"

    def tell(actor: ResidentActor) -> None:
        with database.write() as session:
            report(session, registry, actor, subject, "insult", "", NOW)

    crowd = [join() for _ in range(6)]
    assert all_at_once(tell, [*crowd, *crowd]) == 12
    with database.read() as session:
        assert session.query(Case).count() == 1
        assert session.query(Report).count() == 6


def test_posting_limits_hold_for_many_at_once(database: Database, join: Join) -> None:
    newcomer = join()
    with database.write() as session:
        session.get_one(Resident, newcomer.resident_id).created_at = NOW

    def post(actor: ResidentActor) -> None:
        with database.write() as session:
            may_post(session, actor, "story", NOW)

    assert all_at_once(post, [newcomer] * 12) == 3
    with database.read() as session:
        assert session.query(Posting).count() == 3


def test_who_posted_when_is_forgotten_after_a_day(database: Database, join: Join) -> None:
    resident = join()
    for at in (NOW - timedelta(days=1), NOW - timedelta(hours=23)):
        with database.write() as session:
            may_post(session, resident, "story", at)
    with database.write() as session:
        forget_postings(session, NOW)
        assert [one.at for one in session.query(Posting)] == [NOW - timedelta(hours=23)]
