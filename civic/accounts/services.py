"""What changes about accounts. Passwords arrive here as hashes: hashing is slow and must not hold a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete, func, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from civic.accounts import queries
from civic.accounts.audit import OPERATOR, account_subject, by, record
from civic.accounts.identity import Actor
from civic.accounts.models import Account, RecoveryCode, RoleGrant, SecondFactor, SigninFailure
from civic.accounts.rules import (
    FORGOTTEN_AFTER,
    RENAMES_EVERY,
    ROLES,
    SESSIONS_MAX,
    FailedTries,
    LockOut,
    another,
    new_session_key,
    read_username,
    taken_back,
    username_key,
    wait,
)
from civic.accounts.totp import make_secret, matching_step, new_serial
from civic.calendar import is_lately
from civic.database.missing_rows import make_missing
from civic.errors import Conflict, Invalid, NotFound, TooMany, Unauthenticated


@dataclass(frozen=True, slots=True)
class NewFactor:
    """A second factor that was just made: whose, and the serial of its secret."""

    actor: Actor
    serial: int


Somebody = TypeVar("Somebody", bound=Actor)
Buckets = Mapping[str, LockOut]
"""What a try counts against: keyed hash of an account or an address → its policy."""


def open_account(session: Session, *, username: str, password_hash: str, now: datetime, is_demo: bool = False) -> Actor:
    """A new account with a session, nobody's yet: a resident's once the rooms above say so.

    Raises:
        Invalid: a nickname that cannot be, or that somebody has.
    """
    name = read_username(username)
    account = Account(
        username=name.shown,
        username_key=name.key,
        password_hash=password_hash,
        sessions=_listed(key := new_session_key()),
        is_demo=is_demo,
        created_at=now,
    )
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:  # also when two people choose the same nickname at the same moment
        raise Invalid("Somebody has this nickname already. Please choose another.", field="username") from error
    return Actor(account_id=account.id, nickname=name.shown, session_key=key)


def set_password(session: Session, actor: Somebody, password_hash: str) -> Somebody:
    """Replaces the password and ends every session; the actor that is returned may open a new one.

    Raises:
        Unauthenticated: the actor's session has been ended meanwhile.
    """
    key = new_session_key()
    _change(session, actor, password_hash=password_hash, sessions=_listed(key))
    return replace(actor, session_key=key)


def rename(session: Session, actor: Actor, username: str, now: datetime) -> None:
    """Another nickname, with which the account signs in from then on; the same one in other letters is always free.

    Raises:
        Invalid: a nickname that cannot be, or that somebody else has.
        Conflict: the last change was too lately.
        Unauthenticated: the actor's session has been ended meanwhile.
    """
    name = read_username(username)
    account = session.scalars(
        select(Account).where(Account.id == actor.account_id).with_for_update(key_share=True)
    ).one()
    since = account.renamed_at
    if name.key != account.username_key and since and is_lately(since, now, RENAMES_EVERY):
        raise Conflict("You can choose another nickname once in %(days)s days.", days=RENAMES_EVERY.days)
    renamed_at = since if name.key == account.username_key else now
    try:
        _change(session, actor, username=name.shown, username_key=name.key, renamed_at=renamed_at)
    except IntegrityError as error:
        raise Invalid("Somebody has this nickname already. Please choose another.", field="username") from error
    if actor.roles:
        record(session, by(actor), "change nickname", account_subject(actor.account_id), "", now)


def reset_password(session: Session, found: queries.Credentials, password_hash: str) -> Actor:
    """Another password in the place of a forgotten one; every session ends, and one begins.

    Raises:
        Unauthenticated: the password was changed, or the account erased, since it was looked up.
    """
    actor, key = found.actor, new_session_key()
    same = (Account.id == actor.account_id, Account.password_hash == found.password_hash)
    changed = update(Account).where(*same).values(password_hash=password_hash, sessions=_listed(key))
    if session.execute(changed.returning(Account.id)).first() is None:
        raise Unauthenticated("Please sign in first.")
    return replace(actor, session_key=key)


def sign_out_everywhere(session: Session, actor: Actor) -> None:
    """Ends every session of the account, the one at hand included.

    Raises:
        Unauthenticated: the actor's session has been ended meanwhile.
    """
    _change(session, actor, sessions="")


def _change(session: Session, actor: Actor, **values: object) -> None:
    mine = (Account.id == actor.account_id, Account.sessions.contains(actor.session_key), Account.erased_at.is_(None))
    if session.execute(update(Account).where(*mine).values(**values).returning(Account.id)).first() is None:
        raise Unauthenticated("Please sign in first.")


def close(session: Session, account_id: int, now: datetime) -> None:
    """Empties everything personal, ends every session and takes every role; the number stays."""
    nothing = dict.fromkeys(("username", "username_key", "password_hash"))
    mine = (Account.id == account_id, Account.erased_at.is_(None))
    session.execute(update(Account).where(*mine).values(**nothing, sessions="", erased_at=now))
    for staff_only in (RoleGrant, SecondFactor, RecoveryCode):
        session.execute(delete(staff_only).where(staff_only.account_id == account_id))


def renew_hash(session: Session, found: queries.Credentials, password_hash: str) -> None:
    """Stores the same password hashed with today's parameters; sessions go on."""
    unchanged = (Account.id == found.actor.account_id, Account.password_hash == found.password_hash)
    session.execute(update(Account).where(*unchanged).values(password_hash=password_hash))


