"""Pictures that people sent in. The bytes stand in the database: a picture and what refers to it appear and vanish in
one transaction, a backup holds both, and no file is ever left behind."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class Picture(Base):
    """A picture that was verified, turned upright, stripped and re-encoded. `token` is its unguessable address."""

    __tablename__ = "picture"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    token: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    is_public: Mapped[bool] = mapped_column(default=False)
    """Until it is, only its owner, moderators and the city's staff see it."""
    is_confidential: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Its owner and moderators alone see it, and it never becomes public."""
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PictureFile(Base):
    """One encoding of a picture: `width` pixels wide, `kind` 'webp' or 'avif' ('jpeg' for cards of chat apps)."""

    __tablename__ = "picture_file"

    picture_id: Mapped[int] = mapped_column(ForeignKey("picture.id"), primary_key=True)
    width: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
