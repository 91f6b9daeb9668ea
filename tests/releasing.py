"""Months that were lived through, and what the city made of them."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.publishing import queries, services
from campaigns.publishing.building import build
from campaigns.publishing.models import Release
from campaigns.publishing.queries import MONTH
from footprint.ledger.services import Claim, record, undo
from footprint.resources import LEDGER
from tests.characters import Site
from tests.people import settle

MONTH_KEY, FIRST = "2026-09", date(2026, 9, 1)
LATER = datetime(2026, 10, 10, 3, tzinfo=UTC)
"""When the month may be built."""
PEOPLE = (14, 12, 11, 3)
"""In the first districts."""


def noon(day: date) -> datetime:
    """When things of a day are written down."""
    return datetime.combine(day, time(4), UTC)


def settled(site: Site, district: str) -> int:
    """A resident who was there before the month."""
    with site.database.write() as session:
        return settle(session, noon(FIRST - timedelta(days=40)), district=district).resident_id


def ride(
    site: Site,
    resident: int,
    day: int = 5,
    km: int = 5,
    *,
    key: str = "",
    on: date | None = None,
    action: str = "bicycle",
) -> int:
    """A ride of that day of the month, written down then, or later `on`; the number of its entry."""
    happened = FIRST + timedelta(days=day - 1)
    ledger, (action, option) = site.app_services.get(LEDGER), _done(site)
    claim = Claim(resident, key or f"ride{day}", action, option, km * 1000, happened)
    with site.database.write() as session:
        return record(session, ledger, claim, noon(on or happened)).entry_id


def _done(site: Site) -> tuple[str, str | None]:
    """What people do: ride instead of driving, or whatever the pack has first."""
    known = site.catalogue.actions
    if "bicycle" in known:
        return "bicycle", "car"
    first = next(one for one in known.values() if not one.is_device)
    return first.id, first.default_option or None


def take_back(site: Site, resident: int, entry: int, on: date) -> None:
    """An undo."""
    with site.database.write() as session:
        undo(session, site.app_services.get(LEDGER), resident, entry, noon(on))


def lived(site: Site) -> dict[str, list[int]]:
    """A month in which people of four districts rode, in one of them only three; the residents by district."""
    residents = {
        district.id: [settled(site, district.id) for _ in range(number)]
        for district, number in zip(site.city.districts, PEOPLE, strict=False)
    }
    for place, of_district in enumerate(residents.values()):
        for number, resident in enumerate(of_district):
            ride(site, resident, day=2 + number % 20, km=4 + place + number % 3)
    return residents


def built(site: Site, period: str = MONTH_KEY, by: str = "account:1", now: datetime = LATER) -> int:
    """The number of a release that was built."""
    site.app_services.get(LEDGER)
    with site.database.read(one_snapshot=True) as session:
        found = build(site.app_services, session, MONTH, period, now)
    with site.database.write() as session:
        return services.keep(session, found, by).id


def published(site: Site, period: str = MONTH_KEY, now: datetime = LATER) -> int:
    """The number of a release that two people let out."""
    number = built(site, period, now=now)
    steps: list[tuple[Callable[[Session, int, str, datetime], None], str]] = [
        (services.review, "account:2"),
        (services.approve, "account:3"),
        (services.publish, "account:2"),
    ]
    for step, by in steps:
        with site.database.write() as session:
            step(session, number, by, now)
    return number


def life(site: Site) -> None:
    """A published release, and one that waits for a review."""
    somebody = next(iter(lived(site).values()))
    published(site)
    for resident in somebody:
        ride(site, resident, day=35)
    built(site, "2026-10", now=noon(date(2026, 11, 12)))


def _waiting(site: Site) -> list[str]:
    with site.database.read() as session:
        numbers = session.scalars(select(Release.id).where(Release.state == "built")).all()
        return [f"/city/releases/{number}" for number in numbers]


def _published(site: Site) -> list[str]:
    with site.database.read() as session:
        numbers = session.scalars(select(Release.id).where(Release.state == "published")).all()
        return [f"/city/releases/{number}" for number in numbers]


_STEP = "/city/releases/<row:id>/<any(review,approve,publish,drop):step>"


def _keys(site: Site) -> list[str]:
    with site.database.read() as session:
        return [one.key for one in queries.published(session)]


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/awareness/<release>": lambda site: [f"/awareness/{key}" for key in _keys(site)],
    "/awareness/<release>/<table>": lambda site: [f"/awareness/{key}/participation" for key in _keys(site)],
    "/awareness/<release>/<table>.csv": lambda site: [f"/awareness/{key}/participation.csv" for key in _keys(site)],
    "/awareness/report/<int:year>": lambda _site: ["/awareness/report/2026"],
    "/awareness/report/<int:year>.pdf": lambda _site: ["/awareness/report/2026.pdf"],
    "/city/releases/<row:id>": _published,
    "/city/releases/<row:id>/<key>.csv": lambda site: [f"{one}/participation.csv" for one in _published(site)],
    "/city/releases/<row:id>/notice": lambda site: [f"{one}/notice" for one in _published(site)],
    _STEP: lambda site: [f"{one}/review" for one in _waiting(site)],
}
