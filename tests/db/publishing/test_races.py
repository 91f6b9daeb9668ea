"""Two people at once: one of them is told that the release has gone on."""

from collections.abc import Callable
from datetime import date, timedelta

from campaigns.publishing import queries, services
from campaigns.publishing.building import Built, build
from campaigns.publishing.queries import MONTH
from civic.errors import Conflict
from footprint.resources import LEDGER
from tests.characters import Site
from tests.meeting import at_once
from tests.releasing import FIRST, LATER, MONTH_KEY, built, lived, ride

NEXT_KEY, NEXT_FIRST = "2026-10", date(2026, 10, 1)
MUCH_LATER = LATER + timedelta(days=31)


def test_of_two_approvals_at_once_one_counts(site: Site) -> None:
    lived(site)
    number = built(site)
    with site.database.write() as session:
        services.review(session, number, "account:2", LATER)

    def approves(by: str) -> Callable[[], str]:
        def approve() -> str:
            with site.database.write() as session:
                services.approve(session, number, by, LATER)
            return by

        return approve

    came = at_once([approves("account:3"), approves("account:4")])
    assert [type(one) for one in came if not isinstance(one, str)] == [Conflict]
    with site.database.read() as session:
        found = queries.found(session, number)
        assert found is not None and found.approved_by in came


def test_of_two_built_at_once_one_is_kept(site: Site) -> None:
    lived(site)
    site.app_services.get(LEDGER)
    with site.database.read(one_snapshot=True) as session:
        found = build(site.app_services, session, MONTH, MONTH_KEY, LATER)

    def keep() -> int:
        with site.database.write() as session:
            return services.keep(session, found, "account:1").id

    came = at_once([keep, keep])
    assert [type(one) for one in came if not isinstance(one, int)] == [Conflict]


def test_a_release_that_did_not_know_another_is_built_again(site: Site) -> None:
    ride(site, next(iter(lived(site).values()))[0], on=NEXT_FIRST, day=1 + (NEXT_FIRST - FIRST).days)
    site.app_services.get(LEDGER)
    with site.database.read(one_snapshot=True) as session:
        found = [build(site.app_services, session, MONTH, key, MUCH_LATER) for key in (MONTH_KEY, NEXT_KEY)]

    def keeps(one: Built) -> Callable[[], int]:
        def keep() -> int:
            with site.database.write() as session:
                return services.keep(session, one, "account:1").id

        return keep

    came = at_once([keeps(one) for one in found])
    assert [type(one) for one in came if not isinstance(one, int)] == [Conflict]
