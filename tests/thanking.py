"""Sponsors in the cast, what they offer, and residents who take vouchers of it."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.thanks import rules, services
from campaigns.thanks.models import Offer, Sponsor, Voucher
from campaigns.thanks.planning import OfferPlan
from civic.calendar import utc_now
from civic.city.text import Text
from tests.characters import Browser, Site
from tests.organizing import actor_of, own_organization


def plan(today: date, **differing: Any) -> OfferPlan:
    """A tea for acting on three days, good for a month; three of them."""
    words = Text({"zh": "江边一杯茶", "en": "A tea by the river"})
    said = {"last_day": today + timedelta(days=30), "stock": 3, "condition": rules.DAYS, "threshold": 3}
    said |= {"title": words, "about": words, "terms": words, "place": words, "per_household": False}
    return OfferPlan(**{**said, **differing})


def approve_sponsor(session: Session, organization_id: int, now: datetime) -> None:
    """The organization is an approved sponsor."""
    session.add(Sponsor(organization_id=organization_id, state=rules.APPROVED, asked_at=now, decided_at=now, note=""))
    session.flush()


def publish(session: Session, organization_id: int, today: date, **differing: Any) -> int:
    """The number of a new public offer; `differing` are columns of `Offer`."""
    said, number = plan(today), session.query(Offer).count() + 1
    columns = {field.name: getattr(said, field.name) for field in fields(said)}
    columns |= {"organization_id": organization_id, "form_key": f"form-key-{number}", "made_at": utc_now(), "note": ""}
    made = Offer(**{**columns, "state": rules.PUBLISHED, **differing})
    session.add(made)
    session.flush()
    return made.id


@dataclass(frozen=True)
class Counter:
    """A sponsor in a city, with a clerk."""

    site: Site
    clerk: Browser
    organization_id: int
    slug: str

    @classmethod
    def opened(cls, site: Site, clerk: Browser | None = None) -> "Counter":
        clerk = clerk or site.newcomer(language="en")
        with site.database.write() as session:
            made = own_organization(session, site.city, actor_of(session, clerk).resident_id)
            approve_sponsor(session, made.id, utc_now())
            return cls(site, clerk, made.id, made.slug)

    def offer(self, **differing: Any) -> int:
        """A public one that whoever has acted on a single day may have; `differing` are columns of `Offer`."""
        with self.site.database.write() as session:
            return publish(session, self.organization_id, self.site.today, **{"threshold": 1, **differing})

    def change(self, offer_id: int, **differing: Any) -> None:
        with self.site.database.write() as session:
            found = session.get_one(Offer, offer_id)
            for name, value in differing.items():
                setattr(found, name, value)

    def given(self, offer_id: int, resident: Browser) -> str:
        """The code of a voucher that somebody takes who has acted."""
        resident.log("walking")
        return self.taken(offer_id, resident)

    def taken(self, offer_id: int, resident: Browser) -> str:
        with self.site.database.write() as session:
            return services.take(session, actor_of(session, resident), offer_id, self.site.today, utc_now()).code

    def redeem(self, code: str, *, by: Browser | None = None) -> Any:
        return (by or self.clerk).send("/vouchers/redeem", code=code, step="redeem")

    def figures(self, offer_id: int) -> tuple[int, int, int]:
        """Taken, redeemed, and how many vouchers there are."""
        with self.site.database.read() as session:
            found = session.get_one(Offer, offer_id)
            rows = session.query(Voucher).filter(Voucher.offer_id == offer_id).count()
            return found.taken, found.redeemed, rows


# For walks through the house

_WALKED: dict[int, "Counter"] = {}


def life(site: Site) -> None:
    """小明 stands at a sponsor's counter and holds a voucher of it; one offer waits, and another organization asks."""
    counter = Counter.opened(site, site.xiaoming)
    counter.taken(counter.offer(), site.xiaoming)
    counter.offer(state=rules.SUBMITTED)
    counter.offer(condition=rules.CAMPAIGNS)
    with site.database.write() as session:
        asks = own_organization(session, site.city, actor_of(session, site.meihua).resident_id)
        session.add(Sponsor(organization_id=asks.id, state=rules.ASKED, asked_at=utc_now(), note=""))
    _WALKED[id(site)] = counter


def _offer(state: str) -> Callable[[Site], str]:
    def find(site: Site) -> str:
        with site.database.read() as session:
            return str(session.scalars(select(Offer.id).where(Offer.state == state).order_by(Offer.id)).first())

    return find


def _sponsor(state: str) -> Callable[[Site], str]:
    def find(site: Site) -> str:
        with site.database.read() as session:
            return str(session.scalars(select(Sponsor.organization_id).where(Sponsor.state == state)).first())

    return find


def _at(rule: str, number: Callable[[Site], str]) -> Callable[[Site], list[str]]:
    return lambda site: [rule.replace("<row:id>", number(site))]


def _slug(rule: str) -> Callable[[Site], list[str]]:
    return lambda site: [rule.replace("<slug>", _WALKED[id(site)].slug)]


def _mine(site: Site) -> str:
    with site.database.read() as session:
        return str(session.scalars(select(Voucher.id).order_by(Voucher.id)).first())


ADDRESSES: dict[str, Callable[[Site], list[str]]] = {
    "/vouchers/mine/<row:id>": _at("/vouchers/mine/<row:id>", _mine),
    **{rule: _at(rule, _offer(rules.PUBLISHED)) for rule in ("/vouchers/<row:id>", "/vouchers/<row:id>/take")},
    **{rule: _slug(rule) for rule in ("/organize/vouchers/<slug>/ask", "/organize/vouchers/<slug>/new")},
    "/organize/vouchers/offers/<row:id>/close": _at(
        "/organize/vouchers/offers/<row:id>/close", _offer(rules.PUBLISHED)
    ),
    **{
        f"/city/vouchers/offers/<row:id>{act}": _at(f"/city/vouchers/offers/<row:id>{act}", _offer(state))
        for act, state in {"": rules.SUBMITTED, "/decide": rules.SUBMITTED, "/withdraw": rules.PUBLISHED}.items()
    },
    **{
        f"/city/vouchers/sponsors/<row:id>{act}": _at(f"/city/vouchers/sponsors/<row:id>{act}", _sponsor(state))
        for act, state in {"": rules.ASKED, "/decide": rules.ASKED, "/withdraw": rules.APPROVED}.items()
    },
}
"""What stands for the places in the addresses of vouchers."""
