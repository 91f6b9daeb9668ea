"""Accounts and what they prove and may: the least that signing in needs. Erasure empties a row; its number stays."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from civic.database.base import Base
from civic.database.columns import RowId, UtcDateTime


class Account(Base):
    """Somebody who can sign in: a resident, or somebody who only works here.

    `username` is shown as it was typed, `username_key` is its folded form and unique. `sessions` holds the keys of the
    sessions that are open, the newest first, each followed by a space. After erasure all personal columns are NULL.
    """

    __tablename__ = "account"
    __table_args__ = (
        Index("ix_account_username_key_prefix", "username_key", postgresql_ops={"username_key": "text_pattern_ops"}),
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    username: Mapped[str | None] = mapped_column(String(40))
    username_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    sessions: Mapped[str] = mapped_column(String(340), default="")
    is_demo: Mapped[bool] = mapped_column(default=False)
    renamed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class RoleGrant(Base):
    """A staff role of an account: moderator, city (staff) or administrator."""

    __tablename__ = "role_grant"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SecondFactor(Base):
    """What staff prove besides the password: `serial` of the secret (see `totp`), and the last step used, once only."""

    __tablename__ = "second_factor"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    serial: Mapped[int] = mapped_column(Integer)
    last_step: Mapped[int] = mapped_column(BigInteger)


class RecoveryCode(Base):
    """A code that stands in for the authenticator's once, as a hash; `slot` is which of the set it is."""

    __tablename__ = "recovery_code"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), primary_key=True)
    slot: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


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
    __table_args__ = tuple(
        Index(f"ix_audit_entry_{'_'.join(columns)}", *columns)
        for columns in (
            ("actor", "at", "id"),
            ("act", "at", "id"),
            ("actor", "act", "at", "id"),
            ("subject", "at", "id"),
            ("at", "id"),
        )
    )

    id: Mapped[int] = mapped_column(RowId, primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(60))
    act: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(80))
    details: Mapped[str] = mapped_column(String(2000), default="")
