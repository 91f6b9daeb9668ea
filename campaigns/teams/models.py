"""Challenges of teams, and who counts for each. How far one has come follows from the ledger, until it is settled."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class TeamChallenge(Base):
    """What a team has set itself from the first to the last day. Nothing of it changes; `ended_at` ends it earlier.

    With its `code` one other team sets out beside it: that one's challenge names it in `beside_id`.
    """

    __tablename__ = "team_challenge"
    __table_args__ = (Index("ix_team_challenge_team_id", "team_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"))
    template: Mapped[str] = mapped_column(String(32))
    measure: Mapped[str] = mapped_column(String(12))
    target: Mapped[int] = mapped_column(Integer)
    """As `rules.Goal` has it."""
    first_monday: Mapped[date] = mapped_column(Date)
    """Of the first day's week: what is done is found by weeks."""
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    beside_id: Mapped[int | None] = mapped_column(ForeignKey("team_challenge.id"), unique=True)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was noted whether it was reached: from then on it stays so."""


class ChallengeMember(Base):
    """Whose deeds count for a challenge, from the day of `since` on. Rows only come: who leaves the team counts on, and
    nobody makes it easier by sending the idle away."""

    __tablename__ = "team_challenge_member"
    __table_args__ = (Index("ix_team_challenge_member_resident_id", "resident_id"), {"sqlite_with_rowid": False})

    challenge_id: Mapped[int] = mapped_column(ForeignKey("team_challenge.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    at_start: Mapped[bool]
    """Whether they were in the team when it set out."""
    reached_on: Mapped[date | None] = mapped_column(Date)
    """The day on which it was reached, of who did something for it; noted when it is settled."""
