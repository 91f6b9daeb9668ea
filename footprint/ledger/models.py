"""The ledger. What is derived from it stands in `projections`.

`Entry` is the truth: rows are only appended, and triggers in the database refuse anything else. An undo is an entry
of its own with opposite figures; an entry that an undo took the ground from is taken back too, and another one takes
its place. A hold takes an entry back in the same way until somebody has looked at it, and a release takes its place
with the same figures. A correction takes its place with the quantity that somebody else saw.

Carbon is integer milligrams CO2e, quantities are thousandths of the action's unit, days are the city's.
"""

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Text,
    UniqueConstraint,
    and_,
    case,
    false,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime
from footprint.ledger.rules import ON_PAPER, ORGANIZER_CONFIRMED, PAPER_SOURCE


class PackVersion(Base):
    """A state of the city's pack that entries were computed with, kept whole so that they recompute for ever."""

    __tablename__ = "pack_version"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    version: Mapped[str] = mapped_column(String(64), unique=True)
    first_used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    catalogue: Mapped[str] = mapped_column(Text)


class Device(Base):
    """One thing of a household that replaced another and saves month by month: the kitchen lamp. It is claimed once a
    month, whoever of the household does so.

    `number` counts the household's devices of an action, `name` is the household's own word for it, "" for none.
    """

    __tablename__ = "device"
    __table_args__ = (UniqueConstraint("household_id", "action", "number"),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    action: Mapped[str] = mapped_column(String(40))
    number: Mapped[int] = mapped_column(SmallInteger)
    option: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(40))
    counts_from: Mapped[date] = mapped_column(Date)
    """The first day of the first month that counts; the crediting period begins with it."""
    ended_on: Mapped[date | None] = mapped_column(Date)
    """No month that ends later counts."""


_REVERSES, _REPLACES = text("reverses_id IS NOT NULL"), text("replaces_id IS NOT NULL")
_CONFIRMED = text("tier <> 1")
_NAMED = text("device_id IS NOT NULL")
"""Nearly no entry is one of these; SQLite's planner would take an index full of NULLs for the best way to anything."""


class Entry(Base):
    """One dated line: who did what, what it reduced, and everything needed to compute that again."""

    __tablename__ = "entry"
    __table_args__ = (
        UniqueConstraint("resident_id", "key"),
        Index("ix_entry_resident_id_occurred_on", "resident_id", "occurred_on"),
        Index("uq_entry_reverses_id", "reverses_id", unique=True, sqlite_where=_REVERSES, postgresql_where=_REVERSES),
        Index("uq_entry_replaces_id", "replaces_id", unique=True, sqlite_where=_REPLACES, postgresql_where=_REPLACES),
        Index(
            "ix_entry_confirmed",
            "district_id",
            "id",
            sqlite_where=_CONFIRMED,
            postgresql_where=_CONFIRMED,
        ),
        Index(
            "ix_entry_device_id_occurred_on", "device_id", "occurred_on", sqlite_where=_NAMED, postgresql_where=_NAMED
        ),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    key: Mapped[str] = mapped_column(String(64))
    """Chosen by the client: the same key never counts twice."""
    action: Mapped[str] = mapped_column(String(40))
    option: Mapped[str | None] = mapped_column(String(40))
    quantity_milli: Mapped[int] = mapped_column(BigInteger)
    """What the resident said."""
    credited_milli: Mapped[int] = mapped_column(BigInteger)
    """What counted after the limits; the calculation starts from this."""
    uses_before_milli: Mapped[int] = mapped_column(BigInteger, default=0)
    """Uses logged before this entry, for things that must first pay back their own making."""
    occurred_on: Mapped[date] = mapped_column(Date)
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    season: Mapped[str] = mapped_column(String(40))
    """Season whose boards it counts in: its day's, or the one current at recording when that one was frozen."""
    district_id: Mapped[str] = mapped_column(String(40))
    subdistrict_id: Mapped[str | None] = mapped_column(String(60))
    low_mg: Mapped[int] = mapped_column(BigInteger)
    mid_mg: Mapped[int] = mapped_column(BigInteger)
    high_mg: Mapped[int] = mapped_column(BigInteger)
    points: Mapped[int] = mapped_column(Integer)
    tier: Mapped[int] = mapped_column(SmallInteger)
    pack_version_id: Mapped[int] = mapped_column(RowId)
    """No foreign key: every writer would lock the one newest `PackVersion` row; `verify` checks the reference."""
    source: Mapped[str] = mapped_column(String(80))
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    """An entry that was taken back because an earlier use, on which its credit rested, was undone: this one says the
    same by the uses that are left."""
    device_id: Mapped[int | None] = mapped_column(ForeignKey("device.id"))
    """What of the household a month is claimed for. Entries from before devices were named have none."""
    of_hold: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    """Whether this is a hold (and takes back) or a release (and takes the place of what was held). Limits and uses do
    not move with it: what is held keeps its room, so nothing logged meanwhile can take that before it comes back."""
    first_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    """Of what takes the place of another entry: the one that the resident logged; the same of its opposite."""


sign = case((Entry.reverses_id.is_(None), literal_column("1")), else_=literal_column("-1"))
"""One for an entry, minus one for an opposite one; in SQL."""
_from_paper = and_(
    Entry.tier == literal_column(str(ORGANIZER_CONFIRMED)), Entry.source.like(literal_column(f"'%{PAPER_SOURCE}%'"))
)
evidence_tier = case((_from_paper, literal_column(str(ON_PAPER))), else_=Entry.tier)
"""`rules.evidence_tier` in SQL, without parameters: PostgreSQL groups by it."""


class FrozenSeason(Base):
    """A season whose boards are final."""

    __tablename__ = "frozen_season"

    season: Mapped[str] = mapped_column(String(40), primary_key=True)
    frozen_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Restatement(Base):
    """A group's living entries as they were recorded, and as a later catalogue computes them, in milligrams.

    There is a row only where enough residents are behind the sums, and behind the difference between them.
    """

    __tablename__ = "restatement"

    action_group: Mapped[str] = mapped_column(String(40), primary_key=True)
    pack_version_id: Mapped[int] = mapped_column(ForeignKey("pack_version.id"))
    """The catalogue that it was restated with."""
    computed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the entries were counted."""
    upto_entry_id: Mapped[int] = mapped_column(BigInteger)
    """Entries up to this number are in the sums."""
    entries: Mapped[int] = mapped_column(BigInteger)
    kept_entries: Mapped[int] = mapped_column(BigInteger)
    """Of them, those that the later catalogue cannot compute: they are restated as they were recorded."""
    recorded_low_mg: Mapped[int] = mapped_column(BigInteger)
    recorded_mid_mg: Mapped[int] = mapped_column(BigInteger)
    recorded_high_mg: Mapped[int] = mapped_column(BigInteger)
    restated_low_mg: Mapped[int] = mapped_column(BigInteger)
    restated_mid_mg: Mapped[int] = mapped_column(BigInteger)
    restated_high_mg: Mapped[int] = mapped_column(BigInteger)
