"""Reads about residents. One of them runs on every page of a signed-in visitor, so all speak plain Core."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Column, Select, Table, bindparam, column, func, or_, select, table
from sqlalchemy.orm import Session

from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.residents.audit import resident_subject
from civic.residents.identity import Actor, SessionName
from civic.residents.models import AuditEntry, Resident, RoleGrant, SecondFactor, SigninFailure

_residents: Table = Resident.metadata.tables[Resident.__tablename__]
_roles: Table = RoleGrant.metadata.tables[RoleGrant.__tablename__]
_factors: Table = SecondFactor.metadata.tables[SecondFactor.__tablename__]
_failures: Table = SigninFailure.metadata.tables[SigninFailure.__tablename__]
_audit: Table = AuditEntry.metadata.tables[AuditEntry.__tablename__]
_messages = table("message", column("resident_id"), column("read_at"))
"""Messages stand on residents, so only the name of their table is known here: every page shows how many are unread,
and this saves it a statement."""
_unread = (
    select(func.count())
    .select_from(_messages)
    .where(_messages.c.resident_id == _residents.c.id, _messages.c.read_at.is_(None))
    .correlate(_residents)
    .scalar_subquery()
)


def _actors(*more: Column[Any]) -> Select[Any]:
    """One row for each role of a living resident, one for a resident without; demo accounts only where asked for."""
    who = _residents.c
    return (
        select(who.id, who.username, who.district_id, who.subdistrict_id, who.household_id, who.epoch, _unread, *more)
        .add_columns(_roles.c.role)
        .select_from(_residents.outerjoin(_roles, _roles.c.resident_id == who.id))
        .where(who.erased_at.is_(None), or_(who.is_demo.is_(False), bindparam("demo", type_=Boolean)))
    )


_BY_SESSION = CompiledQuery(
    _actors().where(_residents.c.id == bindparam("id"), _residents.c.epoch == bindparam("epoch"))
)
_BY_KEY = _actors(_residents.c.password_hash, _residents.c.is_demo).where(_residents.c.username_key == bindparam("key"))
_ALL_STAFF = _actors().where(_roles.c.role.is_not(None)).order_by(_residents.c.username_key, _roles.c.role)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whom a nickname belongs to, with which roles, and the hash that the password must fit."""

    actor: Actor
    password_hash: str


def actor_of_session(database: Database, session: SessionName) -> Actor | None:
    """The resident whom a session names, unless erased or signed out everywhere since. One statement.

    Roles come only with a session that was opened with a second factor.
    """
    rows = database.rows(_BY_SESSION, {"id": session.resident_id, "epoch": session.epoch, "demo": session.demo})
    if not rows:
        return None
    actor = _actor(rows)
    return replace(actor, strong=True) if session.strong else replace(actor, roles=frozenset())


def credentials(session: Session, key: str, *, demo: bool) -> Credentials | None:
    """Who signs in under that key; demo accounts are nobody's outside of a demonstration.

    The demonstration's staff need no second factor: their password is printed in the README.
    """
    rows = session.execute(_BY_KEY, {"key": key, "demo": demo}).all()
    return Credentials(replace(_actor(rows), strong=rows[0].is_demo), rows[0].password_hash) if rows else None


def _actor(rows: Sequence[Sequence[Any]]) -> Actor:
    """From the rows of an `_actors` statement: who stands first in each, the role last."""
    number, nickname, district_id, subdistrict_id, household_id, epoch, unread = rows[0][:7]
    roles = frozenset(row[-1] for row in rows if row[-1])
    return Actor(number, nickname, district_id, subdistrict_id, household_id, epoch, roles, unread=unread)


def staff(session: Session) -> list[tuple[str, str]]:
    """Nickname and role of everybody with a role, in order."""
    return [(row.username, row.role) for row in session.execute(_ALL_STAFF, {"demo": True})]


def joined_at(session: Session, resident_id: int) -> datetime:
    """When a resident signed up."""
    who = _residents.c
    instant: datetime = session.scalars(select(who.created_at).where(who.id == resident_id)).one()
    return instant


def everything(session: Session, resident_id: int, bucket: str) -> dict[str, object]:
    """All that this package stores about a resident, for the download; instants as ISO 8601 text.

    Failed sign-ins are found by the account's `bucket`.

    The password is stored as a hash, which stays here: it would only help whoever finds the file.
    """
    resident = session.execute(select(_residents).where(_residents.c.id == resident_id)).one()._asdict()
    resident["password_hash"] = "argon2id" if resident["password_hash"] else None
    return {
        "resident": _plain(resident),
        "roles": _rows(session, select(_roles).where(_roles.c.resident_id == resident_id)),
        "second_factor": _rows(session, select(_factors).where(_factors.c.resident_id == resident_id)),
        "failed_signins": _rows(session, _failures.select().where(_failures.c.bucket == bucket)),
        "audit": _rows(session, _audit_of(resident_subject(resident_id))),
    }


def _audit_of(subject: str) -> Select[Any]:
    return select(_audit).where(or_(_audit.c.subject == subject, _audit.c.actor == subject)).order_by(_audit.c.id)


def _rows(session: Session, statement: Select[Any]) -> list[dict[str, object]]:
    return [_plain(row._asdict()) for row in session.execute(statement)]


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in row.items()}
