"""Paintings and the votes for them."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import JsonText, RowId, UtcDateTime


class Show(Base):
    """How a painting show is run; a campaign of that kind without a row uses the defaults of the rules."""

    __tablename__ = "painting_show"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    groups: Mapped[list[str]] = mapped_column(JsonText)
    """Age groups as '7-9', youngest first."""
    per_guardian: Mapped[int] = mapped_column(SmallInteger)
    submit_until: Mapped[date | None] = mapped_column(Date)
    """The last day for submissions; None for the campaign's last day."""
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the votes were counted, after the end; from then on there are counts, and nobody's vote is kept."""


class Painting(Base):
    """A child's painting. `state`: draft (its guardian looks at it first), waiting, shown, refused, withdrawn (then
    nothing personal is left in the row)."""

    __tablename__ = "painting"
    __table_args__ = (
        UniqueConstraint("guardian_id", "key"),
        Index("ix_painting_campaign_id_state_age_group", "campaign_id", "state", "age_group"),
        Index(
            "ix_painting_campaign_id_age_group_wall_number",
            "campaign_id",
            "age_group",
            "wall_number",
            sqlite_where=text("wall_number IS NOT NULL"),
            postgresql_where=text("wall_number IS NOT NULL"),
        ),
        Index("ix_painting_campaign_id_state_id", "campaign_id", "state", "id"),
        Index("ix_painting_guardian_id_campaign_id", "guardian_id", "campaign_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    guardian_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Names the form that sent it, so that sending it twice makes one."""
    title: Mapped[str] = mapped_column(String(60))
    first_name: Mapped[str] = mapped_column(String(20))
    """The child's; never more than that."""
    age_group: Mapped[str] = mapped_column(String(8))
    description: Mapped[str] = mapped_column(String(500))
    """What there is to see, for those who cannot."""
    language: Mapped[str] = mapped_column(String(20))
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    """Why moderators refused it or took it down, a code of theirs."""
    consent_version: Mapped[str] = mapped_column(String(20))
    consented_at: Mapped[datetime] = mapped_column(UtcDateTime)
    submitted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    wall_number: Mapped[int | None] = mapped_column(Integer)
    """From 0 without gaps among the paintings on show in its group; None for those that are not."""
    votes: Mapped[int | None] = mapped_column(Integer)
    """None until they are counted, after the end; then `place` is by votes, from 1."""
    place: Mapped[int | None] = mapped_column(Integer)
    shares_place: Mapped[bool | None]


class PaintingWall(Base):
    """What hangs in an age group of a show: how many, and how many of them share the first place (None until the votes
    are counted). Whoever hangs a painting or takes one off locks it, and raises `revision`."""

    __tablename__ = "painting_wall"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    age_group: Mapped[str] = mapped_column(String(8), primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    winners: Mapped[int | None] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer, default=1)


class Vote(Base):
    """A resident's vote in an age group; deleted when the votes have been counted."""

    __tablename__ = "painting_vote"

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    age_group: Mapped[str] = mapped_column(String(8), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, index=True)
    painting_id: Mapped[int] = mapped_column(ForeignKey("painting.id"), index=True)
    cast_at: Mapped[datetime] = mapped_column(UtcDateTime)
