"""Taking pictures in, storing, publishing and removing them."""

import secrets
from datetime import datetime

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from civic.bounded.runner import read_bounded
from civic.pictures import rules
from civic.pictures.encoding import Prepared, answer_to, received
from civic.pictures.envelopes import check_envelope
from civic.pictures.models import Picture, PictureFile

__all__ = ["Prepared", "publish", "remove", "store", "take_in", "withhold"]

_SECRET_BYTES = 15


def take_in(data: bytes, owner_id: int) -> Prepared:
    """Verifies and encodes what somebody sent; a second of CPU, so call it outside of any transaction.

    Raises:
        Invalid: on the field 'picture', with what is wrong in words for the sender.
        TryAgain: too many files are being read.
    """
    check_envelope(data)
    return received(read_bounded(answer_to, data, owner_id, "picture"))


def store(
    session: Session, prepared: Prepared, owner_id: int, now: datetime, *, is_confidential: bool = False
) -> Picture:
    """Stores a picture with all its files; until it is published, only its owner and staff see it. One that is
    confidential is never published, and of the staff moderators alone see it."""
    size = prepared.size
    picture = Picture(
        token=rules.address(secrets.token_urlsafe(_SECRET_BYTES), size),
        owner_id=owner_id,
        is_public=False,
        is_confidential=is_confidential,
        width=size.width,
        height=size.height,
        created_at=now,
    )
    session.add(picture)
    session.flush()
    session.add_all(
        PictureFile(picture_id=picture.id, width=file.width, kind=file.kind, content=file.content)
        for file in prepared.files
    )
    return picture


def publish(session: Session, picture_id: int) -> None:
    """From now on everybody who knows its address sees it; not where it is confidential."""
    _show(session, picture_id, True)


def withhold(session: Session, picture_id: int) -> None:
    """Takes it from the public again; it stays for its owner and for moderators."""
    _show(session, picture_id, False)


def _show(session: Session, picture_id: int, is_public: bool) -> None:
    shown = update(Picture).where(Picture.id == picture_id, ~Picture.is_confidential)
    session.execute(shown.values(is_public=is_public))


def remove(session: Session, picture_id: int) -> None:
    """Deletes it with all its files. Whatever refers to it must let go of it first."""
    session.flush()
    session.execute(delete(PictureFile).where(PictureFile.picture_id == picture_id))
    session.execute(delete(Picture).where(Picture.id == picture_id))
