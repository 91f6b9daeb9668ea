"""Entering how the programme is known outside, and withdrawing what was wrong."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from campaigns.recognition import rules
from campaigns.recognition.models import Recognition
from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class Draft:
    """What staff enter."""

    kind: str
    happened_on: date
    title: Text
    publisher: str
    link: str
    status: str


def enter(session: Session, clerk: Actor, draft: Draft, today: date, now: datetime) -> int:
    """A record that everybody sees; its number.

    Raises:
        Invalid: on `happened_on`, a day to come; on `link`, no address.
    """
    if draft.happened_on > today:
        raise Invalid("This day is still to come.", field="happened_on")
    rules.check_link(draft.link)
    fields = {name: getattr(draft, name) for name in Draft.__slots__}
    made = Recognition(**fields, entered_by=audit.by(clerk), entered_at=now)
    session.add(made)
    session.flush()
    audit.record(session, audit.by(clerk), "enter a recognition", f"recognition:{made.id}", draft.link, now)
    return made.id


def withdraw(session: Session, clerk: Actor, number: int, why: str, now: datetime) -> None:
    """Takes a record from the public list; it stays on the city's desk with the reason.

    Raises:
        NotFound: there is none.
        Conflict: it is withdrawn already.
    """
    one = session.get(Recognition, number, with_for_update=True)
    if one is None:
        raise NotFound()
    if one.withdrawn_at is not None:
        raise Conflict("It is withdrawn already.")
    one.withdrawn_at, one.withdrawn_why = now, why
    audit.record(session, audit.by(clerk), "withdraw a recognition", f"recognition:{number}", why, now)
