"""Opening the live figures."""

from datetime import datetime

from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.errors import Invalid
from footprint.live_figures import rules


def open_figures(session: Session, actor: Actor, reason: str, now: datetime) -> None:
    """Opens the figures to somebody for an hour; the reason stands in the audit book.

    Raises:
        Invalid: too short to be a reason (field `reason`).
    """
    if len(reason) < rules.REASON_MIN:
        raise Invalid("At least %(least)s characters, please.", field="reason", least=rules.REASON_MIN)
    audit.record(session, audit.by(actor), rules.ACT, audit.account_subject(actor.account_id), reason, now)
