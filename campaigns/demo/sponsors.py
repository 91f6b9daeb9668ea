"""The demonstration's sponsor: an invented tea house with two offers, and residents who have vouchers of them."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from campaigns.demo.campaigns import found_organization, the_organizer
from campaigns.demo.scenes import in_all
from campaigns.thanks import planning, queries, rules, services
from campaigns.thanks.planning import OfferPlan
from civic.accounts.models import Account
from civic.errors import msgid
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.residents.queries import living
from civic.services import Services

_NAME = msgid("Riverside tea house")
_ABOUT = msgid("Tea with a view of the hills. An invented shop of the demonstration.")
_PLACE = msgid("At the old ferry, beside the river")
_TERMS = msgid("Any day until six in the evening. Invented for the demonstration: no shop redeems it.")
_TEA = (
    msgid("A cup of green tea"),
    msgid("A cup of this spring’s tea on the terrace, for whoever tried three different things within a month."),
)
_BAG = (
    msgid("A cotton bag with the city’s hills"),
    msgid("Sewn from what was left over at the market, for homes in which somebody acted on five days."),
)
_CLERK = "city"
_LASTS = timedelta(days=60)
_GUESTS, _SERVED, _LEFT = 60, 3, 5
"""How many residents look at the offers, how many of their vouchers are redeemed, and how many are left to be taken."""


def add_sponsor(app_services: Services, _seed: int, now: datetime) -> None:
    """The organizer's tea house, approved by the city; whoever of the first residents has come so far takes a voucher
    of each offer. The account `resident` has one of the first, not redeemed, and can take one of the second."""
    with app_services.database.write() as session:
        organizer = the_organizer(session)
        (clerk,) = living(session, Account.username == _CLERK)
        house = found_organization(
            session,
            app_services,
            organizer,
            slug="riverside-tea-house",
            kind="company",
            name=_NAME,
            about=_ABOUT,
            now=now,
        )
        planning.ask(session, organizer, house.id, now)
        session.flush()
        planning.decide_sponsor(session, clerk, house.id, approve=True, note="", now=now)
        plans = tuple(_plans(app_services, now))
        guests = living(session, Resident.id != organizer.resident_id, limit=_GUESTS + len(plans))
        for place, plan in enumerate(plans):
            key = f"demonstration-{plan.condition}"
            today = app_services.calendar.today(now)
            offer = planning.plan_offer(session, organizer, house.id, plan, key, today, now)
            planning.decide_offer(session, clerk, offer.id, approve=True, note="", today=today, now=now)
            codes = _taken(session, app_services, offer.id, guests[place : place + _GUESTS], now)
            for code in codes[1 : 1 + _SERVED]:
                services.redeem(session, code, frozenset({house.id}), today, now)


def _plans(app_services: Services, now: datetime) -> Iterable[OfferPlan]:
    last_day = app_services.calendar.today(now) + _LASTS
    place, terms = in_all(app_services, _PLACE), in_all(app_services, _TERMS)
    for words, condition, threshold, stock in ((_TEA, rules.BREADTH, 3, 40), (_BAG, rules.DAYS, 5, 25)):
        title, about = (in_all(app_services, one) for one in words)
        yield OfferPlan(
            title, about, terms, place, last_day, stock, condition, threshold, per_household=condition == rules.DAYS
        )


def _taken(
    session: Session, app_services: Services, offer_id: int, guests: Iterable[ResidentActor], now: datetime
) -> list[str]:
    """The codes of those who have come so far, in the order of the guests, while there are vouchers to spare."""
    offer, today = services.locked(session, offer_id), app_services.calendar.today(now)
    codes: list[str] = []
    for guest in guests:
        is_taken = offer.per_household and queries.is_taken_at_home(session, offer_id, guest.household_id)
        done = queries.deeds(session, guest.resident_id, today, [offer.condition])[offer.condition]
        if done >= offer.threshold and not is_taken and len(codes) < offer.stock - _LEFT:
            codes.append(services.take(session, guest, offer_id, today, now).code)
    return codes
