"""Reads of sponsors, offers and vouchers, and how far a resident has come."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, ScalarSelect, String, func, select, type_coerce
from sqlalchemy.orm import Session

from campaigns.events.models import Attendance
from campaigns.organizations import queries as organizations
from campaigns.organizations import rules as organization_rules
from campaigns.organizations.models import Organization
from campaigns.programme.counting import source_in_sql
from campaigns.programme.models import Campaign, Participant
from campaigns.programme.rules import PUBLIC
from campaigns.thanks import rules
from campaigns.thanks.models import Offer, Sponsor, Voucher
from civic.errors import NotFound
from civic.residents.models import Resident
from civic.staff import queries as desk
from civic.staff.desk import Waiting
from footprint.groups.queries import ScopeColumns, has_acted
from footprint.ledger.queries import days_acted, most_actions

SHOWN = 100
"""The most that a page lists."""


# How far a resident has come. Each reads no more than the index gives for one resident and the days that matter.


def _breadth(resident_id: int, today: date) -> ScalarSelect[int]:
    """Different actions in this month or in the last one, whichever has more."""
    last, this = rules.month_starts(today)
    return most_actions(resident_id, last, this)


def _events(resident_id: int, _today: date) -> ScalarSelect[int]:
    came = (Attendance.resident_id == resident_id) & Attendance.taken_back_at.is_(None)
    return select(func.count()).select_from(Attendance).where(came).scalar_subquery()


def _campaigns(resident_id: int, today: date) -> ScalarSelect[int]:
    """Campaigns that are over, in which the resident stayed to the end and did something that counts for them."""
    mine = (Participant.resident_id == resident_id) & Participant.left_at.is_(None)
    over = Campaign.state.in_(PUBLIC) & (Campaign.ends_on < today)
    found = select(func.count()).select_from(Participant).join(Campaign, Campaign.id == Participant.campaign_id)
    return found.where(mine, over, has_acted(resident_id, _SCOPE)).scalar_subquery()


_SCOPE = ScopeColumns(
    actions=type_coerce(Campaign.actions, String),
    source=source_in_sql(Campaign.id),
    first=Campaign.starts_on,
    last=Campaign.ends_on,
    day=Participant.joined_on,
    entry_id=Participant.after_entry_id,
)


def _days(resident_id: int, _today: date) -> ScalarSelect[int]:
    """Days with an entry, counted up to the most that an offer may ask for."""
    return days_acted(resident_id, rules.BOUNDS[rules.DAYS][1])


_DEEDS: Mapping[str, Callable[[int, date], ScalarSelect[int]]] = {
    rules.BREADTH: _breadth,
    rules.EVENTS: _events,
    rules.CAMPAIGNS: _campaigns,
    rules.DAYS: _days,
}


def deeds(session: Session, resident_id: int, today: date, conditions: Iterable[str]) -> dict[str, int]:
    """How far the resident has come in each of the conditions, in one statement."""
    asked = sorted(set(conditions))
    if not asked:
        return {}
    figures = session.execute(select(*(_DEEDS[one](resident_id, today) for one in asked))).one()
    return dict(zip(asked, figures, strict=True))


# Offers


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer and whose it is."""

    offer: Offer
    sponsor: Organization


_OFFERS = select(Offer, Organization).join(Organization, Organization.id == Offer.organization_id)
_runs = Organization.state == organization_rules.APPROVED


def open_offers(session: Session, today: date) -> list[Offered]:
    """What everybody may see and take now, what ends soonest first."""
    found = _OFFERS.where(rules.is_open(Offer, Organization, today))
    return [Offered(*row) for row in session.execute(found.order_by(Offer.last_day, Offer.id).limit(SHOWN))]


def offered(session: Session, offer_id: int) -> Offered:
    """An offer in whatever state.

    Raises:
        NotFound: there is none.
    """
    row = session.execute(_OFFERS.where(Offer.id == offer_id)).first()
    if row is None:
        raise NotFound()
    return Offered(*row)


def waiting_offers(session: Session) -> list[Offered]:
    """Offers that the city has to decide about, oldest first."""
    found = _OFFERS.where(Offer.state == rules.SUBMITTED, _runs).order_by(Offer.id).limit(SHOWN)
    return [Offered(*row) for row in session.execute(found)]


def offers_of(session: Session, organization_ids: Collection[int]) -> Sequence[Offer]:
    """Everything that these organizations ever offered, newest first."""
    found = select(Offer).where(Offer.organization_id.in_(organization_ids))
    return session.scalars(found.order_by(Offer.id.desc()).limit(SHOWN)).all()


def number_of_open(session: Session, organization_id: int, today: date) -> int:
    """How many offers of an organization wait or run."""
    running = Offer.state.in_((rules.SUBMITTED, rules.PUBLISHED)) & (Offer.last_day >= today)
    found = select(func.count()).select_from(Offer).where(Offer.organization_id == organization_id, running)
    return session.scalar(found) or 0


