"""Vouchers of sponsors, pure: what they are thanks for, their states, and why a code cannot be redeemed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from campaigns.organizations import rules as organizations
from civic.errors import msgid

ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"
SPONSOR_STATES: Mapping[str, str] = {
    ASKED: msgid("waiting for approval"),
    APPROVED: msgid("sponsor"),
    REFUSED: msgid("not approved"),
    WITHDRAWN: msgid("no longer a sponsor"),
}
SUBMITTED, PUBLISHED, CLOSED = "submitted", "published", "closed"
OFFER_STATES: Mapping[str, str] = {
    SUBMITTED: msgid("waiting for approval"),
    PUBLISHED: msgid("published"),
    REFUSED: msgid("not approved"),
    CLOSED: msgid("closed"),
    WITHDRAWN: msgid("withdrawn"),
}
"""A closed offer gives no more vouchers, and those given hold; of a withdrawn one none holds."""

BREADTH, EVENTS, CAMPAIGNS, DAYS = "breadth", "events", "campaigns", "days"
CONDITIONS: Mapping[str, str] = {
    BREADTH: msgid("Different actions within one month"),
    EVENTS: msgid("Events they came to"),
    CAMPAIGNS: msgid("Campaigns they completed"),
    DAYS: msgid("Days on which they acted"),
}
"""What vouchers are thanks for. Kilograms, quantities and numbers of entries are none of these: who lives without a car
has little to save, and thanks for volume would be thanks for typing."""
BOUNDS: Mapping[str, tuple[int, int]] = {BREADTH: (2, 12), EVENTS: (1, 12), CAMPAIGNS: (1, 12), DAYS: (3, 365)}

TITLE_MAX, ABOUT_MAX, TERMS_MAX, PLACE_MAX, NOTE_MAX = 40, 400, 400, 80, 500
STOCK_MAX = 10_000
LONGEST_DAYS = 366
OFFERS_AT_ONCE = 20
CODE_LENGTH = 12
KEPT_DAYS = 90
"""So long after its last day a voucher is still there for its owner to see."""

DONE, READY, FORGED, FOREIGN, USED, VOID, EXPIRED = "done", "ready", "forged", "foreign", "used", "void", "expired"


@dataclass(frozen=True, slots=True)
class Presented:
    """A voucher whose code somebody shows at a counter."""

    organization_id: int
    is_void: bool
    last_day: date
    redeemed_at: datetime | None


def is_open(offer: Any, organization: Any, today: date) -> Any:
    """Whether vouchers of an offer can be taken, for rows as for their tables' columns; there may be none left."""
    stands = (offer.state == PUBLISHED) & (organization.state == organizations.APPROVED)
    return stands & (offer.last_day >= today)


def judged(shown: Presented | None, mine: Collection[int], today: date) -> str:
    """What a counter of the organizations `mine` makes of a code: READY, or why it is not redeemed."""
    if shown is None:
        return FORGED
    if shown.organization_id not in mine:
        return FOREIGN
    return state(shown, today)


def state(shown: Presented, today: date) -> str:
    """How it is with a voucher, whoever asks; what was redeemed or expired stays so whatever happens later."""
    if shown.redeemed_at is not None:
        return USED
    if today > shown.last_day:
        return EXPIRED
    return VOID if shown.is_void else READY


def told(taken: int) -> int:
    """How many were taken, as far as a sponsor or the city learns it: in whole tens, so that nobody is seen taking."""
    return taken // 10 * 10


def last_days(today: date) -> tuple[date, date]:
    """Between which days the last day of a new offer lies."""
    return today, today + timedelta(days=LONGEST_DAYS)


def month_starts(today: date) -> tuple[date, date]:
    """The first days of the last month and of this one: who has done it in November still finds it on 1 December."""
    this = today.replace(day=1)
    return (this - timedelta(days=1)).replace(day=1), this
