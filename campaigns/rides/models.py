"""Routes of rides, rides by residents, marks by which the same track is known again, and the consent to tracks."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime


class RideRoute(Base):
    """What an event of a ride leads along. `action` is the catalogue's action that riding it counts as.

    `ridden` is what everybody sees of its rides, counted at `ridden_at`: [state, option, riders, metres] for each two,
    nothing while they are few (`campaigns.rides.counting`).
    """

    __tablename__ = "ride_route"

    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"), primary_key=True)
    distance_m: Mapped[int] = mapped_column(Integer)
    level: Mapped[str] = mapped_column(String(8))
    meeting_point: Mapped[Text] = mapped_column(LocalizedText)
    description: Mapped[Text] = mapped_column(LocalizedText)
    action: Mapped[str] = mapped_column(String(40))
    ridden: Mapped[list[Any]] = mapped_column(JsonText, default=list)
    ridden_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ridden_now: Mapped[list[Any]] = mapped_column(JsonText, default=list, server_default="[]")
    """The same as it is now, for organizers; whatever changes a ride moves it in the same transaction."""


class Ride(Base):
    """What a resident rode at an event, once. `state`: planned (they were there, the route's length counts), track
    (a track counts), waiting (moderators look at the track), refused (they did not let it pass), none (taken back).

    Nothing of a file is kept. `shape` is lines of points in metres from a corner of its own, without place and
    times, its ends cut; None where the resident withdrew the consent or too little was left. `cuts` are the parts that
    did not count: [reason, minute, seconds, metres]. `turn` grows with every entry recorded.
    """

    __tablename__ = "ride"
    __table_args__ = (UniqueConstraint("event_id", "resident_id"), Index("ix_ride_resident_id", "resident_id"))

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id"))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    state: Mapped[str] = mapped_column(String(8))
    option: Mapped[str] = mapped_column(String(40))
    distance_m: Mapped[int] = mapped_column(Integer)
    moving_s: Mapped[int | None] = mapped_column(Integer)
    fast_permille: Mapped[int | None] = mapped_column(SmallInteger)
    """The share of the moving time above cycling speed."""
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the track begins and ends: two tracks of one resident cannot overlap."""
    file_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    shape: Mapped[Any | None] = mapped_column(JsonText)
    cuts: Mapped[Any | None] = mapped_column(JsonText)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    turn: Mapped[int] = mapped_column(SmallInteger, default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    counted: Mapped[list[Any]] = mapped_column(JsonText, default=list, server_default="[]")
    """What of it is in what everybody sees: [state, option, metres], or nothing."""
    summed: Mapped[list[Any]] = mapped_column(JsonText, default=list, server_default="[]")
    """The same of `RideRoute.ridden_now`."""


class RideMark(Base):
    """Numbers drawn from a track's points, from which no point can be found: a second file of the same track has many
    of the same."""

    __tablename__ = "ride_mark"
    __table_args__ = (Index("ix_ride_mark_mark", "mark"),)

    ride_id: Mapped[int] = mapped_column(ForeignKey("ride.id"), primary_key=True)
    mark: Mapped[int] = mapped_column(BigInteger, primary_key=True)


class TrackConsent(Base):
    """The consent to tracks, apart from every other one: which words were agreed to and when, and until when."""

    __tablename__ = "track_consent"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    version: Mapped[str] = mapped_column(String(20))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