def withdrawable(session: Session, today: date, of: ColumnElement[bool]) -> Sequence[int]:
    """Numbers of offers with vouchers about that still hold, or may be soon."""
    given = Offer.state.in_((rules.SUBMITTED, rules.PUBLISHED, rules.CLOSED)) & (Offer.last_day >= today)
    found = select(Offer.id).join(Organization, Organization.id == Offer.organization_id)
    return session.scalars(found.where(given, of).order_by(Offer.id)).all()


def waiting(session: Session) -> Waiting:
    """Who wants to be a sponsor and what sponsors want to offer, where it waits for the city."""
    asked = select(Sponsor.asked_at, Sponsor.organization_id).join(
        Organization, Organization.id == Sponsor.organization_id
    )
    offers = select(Offer.made_at, Offer.id).join(Organization, Organization.id == Offer.organization_id)
    found = desk.waiting(
        session,
        asked.where(Sponsor.state == rules.ASKED, _runs).order_by(Sponsor.asked_at, Sponsor.organization_id),
        offers.where(Offer.state == rules.SUBMITTED, _runs).order_by(Offer.id),
    )
    return found._replace(first=None)  # sponsors and offers have pages of their own, and their own numbers


# Sponsors


def sponsors(session: Session, state: str) -> list[tuple[Sponsor, Organization]]:
    """Organizations that are, or want to be, sponsors; longest waiting first."""
    found = select(Sponsor, Organization).join(Organization, Organization.id == Sponsor.organization_id)
    found = found.where(Sponsor.state == state, _runs).order_by(Sponsor.asked_at, Sponsor.organization_id)
    return [(row[0], row[1]) for row in session.execute(found.limit(SHOWN))]


def sponsor(session: Session, organization_id: int) -> tuple[Sponsor, Organization]:
    """An organization that is, was, or wants to be a sponsor.

    Raises:
        NotFound: it never asked.
    """
    found = select(Sponsor, Organization).join(Organization, Organization.id == Sponsor.organization_id)
    row = session.execute(found.where(Sponsor.organization_id == organization_id)).first()
    if row is None:
        raise NotFound()
    return row[0], row[1]


def states_of(session: Session, organization_ids: Collection[int]) -> dict[int, Sponsor]:
    """How it stands with these organizations, by their number; those that never asked are missing."""
    found = session.scalars(select(Sponsor).where(Sponsor.organization_id.in_(organization_ids)))
    return {one.organization_id: one for one in found}


def counters_of(session: Session, resident_id: int, now: datetime) -> frozenset[int]:
    """The sponsors at whose counter the resident may redeem.

    Raises:
        NotFound: there is none.
    """
    mine = [role.organization_id for role in organizations.memberships(session, resident_id, now)]
    found = frozenset(number for number, one in states_of(session, mine).items() if one.state == rules.APPROVED)
    if not found:
        raise NotFound()
    return found


# Vouchers


@dataclass(frozen=True, slots=True)
class Held:
    """A voucher, of what, and of whom."""

    voucher: Voucher
    offer: Offer
    sponsor: Organization

    @property
    def presented(self) -> rules.Presented:
        is_void = self.offer.state == rules.WITHDRAWN or self.sponsor.state != organization_rules.APPROVED
        return rules.Presented(self.sponsor.id, is_void, self.offer.last_day, self.voucher.redeemed_at)


_HELD = (
    select(Voucher, Offer, Organization)
    .join(Offer, Offer.id == Voucher.offer_id)
    .join(Organization, Organization.id == Offer.organization_id)
)


def vouchers_of(session: Session, resident_id: int, most: int | None = None) -> list[Held]:
    """A resident's vouchers, newest first; all, or as many as a page shows."""
    found = _HELD.where(Voucher.resident_id == resident_id).order_by(Voucher.id.desc()).limit(most)
    return [Held(*row) for row in session.execute(found)]


def own_voucher(session: Session, resident_id: int, voucher_id: int) -> Held:
    """One of the resident's vouchers.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    row = session.execute(_HELD.where(Voucher.id == voucher_id, Voucher.resident_id == resident_id)).first()
    if row is None:
        raise NotFound()
    return Held(*row)


def taken_by(session: Session, offer_id: int, resident_id: int) -> Voucher | None:
    """The resident's voucher of an offer."""
    return session.scalar(select(Voucher).where(Voucher.offer_id == offer_id, Voucher.resident_id == resident_id))


def is_taken_at_home(session: Session, offer_id: int, household_id: int) -> bool:
    """Whether somebody of the household has a voucher of an offer that gives one to each."""
    found = select(Voucher.id).where(Voucher.offer_id == offer_id, Voucher.household_id == household_id)
    return session.scalar(found) is not None


def with_code(session: Session, code: str) -> Held | None:
    """The voucher with that code."""
    row = session.execute(_HELD.where(Voucher.code == code).execution_options(populate_existing=True)).first()
    return Held(*row) if row else None


def holders(session: Session, offer_id: int) -> Sequence[int]:
    """Whose vouchers of an offer are not redeemed yet."""
    unused = (Voucher.offer_id == offer_id) & Voucher.redeemed_at.is_(None)
    found = select(Resident.id).join(Voucher, Voucher.resident_id == Resident.id)
    return session.scalars(found.where(unused).order_by(Resident.id)).all()
