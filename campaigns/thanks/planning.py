"""Who may thank residents, and with what: sponsors ask, offer and close; the city approves and withdraws.

Changes of a sponsor lock its organization first, changes of an offer the offer.
"""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.moderation.services import may_post
from campaigns.organizations import rules as organizations
from campaigns.organizations.models import Organization
from campaigns.organizations.queries import is_organizer, people
from campaigns.organizations.services import locked as locked_organization
from campaigns.organizations.services import subject_of
from campaigns.thanks import queries, rules
from campaigns.thanks.models import Offer, Sponsor
from campaigns.thanks.services import locked
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.errors import Conflict, Invalid, NotFound, msgid
from civic.messages.services import tell
from civic.residents.identity import ResidentActor


@dataclass(frozen=True, slots=True)
class OfferPlan:
    """What a sponsor says about an offer."""

    title: Text
    about: Text
    terms: Text
    place: Text
    last_day: date
    stock: int
    condition: str
    threshold: int
    per_household: bool

    @property
    def words(self) -> str:
        texts = (self.title, self.about, self.terms, self.place)
        return " ".join(words for text in texts for words in text.by_language.values())


# The sponsor's side


def ask(session: Session, actor: ResidentActor, organization_id: int, now: datetime) -> None:
    """Asks the city to approve an organization as a sponsor; who was refused or withdrawn may ask again.

    Raises:
        NotFound: the actor does not act for it.
    """
    locked_organization(session, organization_id)
    _check_acts_for(session, actor, organization_id, now)
    found = session.get(Sponsor, organization_id) or Sponsor(organization_id=organization_id)
    if found.state in (rules.ASKED, rules.APPROVED):
        return
    found.state, found.asked_at, found.note = rules.ASKED, now, ""
    session.add(found)
    record(session, by(actor), "ask to be a sponsor", subject_of(organization_id), "", now)


def _check_acts_for(session: Session, actor: ResidentActor, organization_id: int, now: datetime) -> None:
    if not is_organizer(session, actor.resident_id, organization_id, now):
        raise NotFound()


def plan_offer(
    session: Session, actor: ResidentActor, organization_id: int, plan: OfferPlan, key: str, today: date, now: datetime
) -> Offer:
    """An offer for the city to look at; the same form sent twice makes one.

    Raises:
        NotFound: the actor does not act for the organization.
        Conflict: it is no sponsor, or has as many offers as one may.
        Forbidden, TooMany, Invalid: the account may not post now, or not this.
    """
    locked_organization(session, organization_id)
    _check_acts_for(session, actor, organization_id, now)
    same = (Offer.organization_id == organization_id) & (Offer.form_key == key)
    known = session.scalar(select(Offer).where(same))
    if known is not None:
        return known
    _check_sponsors(session, organization_id)
    if queries.number_of_open(session, organization_id, today) >= rules.OFFERS_AT_ONCE:
        raise Conflict(
            "You can have at most %(most)s offers at once. Please close one first.", most=rules.OFFERS_AT_ONCE
        )
    may_post(session, actor, "offer", now, text=plan.words)
    made = Offer(organization_id=organization_id, form_key=key, state=rules.SUBMITTED, made_at=now, note="")
    made.title, made.about, made.terms, made.place = plan.title, plan.about, plan.terms, plan.place
    made.last_day, made.stock, made.per_household = plan.last_day, plan.stock, plan.per_household
    made.condition, made.threshold = plan.condition, plan.threshold
    session.add(made)
    session.flush()
    return made


def _check_sponsors(session: Session, organization_id: int) -> None:
    found = session.get(Sponsor, organization_id)
    if found is None or found.state != rules.APPROVED:
        raise Conflict("Only an approved sponsor can offer something.")


def close_offer(session: Session, actor: ResidentActor, offer_id: int, now: datetime) -> None:
    """Gives no more vouchers of an offer; those that are out hold, as was promised.

    Raises:
        NotFound: there is no such offer of an organization that the actor acts for.
        Conflict: it neither waits nor runs.
    """
    offer = locked(session, offer_id)
    _check_acts_for(session, actor, offer.organization_id, now)
    _check_state(offer, rules.SUBMITTED, rules.PUBLISHED)
    offer.state = rules.CLOSED
    record(session, by(actor), "close offer", _subject(offer), "", now)


def _check_state(offer: Offer, *states: str) -> None:
    if offer.state not in states:
        raise Conflict("Somebody was quicker: this offer has moved on. Please look at it again.")


def _subject(offer: Offer) -> str:
    return f"offer:{offer.id}"


# The city's side


def decide_sponsor(
    session: Session, clerk: Actor, organization_id: int, *, approve: bool, note: str, now: datetime
) -> None:
    """Approves an organization as a sponsor, or does not; its people are told.

    Raises:
        NotFound: it never asked.
        Conflict: it is decided already.
        Invalid: a refusal that says nothing.
    """
    found = _locked_sponsor(session, organization_id)
    if found.state != rules.ASKED:
        raise Conflict("This is decided already.")
    _check_says_why(note, needed=not approve)
    found.state, found.decided_at, found.note = rules.APPROVED if approve else rules.REFUSED, now, note
    record(session, by(clerk), f"{_ACTS[approve]} sponsor", subject_of(organization_id), note, now)
    _tell_people(
        session,
        organization_id,
        _key(organization_id, now),
        msgid("You can thank residents now") if approve else msgid("The city has not approved you as a sponsor"),
        msgid("Your organization is a sponsor: make your first offer. %(note)s") if approve else _WRITES,
        {"note": note},
        now,
    )


