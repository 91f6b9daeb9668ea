"""Events of a campaign: when and where, who registered, who came."""

from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy import ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime


def new_form_key() -> str:
    """A key for an event that no form made."""
    return token_urlsafe(16)


class Event(Base):
    """One dated occasion of a campaign: an activity, or one route and start time of a ride.

    `registered`, `waiting` and `attended` count its registrations and attendances; a change of one of those moves
    them in the same transaction, so pages never count.
    """

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("campaign_id", "form_key", "starts_at"),
        Index("ix_event_campaign_id_starts_at", "campaign_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    recurrence: Mapped[str | None] = mapped_column(String(32), index=True)
    """What the dates of one recurring event have in common."""
    form_key: Mapped[str] = mapped_column(String(64), default=new_form_key)
    """The key of the form that made it: sent twice, it makes no second one."""
    name: Mapped[Text] = mapped_column(LocalizedText)
    place: Mapped[Text] = mapped_column(LocalizedText)
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    capacity: Mapped[int | None] = mapped_column(Integer)
    minors_need_guardian: Mapped[bool] = mapped_column(default=False)
    feedback_question: Mapped[Text] = mapped_column(LocalizedText)
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    registered: Mapped[int] = mapped_column(Integer, default=0)
    """People, children who come along included: what the capacity is held against."""
    waiting: Mapped[int] = mapped_column(Integer, default=0)
    """People on the waiting list, children included."""
    attended: Mapped[int] = mapped_column(Integer, default=0)
    """Residents who were checked in."""
    came_shown: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    """How many came as everybody sees it, at `came_counted_at`; 0 while they are few."""
    came_counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A new date that waits for the city: only its organizers and staff see it."""
    offered: Mapped[dict[str, dict[str, str]] | None] = mapped_column(JsonText)
    """Other words that wait for the city: field → language → words."""


class Registration(Base):
    """A resident wants to come. `state`: registered, waiting (in the order of `queued_at`), cancelled."""

    __tablename__ = "registration"
    __table_args__ = (
        UniqueConstraint("event_id", "resident_id"),
        Index("ix_registration_event_id_state_queued_at", "event_id", "state", "queued_at"),
        Index("ix_registration_resident_id", "resident_id"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    state: Mapped[str] = mapped_column(String(12))
    minors: Mapped[int] = mapped_column(SmallInteger, default=0)
    """Children whom the resident brings as their guardian."""
    guardian_consent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Attendance(Base):
    """A resident was there. `method`: scan, screen, list, paper, card. `entry_id` is what it recorded.

    One that was taken back (the wrong person) keeps its row: `taken_back_at` is set, and `turn` counts on when they are
    checked in after all, so that every entry has a key of its own.
    """

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("event_id", "resident_id"), Index("ix_attendance_resident_id", "resident_id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    method: Mapped[str] = mapped_column(String(8))
    checked_in_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When they stood at the door; a list that was offline says so later than it happened."""
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    """The organizer; None when the resident scanned the screen."""
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    turn: Mapped[int] = mapped_column(SmallInteger, default=0)
    taken_back_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_counted: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether it is in what everybody sees (`campaigns.events.counting`)."""


class Feedback(Base):
    """What somebody who came thought of it: `satisfaction` from 1 to 5, and an answer to the event's question.

    `counted_at` is set when it became part of the results, together with others; from then on it stays as it is, also
    when the attendance is taken back, so that no difference between two results is one person's answer.
    """

    __tablename__ = "event_feedback"
    __table_args__ = (Index("ix_event_feedback_resident_id", "resident_id"),)

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    satisfaction: Mapped[int] = mapped_column(SmallInteger)
    answer: Mapped[str] = mapped_column(String(500))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
