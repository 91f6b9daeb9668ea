"""Recovery codes, each good for one time: for staff ten that stand in for the authenticator, for everybody else five
that set a forgotten password anew. A new set replaces the old.

Where an account has a role they set no password: whoever finds the paper would have both factors.

Codes arrive here hashed, and what is typed is compared outside of any transaction: hashing is slow.
"""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from civic.accounts.identity import Actor
from civic.accounts.models import Account, RecoveryCode
from civic.codes import new_code, read_code
from civic.feature import ExtensionPoint

SET_SIZE, RESIDENTS_SET_SIZE = 10, 5
_SLOTS = "23456789AB"
_RANDOM = 11

AFTER_RECOVERY: ExtensionPoint[Callable[[Session, Actor, datetime], None]] = ExtensionPoint("after a recovery code")
"""Told in the same transaction that somebody came in by a recovery code."""

AFTER_NEW_CODES: ExtensionPoint[Callable[[Session, Actor, datetime], None]] = ExtensionPoint("after new codes")
"""Told in the same transaction that a resident has new recovery codes."""

AFTER_RESET: ExtensionPoint[Callable[[Session, Actor, datetime], None]] = ExtensionPoint("after a forgotten password")
"""Told in the same transaction that a forgotten password was set anew."""


def new_set(size: int = SET_SIZE) -> list[str]:
    """New codes; the first sign of each says which of the set it is, the others are about 55 bits."""
    return [slot + new_code(_RANDOM) for slot in _SLOTS[:size]]


def slot_of(typed: str) -> int | None:
    """Which of a set somebody means to type; None for what is no recovery code."""
    code = read_code(typed)
    return _SLOTS.index(code[0]) if len(code) == 1 + _RANDOM and code[0] in _SLOTS else None


def keep_set(session: Session, actor: Actor, hashes: Sequence[str], now: datetime) -> None:
    """A new set in the place of the old one."""
    session.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update(key_share=True))
    drop_set(session, actor.account_id)
    session.add_all(
        RecoveryCode(account_id=actor.account_id, slot=slot, code_hash=code_hash, made_at=now)
        for slot, code_hash in enumerate(hashes)
    )


def drop_set(session: Session, account_id: int) -> None:
    """None of the codes works any more."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == account_id))


def unused_hash(session: Session, account_id: int, slot: int) -> str | None:
    """The hash of a code that was not used yet."""
    mine = (RecoveryCode.account_id == account_id, RecoveryCode.slot == slot, RecoveryCode.used_at.is_(None))
    return session.scalar(select(RecoveryCode.code_hash).where(*mine))


def use(session: Session, actor: Actor, slot: int, code_hash: str, now: datetime) -> bool:
    """Uses a code up that was proven; False where it was used, or replaced, since it was read."""
    mine = (RecoveryCode.account_id == actor.account_id, RecoveryCode.slot == slot)
    unused = (RecoveryCode.code_hash == code_hash, RecoveryCode.used_at.is_(None))
    used = update(RecoveryCode).where(*mine, *unused).values(used_at=now).returning(RecoveryCode.slot)
    return session.execute(used).first() is not None


def left(session: Session, account_id: int) -> int:
    """How many codes of the set were not used yet."""
    unused = (RecoveryCode.account_id == account_id, RecoveryCode.used_at.is_(None))
    return session.scalar(select(func.count()).where(*unused)) or 0
