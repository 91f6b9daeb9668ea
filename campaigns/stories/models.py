"""Stories of participants."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class Story(Base):
    """A short text about a campaign. `state`: waiting, shown, refused; a withdrawn one is deleted."""

    __tablename__ = "story"
    __table_args__ = (
        UniqueConstraint("author_id", "key"),
        Index("ix_story_campaign_id_state", "campaign_id", "state"),
        Index("ix_story_author_id_campaign_id", "author_id", "campaign_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Names the form that sent it, so that sending it twice makes one."""
    text: Mapped[str] = mapped_column(String(600))
    language: Mapped[str] = mapped_column(String(20))
    """The language in which its author read the site."""
    shows_name: Mapped[bool] = mapped_column(default=False)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    picture_alt: Mapped[str] = mapped_column(String(200))
    """What the picture shows, for those who cannot see it."""
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    edited_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
