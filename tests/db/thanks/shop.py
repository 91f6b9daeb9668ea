"""A sponsor and residents straight in the database; whatever a test does not say happens now."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from campaigns.thanks import planning, queries, services
from campaigns.thanks.models import Offer, Voucher
from campaigns.thanks.services import Answer
from civic.calendar import utc_now
from civic.residents.identity import ResidentActor
from footprint.ledger.services import Claim, Ledger, record, undo
from footprint.resources import LEDGER
from tests.characters import Site
from tests.organizing import own_organization
from tests.people import settle
from tests.thanking import approve_sponsor, publish


@dataclass
class Shop:
    """A site with an approved sponsor and its clerk."""

    site: Site
    clerk: ResidentActor
    organization_id: int
    ledger: Ledger
    now: datetime = field(default_factory=utc_now)

    @classmethod
    def opened(cls, site: Site) -> "Shop":
        now = utc_now()
        with site.database.write() as session:
            clerk = settle(session, now - timedelta(days=90))
            number = own_organization(session, site.city, clerk.resident_id).id
            approve_sponsor(session, number, now)
        return cls(site, clerk, number, site.app_services.get(LEDGER), now)

    @property
    def today(self) -> date:
        return self.site.today

    def offer(self, **differing: Any) -> int:
        """A public one for acting on a single day."""
        with self.site.database.write() as session:
            return publish(session, self.organization_id, self.today, **{"threshold": 1, **differing})

    def newcomer(self, household_id: int | None = None) -> ResidentActor:
        with self.site.database.write() as session:
            return settle(session, self.now - timedelta(days=90), household_id=household_id)

    def acted(self, resident: ResidentActor, *, days_ago: int = 0, action: str = "walking", key: str = "") -> int:
        """One entry; its number."""
        day = self.today - timedelta(days=days_ago)
        one = self.site.catalogue.actions[action]
        option = next(iter(one.options)).id if one.options else None
        claim = Claim(
            resident.resident_id,
            action=action,
            option=option,
            quantity_milli=1_000,
            occurred_on=day,
            key=key or f"{action}-{days_ago}",
        )
        with self.site.database.write() as session:
            return record(session, self.ledger, claim, self.now).entry_id

    def take_back(self, resident: ResidentActor, entry_id: int) -> None:
        with self.site.database.write() as session:
            undo(session, self.ledger, resident.resident_id, entry_id, self.now)

    def active(self, household_id: int | None = None) -> ResidentActor:
        """Somebody who has acted today."""
        resident = self.newcomer(household_id)
        self.acted(resident)
        return resident

    def take(self, offer_id: int, who: ResidentActor) -> str:
        """The code."""
        with self.site.database.write() as session:
            return services.take(session, who, offer_id, self.today, self.now).code

    def redeem(self, code: str, today: date | None = None) -> Answer:
        counters = frozenset({self.organization_id})
        with self.site.database.write() as session:
            return services.redeem(session, code, counters, today or self.today, self.now)

    def decide(self, offer_id: int, *, approve: bool, note: str = "") -> None:
        with self.site.database.write() as session:
            planning.decide_offer(
                session, self.clerk, offer_id, approve=approve, note=note, today=self.today, now=self.now
            )

    def withdraw(self, offer_id: int) -> None:
        with self.site.database.write() as session:
            planning.withdraw_offer(session, self.clerk, offer_id, "Not as promised.", self.today, self.now)

    def deeds(self, who: ResidentActor, *conditions: str, today: date | None = None) -> dict[str, int]:
        with self.site.database.read() as session:
            return queries.deeds(session, who.resident_id, today or self.today, conditions)

    def figures(self, offer_id: int) -> tuple[int, int, int]:
        """Taken, redeemed, and how many vouchers there are."""
        with self.site.database.read() as session:
            found = session.get_one(Offer, offer_id)
            rows = session.query(Voucher).filter(Voucher.offer_id == offer_id).count()
            return found.taken, found.redeemed, rows