def _key(organization_id: int, now: datetime) -> str:
    return f"organization:{organization_id}:sponsor-{now:%y%m%d%H%M%S}"


_ACTS = {True: "approve", False: "refuse"}
_WRITES = msgid("The city writes: %(note)s")


def _locked_sponsor(session: Session, organization_id: int) -> Sponsor:
    locked_organization(session, organization_id)
    found = session.get(Sponsor, organization_id, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def _check_says_why(note: str, *, needed: bool = True) -> None:
    if needed and not note:
        raise Invalid("Please say why.", field="note")


def _tell_people(
    session: Session,
    organization_id: int,
    key: str,
    title: str,
    body: str,
    values: dict[str, str | Text],
    now: datetime,
) -> None:
    whom = [one.resident_id for one in people(session, organization_id, now)]
    path = "/organize/vouchers"
    tell(session, whom, key=key, topic="account", title=title, body=body, values=values, path=path, now=now)


def withdraw_sponsor(
    session: Session, clerk: Actor, organization_id: int, note: str, today: date, now: datetime
) -> None:
    """Ends an organization's time as a sponsor. All its offers that are not over are withdrawn with it; its people are
    told once.

    Raises:
        NotFound: it never asked.
        Conflict: it is no sponsor.
        Invalid: no word of why.
    """
    found = _locked_sponsor(session, organization_id)
    if found.state != rules.APPROVED:
        raise Conflict("This organization is no sponsor.")
    _check_says_why(note)
    found.state, found.decided_at, found.note = rules.WITHDRAWN, now, note
    record(session, by(clerk), "withdraw sponsor", subject_of(organization_id), note, now)
    title, key = msgid("Your organization is no longer a sponsor"), _key(organization_id, now)
    _tell_people(session, organization_id, key, title, _WRITES, {"note": note}, now)
    for offer_id in queries.withdrawable(session, today, Offer.organization_id == organization_id):
        offer = locked(session, offer_id)
        _withdraw(session, offer, note, _BY_CITY, now)
        record(session, by(clerk), "withdraw offer", _subject(offer), note, now)


def decide_offer(
    session: Session, clerk: Actor, offer_id: int, *, approve: bool, note: str, today: date, now: datetime
) -> None:
    """Makes an offer public, or sends it back with a note; the sponsor's people are told.

    Raises:
        NotFound: there is none.
        Conflict: it is decided already, or to be approved when its last day has passed.
        Invalid: a refusal that says nothing.
    """
    offer = locked(session, offer_id)
    _check_state(offer, rules.SUBMITTED)
    if approve:
        _check_lasts(offer, today)
    _check_says_why(note, needed=not approve)
    offer.state, offer.decided_at, offer.note = rules.PUBLISHED if approve else rules.REFUSED, now, note
    record(session, by(clerk), f"{_ACTS[approve]} offer", _subject(offer), note, now)
    _tell_people(
        session,
        offer.organization_id,
        f"offer:{offer.id}:decided",
        msgid("“%(offer)s” is public") if approve else msgid("“%(offer)s” is not approved"),
        msgid("Residents can take vouchers of it now. %(note)s") if approve else _WRITES,
        {"offer": offer.title, "note": note},
        now,
    )


def withdraw_offer(session: Session, clerk: Actor, offer_id: int, note: str, today: date, now: datetime) -> None:
    """Takes an offer back: none of its vouchers holds any more, but for those redeemed.

    Raises:
        NotFound: there is none.
        Conflict: it never was public, or is withdrawn or over.
        Invalid: no word of why.
    """
    offer = locked(session, offer_id)
    _check_state(offer, rules.PUBLISHED, rules.CLOSED)
    _check_lasts(offer, today)
    _check_says_why(note)
    _withdraw(session, offer, note, _BY_CITY, now)
    record(session, by(clerk), "withdraw offer", _subject(offer), note, now)
    key = f"offer:{offer.id}:withdrawn:sponsor"
    values: dict[str, str | Text] = {"offer": offer.title, "note": note}
    _tell_people(session, offer.organization_id, key, _WITHDRAWN, _WRITES, values, now)


def _check_lasts(offer: Offer, today: date) -> None:
    if today > offer.last_day:
        raise Conflict("This offer is over.")


def withdraw_of_closed(session: Session, today: date, now: datetime) -> None:
    """Withdraws what closed organizations still offer, however they were closed: by the city, by themselves, by the
    moderators, or because their last person went. Opened again, they offer anew."""
    for offer_id in queries.withdrawable(session, today, Organization.state == organizations.CLOSED):
        _withdraw(session, locked(session, offer_id), "", _BY_CLOSING, now)


_WITHDRAWN = msgid("“%(offer)s” is withdrawn")
_BY_CITY = msgid("The city has withdrawn this offer, so your voucher can no longer be redeemed. We are sorry.")
_BY_CLOSING = msgid("Its sponsor has closed, so your voucher can no longer be redeemed. We are sorry.")


def _withdraw(session: Session, offer: Offer, note: str, why: str, now: datetime) -> None:
    """Tells whoever holds a voucher of it: nobody shall find out at the counter."""
    offer.state, offer.decided_at, offer.note = rules.WITHDRAWN, now, note
    tell(
        session,
        queries.holders(session, offer.id),
        key=f"offer:{offer.id}:withdrawn",
        topic="account",
        title=_WITHDRAWN,
        body=why,
        values={"offer": offer.title},
        path="/vouchers",
        now=now,
    )
