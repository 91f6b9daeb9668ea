"""Which catalogues there were, and totals restated with the latest one."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from footprint.actions.catalogue import Catalogue, catalogue_from_snapshot
from footprint.ledger.models import PackVersion, Restatement


class UsedVersion(NamedTuple):
    """A version of the catalogue, by its number here, and when it was first used."""

    id: int
    version: str
    first_used_at: datetime


def used_versions(session: Session) -> tuple[UsedVersion, ...]:
    """Every version that was ever used, oldest first."""
    rows = session.execute(
        select(PackVersion.id, PackVersion.version, PackVersion.first_used_at).order_by(PackVersion.id)
    )
    return tuple(UsedVersion(*row) for row in rows)


def catalogues(session: Session) -> list[Catalogue]:
    """The catalogues of all versions, oldest first, from the texts that were kept."""
    texts = session.scalars(select(PackVersion.catalogue).order_by(PackVersion.id))
    return [catalogue_from_snapshot(text) for text in texts]


def restatements(session: Session) -> Sequence[Restatement]:
    """The totals of every group that may be shown, as recorded and as restated."""
    return session.scalars(select(Restatement).order_by(Restatement.action_group)).all()
