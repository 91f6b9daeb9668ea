"""Granting and withdrawing roles, and setting up what proves them."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from civic.accounts import audit, recovery
from civic.accounts import queries as accounts
from civic.accounts.identity import Actor
from civic.accounts.models import RoleGrant, SecondFactor
from civic.accounts.rules import ROLES, username_key
from civic.accounts.services import end_sessions, take_role
from civic.accounts.totp import make_secret, matching_step
from civic.errors import Conflict, Forbidden, Invalid, NotFound, msgid
from civic.messages.services import tell
from civic.roles import queries

_ADMINISTRATOR = "administrator"


def grant(session: Session, actor: Actor, username: str, role: str, *, demo: bool, now: datetime) -> None:
    """Gives somebody a role; they are told, and signed out, so that the next session carries it.

    Raises:
        Invalid: nobody has that nickname, or they have no second factor yet (field `username`); no such role.
        Forbidden: to oneself.
        Conflict: they have the role already.
    """
    if role not in ROLES:
        raise Invalid("Please choose one of these.", field="role")
    found = accounts.credentials(session, username_key(username) or "", demo=demo)
    if found is None:
        raise Invalid("Nobody has this nickname.", field="username")
    person = found.actor
    if person.account_id == actor.account_id:
        raise Forbidden("You cannot grant yourself a role. Another administrator can.")
    if not queries.has_factor(session, person.account_id):
        raise Invalid("They have to set up their second factor first, on their account page.", field="username")
    try:
        session.execute(insert(RoleGrant).values(account_id=person.account_id, role=role, granted_at=now))
    except IntegrityError as error:  # also when two grant it at the same moment
        raise Conflict("They have this role already.") from error
    end_sessions(session, person.account_id)
    _note(session, actor, "grant role", person.account_id, role, now)
    _tell(session, person.account_id, _GRANTED, now)


def withdraw(session: Session, actor: Actor, account_id: int, role: str, now: datetime) -> None:
    """Takes a role back; they are told, and signed out everywhere.

    Raises:
        NotFound: they do not have it.
        Conflict: it is the last administrator's.
    """
    if role == _ADMINISTRATOR:
        _check_others(session, account_id)
    if role not in queries.roles_of(session, account_id):
        raise NotFound()
    take_role(session, account_id, role)
    _note(session, actor, "revoke role", account_id, role, now)
    _tell(session, account_id, _WITHDRAWN, now)


def _check_others(session: Session, account_id: int) -> None:
    """Locks all administrators in one order, so that two who withdraw each other wait, and the second is refused."""
    locked = select(RoleGrant.account_id).where(RoleGrant.role == _ADMINISTRATOR).order_by(RoleGrant.account_id)
    if set(session.scalars(locked.with_for_update())) <= {account_id}:
        raise Conflict("This is the last administrator. Grant the role to somebody else first.")


def set_up_factor(
    session: Session, actor: Actor, server_key: str, serial: int, typed: str, hashes: Sequence[str], now: datetime
) -> None:
    """The second factor of that serial from now on, with a new set of recovery codes; another one makes no more codes.

    Raises:
        Forbidden: the account has a role, and its session was opened without a second factor.
        Invalid: not the code of this moment (field `code`).
    """
    check_strong(session, actor)
    step = matching_step(make_secret(server_key, actor.account_id, serial), typed, now, 0)
    if step is None:
        raise Invalid("This is not the code of this moment. Please wait for the next one.", field="code")
    session.merge(SecondFactor(account_id=actor.account_id, serial=serial, last_step=step))
    recovery.keep_set(session, actor, hashes, now)
    _note(session, actor, "new recovery codes", actor.account_id, "", now)
    _note(session, actor, "set up second factor", actor.account_id, "", now)
    _tell(session, actor.account_id, _SET_UP, now)


def renew_codes(session: Session, actor: Actor, hashes: Sequence[str], now: datetime) -> None:
    """A new set of recovery codes in the place of the old one.

    Raises:
        Forbidden: as for `set_up_factor`.
        Conflict: there is no second factor.
    """
    check_strong(session, actor)
    if not queries.has_factor(session, actor.account_id):
        raise Conflict("Please set up the second factor first.")
    recovery.keep_set(session, actor, hashes, now)
    _note(session, actor, "new recovery codes", actor.account_id, "", now)
    _tell(session, actor.account_id, _NEW_CODES, now)


def check_strong(session: Session, actor: Actor) -> None:
    """Keeps a session without a second factor from replacing the one that it lacks.

    Raises:
        Forbidden: it is such a one, of an account with a role.
    """
    if not actor.strong and queries.roles_of(session, actor.account_id):
        raise Forbidden("Please sign in again with the code of your authenticator app first.")


def tell_recovered(session: Session, actor: Actor, now: datetime) -> None:
    """After signing in with a recovery code."""
    _tell(session, actor.account_id, _RECOVERED, now)


_GRANTED = (
    msgid("You have a new role here"),
    msgid("Please sign in again, with the code of your authenticator app: the city’s desk shows what you may do now."),
)
_WITHDRAWN = (
    msgid("A role of yours has ended"),
    msgid("You were signed out everywhere. If you do not know why, ask an administrator."),
)
_SET_UP = (
    msgid("Your second factor is set up"),
    msgid("If this was not you, change your password and tell an administrator at once."),
)
_NEW_CODES = (
    msgid("You have new recovery codes"),
    msgid("The old ones no longer work. If this was not you, change your password and tell an administrator at once."),
)
_RECOVERED = (
    msgid("A recovery code of yours was used"),
    msgid("Somebody signed in with it. If this was not you, change your password and tell an administrator at once."),
)


def _tell(session: Session, account_id: int, words: tuple[str, str], now: datetime) -> None:
    """Into the inbox of whoever has one."""
    title, body = words
    key = f"{title[:40]}:{now.timestamp()}"
    residents = queries.resident_of(session, account_id)
    tell(session, residents, key=key, topic="account", title=title, body=body, now=now)


def _note(session: Session, actor: Actor, act: str, account_id: int, details: str, now: datetime) -> None:
    audit.record(session, audit.by(actor), act, audit.account_subject(account_id), details, now)
