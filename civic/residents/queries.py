"""Reads about residents. One of them runs on every page of a signed-in visitor, so all speak plain Core."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ColumnElement, ScalarSelect, Select, Table, bindparam, literal, or_, select
from sqlalchemy.orm import Session

from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.feature import ExtensionPoint, Registry
from civic.residents.audit import resident_subject
from civic.residents.identity import Actor, SessionName
from civic.residents.models import AuditEntry, Resident, RoleGrant, SecondFactor, SigninFailure
from civic.services import Resource

_residents: Table = Resident.metadata.tables[Resident.__tablename__]
_roles: Table = RoleGrant.metadata.tables[RoleGrant.__tablename__]
_factors: Table = SecondFactor.metadata.tables[SecondFactor.__tablename__]
_failures: Table = SigninFailure.metadata.tables[SigninFailure.__tablename__]
_audit: Table = AuditEntry.metadata.tables[AuditEntry.__tablename__]

UNREAD: ExtensionPoint[Callable[[ColumnElement[int]], ScalarSelect[int]]] = ExtensionPoint("unread")
"""Each counts what a resident, given by the column of their number, has not read yet. Every page shows the sum, so it
is asked for in the statement that finds out who is signed in."""


def _actors(*more: ColumnElement[Any]) -> Select[Any]:
    """One row for each role of a living resident, one for a resident without; demo accounts only where asked for."""
    who = _residents.c
    return (
        select(who.id, who.username, who.district_id, who.subdistrict_id, who.household_id, who.epoch, *more)
        .add_columns(_roles.c.role)
        .select_from(_residents.outerjoin(_roles, _roles.c.resident_id == who.id))
        .where(who.erased_at.is_(None), or_(who.is_demo.is_(False), bindparam("demo", type_=Boolean)))
    )


def actor_statement(registry: Registry) -> CompiledQuery:
    """Who is named by a session's `id` and `epoch`, with the number of what is unread."""
    counts = [count(_residents.c.id) for count in registry.all(UNREAD)]
    unread: ColumnElement[int] = sum(counts, start=literal(0))
    named = _residents.c.id == bindparam("id"), _residents.c.epoch == bindparam("epoch")
    return CompiledQuery(_actors(unread).where(*named))


ACTOR_STATEMENT = Resource(lambda services: actor_statement(services.registry))
_BY_KEY = _actors(_residents.c.password_hash, _residents.c.is_demo).where(_residents.c.username_key == bindparam("key"))
_ALL_STAFF = _actors().where(_roles.c.role.is_not(None)).order_by(_residents.c.username_key, _roles.c.role)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Whom a nickname belongs to, with which roles, and the hash that the password must fit."""

    actor: Actor
    password_hash: str


def actor_of_session(database: Database, statement: CompiledQuery, session: SessionName) -> Actor | None:
    """The resident whom a session names, unless erased or signed out everywhere since. One statement, the app's
    `ACTOR_STATEMENT`.

    Roles come only with a session that was opened with a second factor.
    """
    rows = database.rows(statement, {"id": session.resident_id, "epoch": session.epoch, "demo": session.demo})
    if not rows:
        return None
    actor = replace(_actor(rows), unread=rows[0][_FIELDS])
    return replace(actor, strong=True) if session.strong else replace(actor, roles=frozenset())


def credentials(session: Session, key: str, *, demo: bool) -> Credentials | None:
    """Who signs in under that key; demo accounts are nobody's outside of a demonstration.

    The demonstration's staff need no second factor: their password is printed in the README.
    """
    rows = session.execute(_BY_KEY, {"key": key, "demo": demo}).all()
    return Credentials(replace(_actor(rows), strong=rows[0].is_demo), rows[0].password_hash) if rows else None


_FIELDS = 6


def _actor(rows: Sequence[Sequence[Any]]) -> Actor:
    """From the rows of an `_actors` statement: who stands first in each, the role last."""
    number, nickname, district_id, subdistrict_id, household_id, epoch = rows[0][:_FIELDS]
    roles = frozenset(row[-1] for row in rows if row[-1])
    return Actor(number, nickname, district_id, subdistrict_id, household_id, epoch, roles)


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
