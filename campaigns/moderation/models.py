"""Cases and what is said in them, reports, blocks, and what new accounts have posted."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime

_OPEN = text("state = 'open'")
"""One case of a kind about a thing waits at a time."""


class Case(Base):
    """Something that moderators judge. `kind`: picture, text, track, report, held, appeal; `state`: open, allowed,
    refused, withdrawn. `subject` names the thing as 'story:5', an appeal's is 'case:12', 'entry:77' or 'check:9'."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        Index("ix_moderation_case_state_id", "state", "id"),
        Index("ix_moderation_case_state_kind_id", "state", "kind", "id"),
        Index("ix_moderation_case_subject", "subject"),
        Index("uq_moderation_case_open", "subject", "kind", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    subject: Mapped[str] = mapped_column(String(80))
    subject_path: Mapped[str] = mapped_column(String(200))
    """Where the thing stands on this site; "" when it has no page of its own."""
    by_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    """Who sent it in, reported it first, or appeals."""
    text: Mapped[str] = mapped_column(String(1000))
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(String(20), default="")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    decided_by_account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class CaseMessage(Base):
    """A line of the conversation about a case, by its submitter or by the moderators."""

    __tablename__ = "moderation_message"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    is_moderator: Mapped[bool] = mapped_column()
    text: Mapped[str] = mapped_column(String(1000))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Report(Base):
    """A resident reported a thing; once per person and thing."""

    __tablename__ = "moderation_report"

    subject: Mapped[str] = mapped_column(String(80), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("moderation_case.id"), index=True)
    reason: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class PostingBlock(Base):
    """A resident may not post before `until`; `last_day` is the city's day to show."""

    __tablename__ = "posting_block"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)
    last_day: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(String(500))
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class HiddenAuthor(Base):
    """A resident does not want to see what another one posts among things of one `scope` (see `SubjectJudge`). Its own
    number names it, as that of the author would tell who that is."""

    __tablename__ = "hidden_author"
    __table_args__ = (UniqueConstraint("resident_id", "author_id", "scope"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    scope: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Posting(Base):
    """Somebody posted something; kept for a day, to count."""

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_resident_id_at", "resident_id", "at"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    what: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class DecisionCount(Base):
    """How many decided cases are told of a kind (`what` "kind") and how they ended, or were refused for a reason
    ("reason"): see `rules.told`; how often each rule asked about entries ("rule"), what became of that ("flag"), and of
    quantities that organizers looked at ("quantity"); how many people limits cut something off ("clipped"). Counted
    anew every night."""

    __tablename__ = "decision_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    what: Mapped[str] = mapped_column(String(10), primary_key=True)
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    state: Mapped[str] = mapped_column(String(10), primary_key=True)
    cases: Mapped[int] = mapped_column(Integer)
