"""Reads about accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Select, Table, bindparam, or_, select
from sqlalchemy.orm import Session

from civic.accounts.identity import Actor, SessionName
from civic.accounts.models import Account, AuditEntry, RecoveryCode, RoleGrant, SecondFactor, SigninFailure
from civic.database.driver import CompiledQuery
from civic.database.engine import Database

_accounts: Table = Account.metadata.tables[Account.__tablename__]
_roles: Table = RoleGrant.metadata.tables[RoleGrant.__tablename__]
_factors: Table = SecondFactor.metadata.tables[SecondFactor.__tablename__]
_recovery: Table = RecoveryCode.metadata.tables[RecoveryCode.__tablename__]
_failures: Table = SigninFailure.metadata.tables[SigninFailure.__tablename__]
_audit: Table = AuditEntry.metadata.tables[AuditEntry.__tablename__]
may_sign_in = (
    _accounts.c.erased_at.is_(None),
    or_(_accounts.c.is_demo.is_(False), bindparam("demo", type_=Boolean)),
)
"""Accounts that are open; those of a demonstration only where asked for."""
is_named = (_accounts.c.id == bindparam("id"), _accounts.c.sessions.contains(bindparam("session")))
"""The account that a session names, if the session was not ended. Keys are of one length, so what is found is whole."""


def _actors(*more: Column[Any]) -> Select[Any]:
    """One row for each role of an open account, one for an account without."""
    who = _accounts.c
    return (
        select(who.id, who.username, *more, _roles.c.role)
        .select_from(_accounts.outerjoin(_roles, _roles.c.account_id == who.id))
        .where(*may_sign_in)
    )


_BY_SESSION = CompiledQuery(_actors().where(*is_named))
_BY_KEY = _actors(_accounts.c.password_hash, _accounts.c.is_demo).where(_accounts.c.username_key == bindparam("key"))
_BY_NUMBER = _actors(_accounts.c.password_hash).where(_accounts.c.id == bindparam("id"))
_ALL_STAFF = _actors().where(_roles.c.role.is_not(None)).order_by(_accounts.c.username_key, _roles.c.role)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whom a nickname belongs to, with which roles, and the hash that the password must fit."""

    actor: Actor
    password_hash: str


def account_of_session(database: Database, session: SessionName) -> Actor | None:
    """The account that a session names, unless erased or signed out since; without roles."""
    rows = database.rows(_BY_SESSION, named_by(session))
    return replace(_actor(rows), session_key=session.key, roles=frozenset()) if rows else None


def named_by(session: SessionName) -> dict[str, object]:
    """What a statement with `is_named` and `may_sign_in` is given."""
    return {"id": session.account_id, "session": session.key, "demo": session.demo}


def credentials(session: Session, key: str, *, demo: bool) -> Credentials | None:
    """Who signs in under that key; demo accounts are nobody's outside of a demonstration.

    The demonstration's staff need no second factor: their password is printed in the README.
    """
    rows = session.execute(_BY_KEY, {"key": key, "demo": demo}).all()
    return Credentials(replace(_actor(rows), strong=rows[0].is_demo), rows[0].password_hash) if rows else None


def credentials_of(session: Session, account_id: int, *, demo: bool) -> Credentials | None:
    """The same, by the account's number."""
    rows = session.execute(_BY_NUMBER, {"id": account_id, "demo": demo}).all()
    return Credentials(_actor(rows), rows[0].password_hash) if rows else None


def has_role(session: Session, account_id: int) -> bool:
    """Whether the account has any role of staff."""
    return session.scalar(select(_roles.c.role).where(_roles.c.account_id == account_id).limit(1)) is not None


def _actor(rows: Sequence[Sequence[Any]]) -> Actor:
    """From the rows of an `_actors` statement: who stands first in each, the role last."""
    number, nickname = rows[0][:2]
    roles = frozenset(row[-1] for row in rows if row[-1])
    return Actor(account_id=number, nickname=nickname, roles=roles)


def staff(session: Session) -> list[tuple[str, str]]:
    """Nickname and role of everybody with a role, in order."""
    return [(row.username, row.role) for row in session.execute(_ALL_STAFF, {"demo": True})]


def everything(session: Session, account_id: int, bucket: str) -> dict[str, object]:
    """All that this package stores about an account, for the download; instants as ISO 8601 text.

    Failed sign-ins are found by the account's `bucket`.

    The password is stored as a hash, and sessions by their keys, which stay here: they would only help whoever finds
    the file.
    """
    account = session.execute(select(_accounts).where(_accounts.c.id == account_id)).one()._asdict()
    account["password_hash"] = "argon2id" if account["password_hash"] else None
    account["sessions"] = len(account["sessions"].split())
    return {
        "account": plain(account),
        "roles": _rows(session, select(_roles).where(_roles.c.account_id == account_id)),
        "second_factor": _rows(session, select(_factors).where(_factors.c.account_id == account_id)),
        "recovery_codes": _rows(session, _codes_of(account_id)),
        "failed_signins": _rows(session, _failures.select().where(_failures.c.bucket == bucket)),
    }


def _codes_of(account_id: int) -> Select[Any]:
    """Recovery codes without what they are."""
    shown = (_recovery.c.account_id, _recovery.c.slot, _recovery.c.made_at, _recovery.c.used_at)
    return select(*shown).where(_recovery.c.account_id == account_id).order_by(_recovery.c.slot)


def audit_of(session: Session, subjects: Sequence[str]) -> list[dict[str, object]]:
    """The lines of the audit book by or about somebody, who may stand there under several names."""
    named = or_(_audit.c.subject.in_(subjects), _audit.c.actor.in_(subjects))
    return _rows(session, select(_audit).where(named).order_by(_audit.c.id))


def _rows(session: Session, statement: Select[Any]) -> list[dict[str, object]]:
    return [plain(row._asdict()) for row in session.execute(statement)]


def plain(row: dict[str, object]) -> dict[str, object]:
    """A row as JSON can say it; instants as ISO 8601 text."""
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
