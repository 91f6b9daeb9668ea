"""The city writes to organizers: within limits, in one go, noted in the audit book."""

from datetime import datetime, timedelta

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from campaigns.letters import rules
from campaigns.letters.models import Circular
from campaigns.letters.queries import recipients
from campaigns.letters.services import Draft
from campaigns.organizations.models import Membership, Organization
from campaigns.organizations.rules import APPROVED
from campaigns.programme.models import Campaign
from campaigns.programme.rules import ARCHIVED, DRAFT
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.accounts.models import Account
from civic.calendar import SKEW, CityCalendar
from civic.errors import Invalid, TooMany, msgid
from civic.messages.rules import humane
from civic.messages.services import tell

_TITLE, _BODY = msgid("%(title)s"), msgid("The city writes to its organizers:")
_DAY = timedelta(days=1)


def audience(code: str, now: datetime) -> Select[int]:
    """The residents whom a circular to that audience is for: who acts for approved organizations.

    Raises:
        Invalid: no such audience (field `audience`).
    """
    acting = (
        select(Membership.resident_id)
        .join(Organization, Organization.id == Membership.organization_id)
        .where(Organization.state == APPROVED, or_(Membership.ends_at.is_(None), Membership.ends_at > now))
    )
    kind, _, what = code.partition(":")
    if code == rules.ORGANIZERS:
        return acting
    if kind == rules.IN_DISTRICT and what:
        return acting.where(Organization.district_id == what)
    if kind == rules.IN_SERIES and what:
        running = Campaign.state.not_in((DRAFT, ARCHIVED))
        return acting.where(
            Organization.id.in_(select(Campaign.organization_id).where(Campaign.series == what, running))
        )
    raise Invalid("Please choose one of these.", field="audience")


def check(session: Session, draft: Draft, now: datetime) -> int:
    """Whether the circular may be sent now; how many it would reach.

    Raises:
        TooMany: enough of them for a day.
        Invalid: an audience that there is not, or nobody in it (field `audience`).
    """
    lately = select(func.count()).where(Circular.sent_at.between(now - _DAY, now + SKEW))
    if (session.scalar(lately) or 0) >= rules.CIRCULARS_A_DAY:
        raise TooMany(
            "%(count)s letters to organizers were sent within a day. That is enough; please come back tomorrow.",
            retry_after_s=int(_DAY.total_seconds()),
            count=rules.CIRCULARS_A_DAY,
        )
    count = recipients(session, audience(draft.audience, now))
    if not count:
        raise Invalid("There is nobody to write to.", field="audience")
    return count


def send(session: Session, calendar: CityCalendar, clerk: Actor, draft: Draft, now: datetime) -> Circular:
    """Sends a circular to everybody it is for. The same form sent twice makes one.

    Raises:
        TooMany, Invalid: see `check`.
    """
    session.execute(select(Account.id).where(Account.id == clerk.account_id).with_for_update(key_share=True))
    known = session.scalar(select(Circular).where(Circular.key == draft.key))
    if known is not None:
        return known
    check(session, draft, now)
    circular = Circular(by_account_id=clerk.account_id, key=draft.key, audience=draft.audience, sent_at=now)
    circular.title, circular.text, circular.recipients = draft.title, draft.text, 0
    session.add(circular)
    session.flush()
    circular.recipients = tell(
        session,
        audience(draft.audience, now),
        key=f"circular:{circular.id}",
        topic="account",
        title=_TITLE,
        body=_BODY,
        values={"title": draft.title},
        text=draft.text,
        path="/organize",
        now=now,
        due_at=humane(calendar.local(now)),
    )
    details = f"to {draft.audience}, {circular.recipients} recipients"
    record(session, by(clerk), "write to organizers", f"circular:{circular.id}", details, now)
    return circular


def sent(session: Session, limit: int = 100) -> list[tuple[Circular, str | None]]:
    """What was sent, newest first, with the nickname of who did (None once erased)."""
    found = select(Circular, Account.username).join(Account, Account.id == Circular.by_account_id)
    return [(row[0], row[1]) for row in session.execute(found.order_by(Circular.id.desc()).limit(limit))]
