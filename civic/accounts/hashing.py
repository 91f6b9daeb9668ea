"""Passwords as argon2id hashes, in RFC 9106's second recommended option (64 MiB, 3 passes, 4 lanes).

One hash takes about 80 ms of a small server and all of its 64 MiB: at most two are computed at a time in a process,
the others wait, so that a burst of sign-ins cannot eat the memory. Never hash inside a write transaction: on SQLite
everybody else's write would wait for it.
"""

import base64
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from civic.accounts.rules import PASSWORD_MAX, normal_password

_HASHER = PasswordHasher()
_turns = threading.BoundedSemaphore(2)


def hash_password(password: str) -> str:
    """The hash of a password that `read_password` has accepted."""
    with _turns:
        return _HASHER.hash(_octets(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one that was hashed. Without a hash it works just as long and says no."""
    fitting = len(password) <= PASSWORD_MAX
    with _turns:
        try:
            _HASHER.verify(password_hash or _NOBODYS, _octets(password) if fitting else b"")
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None and fitting


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made with other parameters than today's."""
    return _HASHER.check_needs_rehash(password_hash)


def _octets(password: str) -> bytes:
    return normal_password(password).encode("utf-8", "surrogatepass")


def _nobodys() -> str:
    """A hash with today's parameters that no password has."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (_HASHER.salt_len, _HASHER.hash_len)
    )
    cost = f"m={_HASHER.memory_cost},t={_HASHER.time_cost},p={_HASHER.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"


_NOBODYS = _nobodys()
