"""Taking a voucher, redeeming it at a counter, and letting go of it.

Whoever changes how many vouchers of an offer are out locks the offer first, so that two who want the last one come one
after the other; taking locks the resident before, as erasing does.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from campaigns.thanks import queries, rules
from campaigns.thanks.models import Offer, Voucher
from campaigns.thanks.queries import Held
from civic.city.text import NO_TEXT, Text
from civic.codes import new_code
from civic.errors import Conflict, Forbidden, NotFound
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident


def locked(session: Session, offer_id: int) -> Offer:
    """The offer, locked against whoever takes or redeems a voucher of it.

    Raises:
        NotFound: there is none.
    """
    found = session.get(Offer, offer_id, with_for_update={"key_share": True}, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def take(session: Session, actor: ResidentActor, offer_id: int, today: date, now: datetime) -> Voucher:
    """A voucher of the offer for the actor; who has one gets the same again.

    What the condition rests on is looked at here, once. If it is undone later the voucher stays: whoever puts an
    honest mistake right in the diary should not pay for it, and what was promised is not taken back.

    Raises:
        NotFound: there is no such offer.
        Conflict: it is over or all given away, or somebody of the household has one.
        Forbidden: the actor has not come so far yet.
    """
    home = select(Resident.household_id).where(Resident.id == actor.resident_id, Resident.erased_at.is_(None))
    household_id = session.scalars(home.with_for_update(key_share=True)).one()
    offer = locked(session, offer_id)
    known = queries.taken_by(session, offer.id, actor.resident_id)
    if known is not None:
        return known
    _check_open(session, offer, today)
    if offer.per_household and queries.is_taken_at_home(session, offer.id, household_id):
        raise Conflict("Somebody in your household has one already, and each household gets one.")
    _check_deeds(session, offer, actor, today)
    offer.taken += 1
    made = Voucher(offer_id=offer.id, resident_id=actor.resident_id, code=new_code(rules.CODE_LENGTH), taken_at=now)
    made.household_id = household_id if offer.per_household else None
    session.add(made)
    session.flush()
    return made


def _check_open(session: Session, offer: Offer, today: date) -> None:
    if offer.state in (rules.SUBMITTED, rules.REFUSED):
        raise NotFound()
    if not rules.is_open(offer, queries.offered(session, offer.id).sponsor, today):
        raise Conflict("This offer is over.")
    if offer.taken >= offer.stock:
        raise Conflict("All vouchers of this offer are given away.")


def _check_deeds(session: Session, offer: Offer, actor: ResidentActor, today: date) -> None:
    done = queries.deeds(session, actor.resident_id, today, [offer.condition])[offer.condition]
    if done < offer.threshold:
        raise Forbidden("You are on your way: %(done)s of %(needed)s so far.", done=done, needed=offer.threshold)


# At the counter


@dataclass(frozen=True, slots=True)
class Answer:
    """What the counter is told about a code: an outcome of `rules`, and of a voucher of its own what that is."""

    outcome: str
    title: Text = NO_TEXT
    terms: Text = NO_TEXT
    last_day: date | None = None
    redeemed_at: datetime | None = None


def look(session: Session, code: str, counters: frozenset[int], today: date) -> Answer:
    """What redeeming the code would come to."""
    held = queries.with_code(session, code)
    outcome = rules.judged(held.presented if held else None, counters, today)
    return _answer(outcome, held)


def _answer(outcome: str, held: Held | None) -> Answer:
    if held is None or outcome == rules.FOREIGN:
        return Answer(outcome)
    return Answer(outcome, held.offer.title, held.offer.terms, held.offer.last_day, held.voucher.redeemed_at)


def redeem(session: Session, code: str, counters: frozenset[int], today: date, now: datetime) -> Answer:
    """Redeems the voucher with that code, if nothing stands against it; nobody else can do so afterwards."""
    found = queries.with_code(session, code)
    if found is None:
        return Answer(rules.FORGED)
    locked(session, found.offer.id)
    held = queries.with_code(session, code)  # as it is now that nobody else can change it
    outcome = rules.judged(held.presented if held else None, counters, today)
    if held is None or outcome != rules.READY:
        return _answer(outcome, held)
    held.voucher.redeemed_at = now
    held.offer.redeemed += 1
    return _answer(rules.DONE, held)


# Letting go


def forget_resident(session: Session, resident_id: int) -> None:
    """A resident's vouchers go; their offers keep the numbers. One not redeemed is there for somebody else again; of
    one redeemed that each household gets once, it stays that this household had it, and not by whom."""
    mine = select(Voucher.offer_id).where(Voucher.resident_id == resident_id, Voucher.redeemed_at.is_(None))
    for offer_id in session.scalars(mine.order_by(Voucher.offer_id)).all():
        offer = locked(session, offer_id)
        voucher = queries.taken_by(session, offer_id, resident_id)
        if voucher is not None and voucher.redeemed_at is None:
            offer.taken -= 1
    session.flush()
    own = Voucher.resident_id == resident_id
    had_at_home = own & Voucher.redeemed_at.is_not(None) & Voucher.household_id.is_not(None)
    session.execute(update(Voucher).where(had_at_home).values(resident_id=None))
    session.execute(delete(Voucher).where(own))


def forget_old(session: Session, before: date) -> None:
    """Vouchers whose last day is long past: who had them is nobody's business any more."""
    over = select(Offer.id).where(Offer.last_day < before)
    session.execute(delete(Voucher).where(Voucher.offer_id.in_(over)))
