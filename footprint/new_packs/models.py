"""Packs that were sent in. None is ever changed: what was decided of one is a row of its own."""

from datetime import date, datetime

from sqlalchemy import Boolean, Date, ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import JsonText, RowId, UtcDateTime
from footprint.new_packs.rules import NOTE_MAX, REASON_MAX


class PackProposal(Base):
    """A whole pack that was checked and found sound, and what it changes."""

    __tablename__ = "pack_proposal"
    __table_args__ = (Index("ix_pack_proposal_sent_by_account_id", "sent_by_account_id"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    version: Mapped[str] = mapped_column(String(64))
    before: Mapped[str] = mapped_column(String(64))
    """The version of the pack that was in force when it was sent: its effect is told against that one."""
    content: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """All its files, as a zip."""
    effect: Mapped[dict[str, list[dict[str, str]]]] = mapped_column(JsonText)
    """What `effects.effect_of` says."""
    reason: Mapped[str] = mapped_column(String(REASON_MAX))
    holds_from: Mapped[date] = mapped_column(Date)
    sent_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    sent_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PackDecision(Base):
    """What a second person decided of a pack: there is room for one decision only."""

    __tablename__ = "pack_decision"
    __table_args__ = ({"sqlite_with_rowid": False},)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("pack_proposal.id"), primary_key=True)
    approved: Mapped[bool] = mapped_column(Boolean)
    note: Mapped[str] = mapped_column(String(NOTE_MAX))
    decided_by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(UtcDateTime)
