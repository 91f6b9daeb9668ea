"""Reads of what is recorded."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.recognition.models import Recognition

_MOST = 500


def standing(session: Session) -> Sequence[Recognition]:
    """What was not withdrawn, the newest first."""
    found = select(Recognition).where(Recognition.withdrawn_at.is_(None))
    return session.scalars(found.order_by(Recognition.happened_on.desc(), Recognition.id.desc()).limit(_MOST)).all()


def everything(session: Session) -> Sequence[Recognition]:
    """All of it, the newest first."""
    newest = select(Recognition).order_by(Recognition.happened_on.desc(), Recognition.id.desc())
    return session.scalars(newest.limit(_MOST)).all()
