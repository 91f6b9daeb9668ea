"""Reads for the live figures."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.accounts import audit
from civic.accounts.identity import Actor
from civic.accounts.models import AuditEntry
from footprint.live_figures import rules


def open_until(session: Session, actor: Actor, now: datetime) -> datetime | None:
    """Until when the figures are open to somebody who gave a reason; None where they are not."""
    mine = (AuditEntry.actor == audit.by(actor), AuditEntry.act == rules.ACT)
    lately = AuditEntry.at.between(now - rules.OPEN_FOR, now)
    found = select(AuditEntry.at).where(*mine, lately).order_by(AuditEntry.at.desc()).limit(1)
    opened = session.scalar(found)
    return opened + rules.OPEN_FOR if opened else None
