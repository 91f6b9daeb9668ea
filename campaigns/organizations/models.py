"""Who rallies people: organizations, those who act for them, and teams."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import LocalizedText, RowId, UtcDateTime


class Organization(Base):
    """A community, school, company, club or office. `state`: applied, approved, refused, closed."""

    __tablename__ = "organization"
    __table_args__ = (Index("ix_organization_state_id", "state", "id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[str] = mapped_column(String(20))
    name: Mapped[Text] = mapped_column(LocalizedText)
    about: Mapped[Text] = mapped_column(LocalizedText)
    district_id: Mapped[str] = mapped_column(String(40))
    subdistrict_id: Mapped[str | None] = mapped_column(String(60))
    state: Mapped[str] = mapped_column(String(12))
    is_trusted: Mapped[bool] = mapped_column(default=False)
    """A trusted one publishes its campaigns itself."""
    applied_by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    applied_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decision_note: Mapped[str] = mapped_column(String(500), default="")
    contact_office: Mapped[str | None] = mapped_column(String(80))
    """What whoever speaks for it is there; None where nobody was asked, or it was erased."""
    contact_reach: Mapped[str | None] = mapped_column(String(120))
    """How the city reaches them. Only staff see it."""
    proof: Mapped[str | None] = mapped_column(String(500))
    """What shows that they may speak for it: a link or words. Only staff see it."""


class Membership(Base):
    """Somebody acts for an organization. `role`: owner or organizer; a role that has ended keeps its row."""

    __tablename__ = "membership"

    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, index=True)
    role: Mapped[str] = mapped_column(String(12))
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From this instant on the role counts no more; None while no end is known."""


class Invitation(Base):
    """A link that makes its first user a co-organizer; only a hash of its secret is kept."""

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    role: Mapped[str] = mapped_column(String(12))
    invited_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_by_id: Mapped[int | None] = mapped_column(ForeignKey("resident.id"))
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Team(Base):
    """A team of an organization, or a part of one (a class of a school). `code` opens it to whoever has the link."""

    __tablename__ = "team"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    organization_id: Mapped[int] = mapped_column(ForeignKey("organization.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("team.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(20), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class TeamMember(Base):
    """A resident in a team. `left_at` ends it; coming back opens the same row again.

    Whom organizers have sent away does not come back by the code that the team had then: `barred_code`.
    """

    __tablename__ = "team_member"
    __table_args__ = (Index("ix_team_member_resident_id", "resident_id"),)

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    barred_code: Mapped[str | None] = mapped_column(String(20))
    is_captain: Mapped[bool] = mapped_column(default=False, server_default=false())
    """A captain starts and ends what the team sets itself; the organizers say who is one."""
