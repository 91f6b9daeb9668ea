"""Proving that somebody is who they say: the one place that compares passwords.

It opens its own transactions, unlike services: the try is counted in one, the slow hash is computed in none, and what
follows from the outcome is written in another. Whether a nickname exists shows neither in the answer nor in the time.
"""

import hashlib
import hmac
from dataclasses import replace

from sqlalchemy.orm import Session

from civic.accounts import audit, queries, recovery
from civic.accounts import services as accounts
from civic.accounts.hashing import HASHING
from civic.accounts.identity import Actor
from civic.accounts.rules import ACCOUNT, ADDRESS, normal_password, username_key
from civic.calendar import utc_now
from civic.codes import read_code
from civic.errors import Invalid
from civic.web.addresses import network
from civic.web.context import services, write_session


def verify_signin(username: str, password: str, address: str) -> Actor:
    """The account with that nickname and password, in a session of its own.

    Raises:
        Invalid, TooMany: see `_proven`.
        Unauthenticated: the password was changed at the same moment.
    """
    found = _proven(username, password, address)
    with write_session() as session:
        return accounts.open_session(session, found)


def _proven(username: str, password: str, address: str) -> queries.Credentials:
    """Whose nickname and password those are.

    Args:
        address: where the request came from; failures count against it too.

    Raises:
        Invalid: not such a pair; the same for an unknown nickname and a wrong password.
        TooMany: too many tries for that nickname, known or not, or from that address.
    """
    key = username_key(username)
    account, origin = account_bucket(key or normal_password(username)), _bucket("address", network(address))
    with write_session() as session:
        accounts.count_try(session, {account: ACCOUNT, origin: ADDRESS}, utc_now())
        found = queries.credentials(session, key, demo=services().settings.demo) if key else None
    hashing = services().get(HASHING)
    if not hashing.matches(found.password_hash if found else None, password) or found is None:
        raise Invalid("Nickname and password do not match. Please check both.")
    renewed = hashing.hash(password) if hashing.is_outdated(found.password_hash) else None
    with write_session() as session:
        accounts.take_back_try(session, account, origin)
        if renewed:
            accounts.renew_hash(session, found, renewed)
    return replace(found, password_hash=renewed or found.password_hash)


def prove(actor: Actor, password: str, address: str, *, field: str) -> None:
    """Proves that the actor knows the password, under the same lock-out.

    Raises:
        Invalid: not the password; beside `field`.
        TooMany: too many tries.
    """
    try:
        _proven(actor.nickname, password, address)
    except Invalid as error:
        raise Invalid("This is not your password. Please check it.", field=field) from error


def verify_code(actor: Actor, typed: str, address: str) -> Actor:
    """The same actor, with a strong session to come.

    Raises:
        Invalid: not the code of now, or one that was used before.
        TooMany: too many tries.
    """
    own, origin, now = _bucket("code", str(actor.account_id)), _bucket("address", network(address)), utc_now()
    with write_session() as session:
        accounts.count_try(session, {own: ACCOUNT, origin: ADDRESS}, now)
        right = accounts.use_code(session, services().settings.secret_key, actor.account_id, typed, now)
        if right:
            accounts.take_back_try(session, own, origin)
    if not right:
        raise Invalid("This is not the code of this moment. Please wait for the next one.", field="code")
    return replace(actor, strong=True)


def verify_recovery(actor: Actor, typed: str, address: str) -> Actor:
    """The same actor, with a strong session to come, by a recovery code, which is used up.

    Raises:
        Invalid: not a code of theirs, or one that was used before.
        TooMany: too many tries.
    """
    own, origin, now = _bucket("code", str(actor.account_id)), _bucket("address", network(address)), utc_now()
    slot = recovery.slot_of(typed)
    with write_session() as session:
        accounts.count_try(session, {own: ACCOUNT, origin: ADDRESS}, now)
        kept = None if slot is None else recovery.unused_hash(session, actor.account_id, slot)
    wrong = Invalid("This is not one of your recovery codes, or it was used before.", field="recovery")
    if not services().get(HASHING).matches(kept, read_code(typed)) or slot is None or kept is None:
        raise wrong
    with write_session() as session:
        if not recovery.use(session, actor, slot, kept, now):
            raise wrong
        subject = audit.account_subject(actor.account_id)
        audit.record(session, audit.by(actor), "use recovery code", subject, f"{slot + 1}", now)
        accounts.take_back_try(session, own, origin)
        for tell in services().registry.all(recovery.AFTER_RECOVERY):
            tell(session, actor, now)
    return replace(actor, strong=True)


def reset_by_code(username: str, typed: str, new_password: str, address: str) -> Actor:
    """Sets a forgotten password anew by a recovery code, which is used up; in a session of its own, all others end.

    Raises:
        Invalid: not a code of that account; the same for an unknown nickname, a used code and an account with a role.
        TooMany: too many tries for that nickname, known or not, or from that address.
    """
    key, slot, now = username_key(username), recovery.slot_of(typed), utc_now()
    own, origin = _bucket("reset", key or normal_password(username)), _bucket("address", network(address))
    with write_session() as session:
        accounts.count_try(session, {own: ACCOUNT, origin: ADDRESS}, now)
        found = queries.credentials(session, key or "", demo=services().settings.demo)
        kept = recovery.unused_hash(session, found.actor.account_id if found else 0, -1 if slot is None else slot)
    wrong = Invalid("Nickname and code do not fit together, or the code was used before. Please check both.")
    hashing = services().get(HASHING)
    fits = hashing.matches(kept, read_code(typed))
    if not fits or found is None or kept is None or slot is None or found.actor.roles:
        raise wrong
    password_hash = hashing.hash(new_password)
    with write_session() as session:
        if not recovery.use(session, found.actor, slot, kept, now):
            raise wrong
        accounts.take_back_try(session, own, origin)
        return set_anew(session, found, password_hash)


def count_asking(username: str, address: str) -> None:
    """Counts one wish for a mail that sets a password anew, of whoever has the nickname, known or not.

    Raises:
        TooMany: too many for that nickname or from that address.
    """
    key = username_key(username) or normal_password(username)
    buckets = {_bucket("mail", key): ACCOUNT, _bucket("address", network(address)): ADDRESS}
    with write_session() as session:
        accounts.count_try(session, buckets, utc_now())


def set_anew(session: Session, found: queries.Credentials, password_hash: str) -> Actor:
    """The account with another password and one new session, once somebody has proven that it is theirs.

    Raises:
        Unauthenticated: the password was changed since that was proven.
    """
    actor = accounts.reset_password(session, found, password_hash)
    accounts.forget_tries(session, account_bucket(username_key(actor.nickname) or ""))
    for tell in services().registry.all(recovery.AFTER_RESET):
        tell(session, actor, utc_now())
    return actor


def account_bucket(key: str) -> str:
    """What failures of the nickname with that key count against."""
    return _bucket("account", key)


def _bucket(kind: str, value: str) -> str:
    """A keyed hash, so that the database holds no address and no nickname that somebody mistyped."""
    text = f"{kind}:{value}".encode("utf-8", "surrogatepass")
    return hmac.new(services().settings.secret_key.encode(), text, hashlib.sha256).hexdigest()
