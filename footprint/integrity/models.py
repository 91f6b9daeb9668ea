"""What a rule asked a resident about, what they answered, and what became of it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from civic.city.text import Text
from civic.database.base import Base
from civic.database.columns import JsonText, LocalizedText, RowId, UtcDateTime

_OPEN = text("decided_at IS NULL")


class Flag(Base):
    """A rule's reason to look at some entries of a resident; they are held until it is decided."""

    __tablename__ = "flag"
    __table_args__ = (Index("ix_flag_open", "found_at", sqlite_where=_OPEN, postgresql_where=_OPEN),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    rule: Mapped[str] = mapped_column(String(30))
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    figures: Mapped[dict[str, Any]] = mapped_column(JsonText)
    """The whole numbers of the rule's explanation, by name."""
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(1000))
    """What the resident says about it, "" for "it was like this" alone."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    picture_id: Mapped[int | None] = mapped_column(ForeignKey("picture.id"), index=True)
    """A photograph that the resident shows; erased once the decision cannot be appealed any more."""
    decision: Mapped[str | None] = mapped_column(String(10))
    """One of `decisions.DECISIONS`, None while it waits."""
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(String(20), default="")
    """The clerk's, by its code; "" where nobody decided."""


class Reference(Base):
    """Where else something is known about a flagged entry: a track of its resident, or an organizer who is asked. Its
    answer stands beside what the resident says; it decides nothing."""

    __tablename__ = "flag_reference"
    __table_args__ = (
        UniqueConstraint("flag_id", "kind", "number"),
        Index("ix_flag_reference_number", "kind", "number"),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    """The entry on whose page it was given."""
    kind: Mapped[str] = mapped_column(String(12))
    number: Mapped[int] = mapped_column(BigInteger)
    """Of a thing that the kind's feature knows."""
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(String(8))
    """One of `decisions.ANSWERS`, None until somebody has answered."""
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))


class FlaggedEntry(Base):
    """An entry that was flagged, by the number under which its resident logged it. It is asked about once, by whichever
    rule comes first."""

    __tablename__ = "flagged_entry"

    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), primary_key=True, autoincrement=False)
    flag_id: Mapped[int] = mapped_column(ForeignKey("flag.id"), index=True)


class QuantityCheck(Base):
    """What became of a quantity that a resident reported where others were there: an organizer confirmed or corrected
    it, or it counts again after an appeal. Each is a line of its own; the last one says how it stands."""

    __tablename__ = "quantity_check"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"), index=True)
    """The number under which its resident logged it."""
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), index=True)
    verdict: Mapped[str] = mapped_column(String(10))
    """One of `decisions.VERDICTS`."""
    before_milli: Mapped[int] = mapped_column(BigInteger)
    after_milli: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str] = mapped_column(String(20))
    """One of `words.REASONS`; "" where nothing was corrected."""
    words: Mapped[str] = mapped_column(String(300))
    by_name: Mapped[Text] = mapped_column(LocalizedText)
    """The organization that speaks here; empty for the city."""
    by_account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClippedCount(Base):
    """How many people a limit cut something off in the four weeks before a night; `shown` of them are told of."""

    __tablename__ = "clipped_count"

    counted_on: Mapped[date] = mapped_column(Date, primary_key=True)
    people: Mapped[int] = mapped_column(Integer)
    shown: Mapped[int] = mapped_column(Integer)


class ArrivalMark(Base):
    """From where a resident signed in last: keyed hashes of a random number in the browser and of the network address.
    Forgotten after `decisions.MARK_DAYS`."""

    __tablename__ = "arrival_mark"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, autoincrement=False)
    device: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    network: Mapped[bytes] = mapped_column(LargeBinary(16), index=True)
    seen_on: Mapped[date] = mapped_column(Date, index=True)
