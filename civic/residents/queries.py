"""Reads about residents. One of them runs on every page of whoever is signed in, so all speak plain Core."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, ScalarSelect, Table, literal, select
from sqlalchemy.orm import Session

from civic.accounts import queries as accounts
from civic.accounts.audit import account_subject
from civic.accounts.identity import Actor, SessionName
from civic.accounts.models import Account, RoleGrant
from civic.database.driver import CompiledQuery
from civic.database.engine import Database
from civic.feature import ExtensionPoint, Registry
from civic.residents.audit import resident_subject
from civic.residents.identity import ResidentActor
from civic.residents.models import Resident
from civic.services import Resource, Services

_accounts: Table = Account.metadata.tables[Account.__tablename__]
_roles: Table = RoleGrant.metadata.tables[RoleGrant.__tablename__]
_residents: Table = Resident.metadata.tables[Resident.__tablename__]

UNREAD: ExtensionPoint[Callable[[ColumnElement[int]], ScalarSelect[int]]] = ExtensionPoint("unread")
"""Each counts what a resident, given by the column of their number, has not read yet. Every page shows the sum, so it
is asked for in the statement that finds out who is signed in."""


def actor_statement(registry: Registry) -> CompiledQuery:
    """Whom a session names (see `is_named`), with the number of what is unread: one row for each role of the account,
    one for an account without."""
    account, resident = _accounts.c, _residents.c
    counts = [count(resident.id) for count in registry.all(UNREAD)]
    unread: ColumnElement[int] = sum(counts, start=literal(0))
    columns = (account.id, account.username, resident.id, resident.household_id, resident.district_id)
    return CompiledQuery(
        select(*columns, resident.subdistrict_id, unread, _roles.c.role)
        .select_from(_accounts)
        .outerjoin(_residents, resident.account_id == account.id)
        .outerjoin(_roles, _roles.c.account_id == account.id)
        .where(*accounts.is_named, *accounts.may_sign_in)
    )


ACTOR_STATEMENT = Resource(lambda services: actor_statement(services.registry))


def actor_of_session(database: Database, statement: CompiledQuery, session: SessionName) -> Actor | None:
    """Whom a session names, unless erased or signed out since: a resident, or an account alone.

    Roles come only with a session that was opened with a second factor. One statement, the app's `ACTOR_STATEMENT`.
    """
    rows = database.rows(statement, accounts.named_by(session))
    if not rows:
        return None
    account_id, nickname, resident_id, household_id, district_id, subdistrict_id, unread, _role = rows[0]
    roles = frozenset(row[-1] for row in rows if row[-1]) if session.strong else frozenset()
    if resident_id is None:
        return Actor(
            account_id=account_id, nickname=nickname, session_key=session.key, roles=roles, strong=session.strong
        )
    return ResidentActor(
        account_id=account_id,
        nickname=nickname,
        session_key=session.key,
        roles=roles,
        strong=session.strong,
        resident_id=resident_id,
        household_id=household_id,
        district_id=district_id,
        subdistrict_id=subdistrict_id,
        unread=unread,
    )


def find_actor(services: Services, session: SessionName) -> Actor | None:
    """Whom a session of the app names."""
    return actor_of_session(services.database, services.get(ACTOR_STATEMENT), session)


def living(session: Session, *which: ColumnElement[bool], limit: int | None = None) -> list[ResidentActor]:
    """The (first) residents for whom the conditions on `Resident` and `Account` hold, in the order in which they came;
    without roles and sessions. For what is done in their name while they do not ask themselves.
    """
    found = (
        select(Resident, Account.username)
        .join(Account, Account.id == Resident.account_id)
        .where(Resident.erased_at.is_(None), *which)
        .order_by(Resident.id)
        .limit(limit)
    )
    return [
        ResidentActor(
            account_id=one.account_id,
            nickname=nickname or "",
            resident_id=one.id,
            household_id=one.household_id,
            district_id=one.district_id or "",
            subdistrict_id=one.subdistrict_id,
        )
        for one, nickname in session.execute(found)
    ]


def account_of(resident_id: int) -> ScalarSelect[int]:
    """The number of a resident's account, as a part of a statement."""
    return select(Resident.account_id).where(Resident.id == resident_id).scalar_subquery()


def nickname(session: Session, resident_id: int) -> str | None:
    """A resident's nickname; None once the account is erased."""
    named = select(Account.username).join(Resident, Resident.account_id == Account.id)
    return session.scalar(named.where(Resident.id == resident_id))


def joined_at(session: Session, resident_id: int) -> datetime:
    """When a resident signed up."""
    who = _residents.c
    instant: datetime = session.scalars(select(who.created_at).where(who.id == resident_id)).one()
    return instant


def everything(session: Session, actor: ResidentActor, bucket: str) -> dict[str, object]:
    """All that accounts and residents store about somebody, for the download; instants as ISO 8601 text.

    Failed sign-ins are found by the account's `bucket`.
    """
    found = session.execute(select(_residents).where(_residents.c.id == actor.resident_id)).one()
    names = (account_subject(actor.account_id), resident_subject(actor.resident_id))
    return {
        "resident": accounts.plain(found._asdict()),
        **accounts.everything(session, actor.account_id, bucket),
        "audit": accounts.audit_of(session, names),
    }