# Sessions: an account keeps the keys of those that are open, so that whoever acts is found in one row.


def open_session(session: Session, found: queries.Credentials) -> Actor:
    """Another session of whoever has proven the password; with too many, the oldest ends.

    Raises:
        Unauthenticated: the password was changed, or the account erased, since it was proven.
    """
    actor, key = found.actor, new_session_key()
    proven = (Account.id == actor.account_id, Account.password_hash == found.password_hash)
    kept = func.substr(literal(_listed(key)) + Account.sessions, 1, SESSIONS_MAX * len(_listed(key)))
    opened = update(Account).where(*proven).values(sessions=kept).returning(Account.id)
    if session.execute(opened).first() is None:
        raise Unauthenticated("Please sign in first.")
    return replace(actor, session_key=key)


def sign_out(session: Session, actor: Actor) -> None:
    """Ends the session at hand; the others go on."""
    others = func.replace(Account.sessions, _listed(actor.session_key), "")
    session.execute(update(Account).where(Account.id == actor.account_id).values(sessions=others))


def end_sessions(session: Session, account_id: int) -> None:
    """Ends every session of an account."""
    session.execute(update(Account).where(Account.id == account_id).values(sessions=""))


def _listed(key: str) -> str:
    """A session's key as it stands in `Account.sessions`."""
    return f"{key} "


# Lock-out: see the rules. Rows are locked in the order of their keys, so that two tries cannot wait for each other.


