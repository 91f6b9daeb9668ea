"""The book of what staff and the operator did, written in the same transaction as the deed."""

from datetime import datetime

from sqlalchemy.orm import Session

from civic.accounts.identity import Actor
from civic.accounts.models import AuditEntry

OPERATOR = "operator"
"""Whoever may run commands on the server."""


def account_subject(account_id: int) -> str:
    """How an account is named in the book: by number, which erasure leaves anonymous."""
    return f"account:{account_id}"


def by(actor: Actor) -> str:
    """How whoever acts is named in the book."""
    return account_subject(actor.account_id)


def record(session: Session, actor: str, act: str, subject: str, details: str, now: datetime) -> None:
    """Notes that `actor` (OPERATOR, or an account's subject) did `act` to `subject`."""
    session.add(AuditEntry(at=now, actor=actor, act=act, subject=subject, details=details))
