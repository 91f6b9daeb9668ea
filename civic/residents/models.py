"""People and homes: the least that an account needs. Erasure empties a row; its number stays for the ledger."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import UtcDateTime

RowId = BigInteger().with_variant(Integer, "sqlite")


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
    """A person with an account, in exactly one district.

    `username` is shown as it was typed, `username_key` is its folded form and unique. Raising `epoch` ends every
    session. After erasure all personal columns are NULL.
    """

    __tablename__ = "resident"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), index=True)
    username: Mapped[str | None] = mapped_column(String(40))
    username_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    district_id: Mapped[str | None] = mapped_column(String(40))
    subdistrict_id: Mapped[str | None] = mapped_column(String(60))
    epoch: Mapped[int] = mapped_column(Integer, default=0)
    consent_version: Mapped[str | None] = mapped_column(String(20))
    is_demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleGrant(Base):
    """A staff role of a resident: moderator, city (staff) or administrator."""

    __tablename__ = "role_grant"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SecondFactor(Base):
    """What staff prove besides the password: `serial` of the secret (see `totp`), and the last step used, once only."""

    __tablename__ = "second_factor"

    resident_id: Mapped[int] = mapped_column(ForeignKey("resident.id"), primary_key=True)
    serial: Mapped[int] = mapped_column(Integer)
    last_step: Mapped[int] = mapped_column(BigInteger)


class SigninFailure(Base):
    """Failed sign-ins of one account or one address; `bucket` is a keyed hash, so no address is stored in clear.

    `failures` counts those since `first_at`, which moves on as time forgives them.
    """

    __tablename__ = "signin_failure"

    bucket: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer)
    first_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AuditEntry(Base):
    """What staff or the operator did, written in the same transaction as the deed."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[str] = mapped_column(String(2000), default="")
