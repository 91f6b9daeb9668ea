"""Ten neighbours who do the same, for figures that are only shown of ten people and more."""

from civic.calendar import utc_now
from civic.disclosure.live import MINIMUM
from footprint.boards.jobs import count_boards
from footprint.ledger.services import Claim, record
from footprint.resources import LEDGER
from tests.characters import Site
from tests.people import settle


def neighbours(site: Site, district: str, *, people: int = MINIMUM, km: int = 10) -> None:
    """So many new residents of a district each rode a bicycle instead of a car today, and the boards were counted."""
    ledger, now = site.app_services.get(LEDGER), utc_now()
    ride = {"action": "bicycle", "option": "car", "quantity_milli": 1_000 * km, "occurred_on": site.today}
    with site.database.write() as session:
        for _ in range(people):
            resident = settle(session, now, district=district).resident_id
            record(session, ledger, Claim(resident, key="ride", **ride), now)  # type: ignore[arg-type]
    count_boards(site.app_services)
