"""Reads of pictures."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from civic.pictures.models import Picture, PictureFile


@dataclass(frozen=True, slots=True)
class PictureAccess:
    """Who may see a file of a picture."""

    picture_id: int
    owner_id: int
    is_public: bool
    is_confidential: bool


def shown(session: Session, token: str, width: int, kind: str) -> PictureAccess | None:
    """The picture of that address, if it has that file."""
    row = session.execute(
        select(Picture.id, Picture.owner_id, Picture.is_public, Picture.is_confidential)
        .join(PictureFile, PictureFile.picture_id == Picture.id)
        .where(Picture.token == token, PictureFile.width == width, PictureFile.kind == kind)
    ).first()
    return PictureAccess(*row) if row else None


def token_of(session: Session, picture_id: int) -> str | None:
    """The address of a picture."""
    return session.scalar(select(Picture.token).where(Picture.id == picture_id))


def content(session: Session, picture_id: int, width: int, kind: str) -> bytes | None:
    """The bytes of one file."""
    return session.scalar(
        select(PictureFile.content).where(
            PictureFile.picture_id == picture_id, PictureFile.width == width, PictureFile.kind == kind
        )
    )


def export(session: Session, resident_id: int) -> Mapping[str, object]:
    """What is kept of the pictures that a resident sent in, for the download: where each can be fetched."""
    rows = session.scalars(select(Picture).where(Picture.owner_id == resident_id).order_by(Picture.id))
    return {
        "pictures": [
            {
                "address": f"/pictures/{row.token}/{row.width}.jpeg",
                "is_public": row.is_public,
                "created_at": row.created_at.isoformat(),
            }
            for row in rows
        ]
    }
