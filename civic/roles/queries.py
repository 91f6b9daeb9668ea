"""Reads about who works here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from civic.accounts.models import Account, RecoveryCode, RoleGrant, SecondFactor
from civic.residents.models import Resident

_MOST = 500


@dataclass(frozen=True, slots=True)
class Grant:
    """A role of somebody, since when, and whether they have a second factor."""

    account_id: int
    nickname: str
    role: str
    granted_at: datetime
    has_factor: bool


def grants(session: Session) -> Sequence[Grant]:
    """Every role of everybody, by nickname."""
    found = (
        select(
            RoleGrant.account_id,
            Account.username,
            RoleGrant.role,
            RoleGrant.granted_at,
            SecondFactor.account_id.is_not(None),
        )
        .join(Account, Account.id == RoleGrant.account_id)
        .outerjoin(SecondFactor, SecondFactor.account_id == RoleGrant.account_id)
        .where(Account.erased_at.is_(None))
        .order_by(Account.username_key, RoleGrant.role)
        .limit(_MOST)
    )
    return [
        Grant(account_id, nickname or "", role, since, has_one)
        for account_id, nickname, role, since, has_one in session.execute(found)
    ]


def codes_left(session: Session) -> Mapping[int, int]:
    """How many recovery codes each account has left that has made some."""
    unused = select(RecoveryCode.account_id, func.count(RecoveryCode.slot)).where(RecoveryCode.used_at.is_(None))
    return dict(session.execute(unused.group_by(RecoveryCode.account_id)).all())


def roles_of(session: Session, account_id: int) -> frozenset[str]:
    """The roles of an account, whether its session carries them or not."""
    return frozenset(session.scalars(select(RoleGrant.role).where(RoleGrant.account_id == account_id)))


def has_factor(session: Session, account_id: int) -> bool:
    """Whether an account has a second factor."""
    return session.get(SecondFactor, account_id) is not None


def resident_of(session: Session, account_id: int) -> Sequence[int]:
    """The resident whose account it is; none for whoever only works here."""
    return session.scalars(select(Resident.id).where(Resident.account_id == account_id)).all()
