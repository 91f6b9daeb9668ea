"""Who stands at the door: named by the code on their phone, by their card of paper, or by their nickname."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.events import queries, registering, rules
from campaigns.events.models import Event
from campaigns.programme.models import Campaign
from civic.accounts.models import Account
from civic.accounts.rules import username_key
from civic.calendar import CityCalendar
from civic.city.text import Text
from civic.codes import read_code
from civic.errors import Invalid, msgid
from civic.feature import ExtensionPoint, Registry
from civic.messages.services import tell
from civic.residents.models import Resident

CARDS: ExtensionPoint[Callable[[Session, str], int | None]] = ExtensionPoint("cards that are shown at a door")
"""Each may say whose card a code of letters is; None for nobody's."""
_TOLD = (
    msgid("An organizer registered you: %(event)s"),
    msgid(
        "“%(event)s”: an organizer wrote you down by your card or nickname. If that was a mistake, you can give the "
        "place back, and take the entry back in your diary."
    ),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What somebody showed: the resident that it names, and how; or `problem`, why it names nobody."""

    resident_id: int | None
    method: str = ""
    problem: str = ""


def read_shown(session: Session, registry: Registry, secret: str, typed: str, seen_at: datetime) -> Shown:
    """Whom a scanned or typed code names, that of a phone or of a card.

    Args:
        seen_at: when it was shown; a code kept offline counts for the minute in which it was read.
    """
    code = read_code(typed)
    read = rules.resident_code(secret).read(code, seen_at)
    if read.number is not None:
        return Shown(read.number, rules.SCAN) if read.is_fresh else Shown(None, problem=rules.EXPIRED)
    holders = (whose(session, code) for whose in registry.all(CARDS)) if code else ()
    holder = next((one for one in holders if one is not None), None)
    if holder is not None:
        return Shown(holder, rules.CARD)
    is_screen = rules.screen_code(secret).read(code, seen_at).number is not None
    return Shown(None, problem=rules.WRONG_KIND if is_screen else rules.FORGED)


def read_named(session: Session, registry: Registry, secret: str, typed: str, seen_at: datetime) -> Shown:
    """The same for what an organizer writes down: also a nickname will do."""
    shown = read_shown(session, registry, secret, typed, seen_at)
    if shown.problem != rules.FORGED:
        return shown
    key = username_key(typed.strip()) or ""
    living = select(Resident.id).join(Account, Account.id == Resident.account_id).where(Resident.erased_at.is_(None))
    found = session.scalar(living.where(Account.username_key == key))
    return Shown(found, rules.LIST) if found is not None else Shown(None, problem=rules.UNKNOWN)


def register_for(
    session: Session,
    calendar: CityCalendar,
    campaign: Campaign,
    event: Event,
    shown: Shown,
    now: datetime,
    *,
    seen_at: datetime | None = None,
) -> None:
    """An organizer registers somebody who has no phone at hand. Who did not hold their own code out is told.

    Args:
        seen_at: when they stood at the door; None for somebody who will come.

    Raises:
        DomainError: as `registering.register`; Invalid for an account that was erased.
    """
    person = queries.person(session, shown.resident_id or 0)
    if person is None:
        raise Invalid("This account does not exist.")
    registering.register(
        session, calendar, campaign, event.id, person, on_the_spot=seen_at is not None, seen_at=seen_at, now=now
    )
    if shown.method == rules.SCAN:
        return
    title, body = _TOLD
    path, key = f"/campaigns/{campaign.slug}/events/{event.id}", f"event:{event.id}:written down"
    values: dict[str, str | Text] = {"event": event.name}
    who = [person.resident_id]
    tell(session, who, key=key, topic="campaign", title=title, body=body, values=values, path=path, now=now)
