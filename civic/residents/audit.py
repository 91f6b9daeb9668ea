"""The book of what staff and the operator did, written in the same transaction as the deed."""

from datetime import datetime

from sqlalchemy.orm import Session

from civic.residents.models import AuditEntry

OPERATOR = "operator"
"""Whoever may run commands on the server."""


def resident_subject(resident_id: int) -> str:
    """How a resident is named in the book: by number, which erasure leaves anonymous."""
    return f"resident:{resident_id}"


def record(session: Session, actor: str, act: str, subject: str, details: str, now: datetime) -> None:
    """Notes that `actor` (OPERATOR or a resident's subject) did `act` to `subject`."""
    session.add(AuditEntry(at=now, actor=actor, act=act, subject=subject, details=details))
