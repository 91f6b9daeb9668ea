"""People and homes: the least that a diary needs. Erasure empties a row; its number stays for the ledger."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class Household(Base):
    """Residents who share a home; device claims (lamps) count against it. Whoever has the `code` may move in."""

    __tablename__ = "household"
    __table_args__ = (Index("ix_household_code", "code", unique=True),)

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    code: Mapped[str | None] = mapped_column(String(20))


class FormerMember(Base):
    """Somebody who lived in a household and moved out: what they did there keeps counting against its limits."""

    __tablename__ = "former_member"

    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True, index=True)


class Resident(Base):
    """A person in exactly one district, with an account to sign in. After erasure all personal columns are NULL."""

    __tablename__ = "resident"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    district_id: Mapped[str | None] = mapped_column(String(40))
    subdistrict_id: Mapped[str | None] = mapped_column(String(60))
    consent_version: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FormerPlace(Base):
    """Where a resident lived until they moved; `moved_on` is the city's day, the first one at the next place."""

    __tablename__ = "former_place"
    __table_args__ = (Index("ix_former_place_resident_id", "resident_id", "id"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"))
    district_id: Mapped[str] = mapped_column(String(40))
    subdistrict_id: Mapped[str | None] = mapped_column(String(60))
    moved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    moved_on: Mapped[date] = mapped_column(Date)