def count_try(session: Session, buckets: Buckets, now: datetime) -> None:
    """Counts one try against every bucket, before anybody knows whether it is right.

    Raises:
        TooMany: one of them must wait; nothing is counted.
    """
    tallies = _tallies(session, buckets, now)
    longest = max((wait(tally, buckets[key], now) for key, tally in tallies.items()), default=timedelta())
    if longest:
        seconds = max(1, round(longest.total_seconds()))
        minutes = -(-seconds // 60)
        raise TooMany(
            "Too many tries. Please wait %(minutes)s min and try again.", retry_after_s=seconds, minutes=minutes
        )
    for key, tally in tallies.items():
        _keep(session, key, another(tally, buckets[key], now))


def take_back_try(session: Session, account: str, address: str) -> None:
    """After a right password: the account's failures are forgotten, of the address only this try is taken back.

    Or else an attacker could wash an address clean by signing in to an account of their own.
    """
    session.execute(delete(SigninFailure).where(SigninFailure.bucket == account))
    row = session.get(SigninFailure, address, with_for_update=True)
    if row:
        _keep(session, address, taken_back(FailedTries(row.failures, row.first_at, row.last_at)))


def forget_tries(session: Session, key: str) -> None:
    """After a right try: all before it are forgotten."""
    session.execute(delete(SigninFailure).where(SigninFailure.bucket == key))


def purge_failures(session: Session, now: datetime) -> int:
    """Forgets failures of long ago; how many rows went."""
    stale = delete(SigninFailure).where(SigninFailure.last_at < now - FORGOTTEN_AFTER)
    return len(session.execute(stale.returning(SigninFailure.bucket)).all())


def _tallies(session: Session, buckets: Buckets, now: datetime) -> dict[str, FailedTries]:
    """The tally of every bucket, rows made where missing and locked."""
    blank = [{"bucket": key, "failures": 0, "first_at": now, "last_at": now} for key in sorted(buckets)]
    make_missing(session, SigninFailure, blank)
    rows = session.execute(
        select(SigninFailure.bucket, SigninFailure.failures, SigninFailure.first_at, SigninFailure.last_at)
        .where(SigninFailure.bucket.in_(buckets))
        .order_by(SigninFailure.bucket)
        .with_for_update()
    )
    return {row.bucket: FailedTries(row.failures, row.first_at, row.last_at) for row in rows}


def _keep(session: Session, key: str, tally: FailedTries) -> None:
    session.execute(
        update(SigninFailure)
        .where(SigninFailure.bucket == key)
        .values(failures=tally.failures, first_at=tally.since, last_at=tally.last_at)
    )


# Roles: given and taken by the operator, on the command line. Whoever gets the first one gets a new second factor.


def grant_role(session: Session, username: str, role: str, now: datetime) -> NewFactor | None:
    """Gives an account a staff role and ends its sessions; once more changes nothing.

    The second factor is a new one if there was no role before: one of an earlier time as staff makes no codes.

    Returns:
        The new second factor, if there is one.

    Raises:
        NotFound: nobody has that nickname.
        Invalid: there is no such role.
    """
    if role not in ROLES:
        raise Invalid("There is no role %(role)s; there are %(roles)s.", role=role, roles=", ".join(ROLES))
    actor = _named(session, username)
    if role in actor.roles:
        return None
    session.execute(insert(RoleGrant).values(account_id=actor.account_id, role=role, granted_at=now))
    record(session, OPERATOR, "grant role", account_subject(actor.account_id), role, now)
    end_sessions(session, actor.account_id)
    return None if actor.roles else _new_factor(session, actor)


def create_staff(
    session: Session, username: str, password_hash: str, role: str | None, now: datetime
) -> NewFactor | None:
    """An account of somebody who is no resident; with a role also the second factor.

    Raises:
        Invalid: a nickname that cannot be or that somebody has, or no such role.
    """
    made = open_account(session, username=username, password_hash=password_hash, now=now)
    record(session, OPERATOR, "create account", account_subject(made.account_id), "", now)
    return grant_role(session, made.nickname, role, now) if role else None


def renew_factor(session: Session, username: str, now: datetime) -> NewFactor:
    """Another second factor for a lost phone: the old one makes no more codes, every session ends.

    Raises:
        NotFound: nobody has that nickname, or no role.
    """
    actor = _named(session, username)
    if not actor.roles:
        raise NotFound("%(username)s has no role.", username=username)
    end_sessions(session, actor.account_id)
    record(session, OPERATOR, "renew second factor", account_subject(actor.account_id), "", now)
    return _new_factor(session, actor)


def revoke_role(session: Session, username: str, role: str, now: datetime) -> None:
    """Takes a staff role back and ends the account's sessions.

    Raises:
        NotFound: nobody has that nickname, or not that role.
    """
    actor = _named(session, username)
    if role not in actor.roles:
        raise NotFound("%(username)s does not have the role %(role)s.", username=username, role=role)
    take_role(session, actor.account_id, role)
    record(session, OPERATOR, "revoke role", account_subject(actor.account_id), role, now)


def take_role(session: Session, account_id: int, role: str) -> None:
    """Takes a role and ends the account's sessions; with the last role goes what proves it."""
    session.execute(delete(RoleGrant).where(RoleGrant.account_id == account_id, RoleGrant.role == role))
    end_sessions(session, account_id)
    if session.scalar(select(func.count()).where(RoleGrant.account_id == account_id)) == 0:
        for proof in (SecondFactor, RecoveryCode):
            session.execute(delete(proof).where(proof.account_id == account_id))


def distrust_everybody(session: Session) -> None:
    """After a restore: no session goes on, and no second factor makes codes until the operator gives a new one.

    Both may have been ended since the backup was made, and numbers of accounts may have become others'.
    """
    session.execute(update(Account).values(sessions=""))
    for factor in session.scalars(select(SecondFactor)):
        factor.serial, factor.last_step = new_serial(), 0
    session.execute(delete(RecoveryCode))


def use_code(session: Session, server_key: str, account_id: int, typed: str, now: datetime) -> bool:
    """Whether the code is one of the account's second factor; then it is used up, with all before it."""
    factor = session.get(SecondFactor, account_id, with_for_update=True)
    if factor is None:
        return False
    secret = make_secret(server_key, account_id, factor.serial)
    step = matching_step(secret, typed, now, factor.last_step)
    if step is not None:
        factor.last_step = step
    return step is not None


def _new_factor(session: Session, actor: Actor) -> NewFactor:
    session.execute(delete(RecoveryCode).where(RecoveryCode.account_id == actor.account_id))
    kept = session.get(SecondFactor, actor.account_id) or SecondFactor(account_id=actor.account_id)
    kept.serial, kept.last_step = new_serial(), 0
    session.add(kept)
    return NewFactor(actor, kept.serial)


def _named(session: Session, username: str) -> Actor:
    found = queries.credentials(session, username_key(username) or "", demo=True)
    if found is None:
        raise NotFound("Nobody has the nickname %(username)s.", username=username)
    return found.actor
