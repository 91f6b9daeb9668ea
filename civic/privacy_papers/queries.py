"""Reads of papers about privacy."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from civic.errors import NotFound
from civic.privacy_papers.models import PrivacyPaper

_MOST_SHOWN = 200


def papers(session: Session) -> Sequence[PrivacyPaper]:
    """All there are, the newest first, without their files."""
    return session.scalars(select(PrivacyPaper).order_by(PrivacyPaper.id.desc()).limit(_MOST_SHOWN)).all()


def paper(session: Session, number: int, *, with_file: bool = False) -> PrivacyPaper:
    """One of them.

    Raises:
        NotFound: there is none of that number.
    """
    options = [undefer(PrivacyPaper.file)] if with_file else []
    found = session.scalars(select(PrivacyPaper).where(PrivacyPaper.id == number).options(*options)).first()
    if found is None:
        raise NotFound()
    return found
