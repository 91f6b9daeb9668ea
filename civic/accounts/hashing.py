"""Passwords as argon2id hashes: 3 passes, 4 lanes, and as much memory as the settings say.

By default that is RFC 9106's second recommended option, 64 MiB: one hash takes about 80 ms of a small server. At most
two are computed at a time in a process, the others wait, so that a burst of sign-ins cannot eat the memory. Never hash
inside a write transaction: on SQLite everybody else's write would wait for it.
"""

import base64
import secrets
import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from civic.accounts.rules import PASSWORD_MAX, normal_password
from civic.config import PASSWORD_MEMORY_KIB
from civic.services import Resource

_turns = threading.BoundedSemaphore(2)


class Hashing:
    """Makes and compares hashes.

    Args:
        memory_kib: what one hash takes; those that were made with another cost are outdated.
    """

    def __init__(self, memory_kib: int = PASSWORD_MEMORY_KIB) -> None:
        self._hasher = PasswordHasher(memory_cost=memory_kib)
        self._nobodys = _nobodys(self._hasher)

    def hash(self, password: str) -> str:
        """The hash of a password that `read_password` has accepted."""
        with _turns:
            return self._hasher.hash(_octets(password))

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed. Without a hash it works just as long and says no."""
        fitting = len(password) <= PASSWORD_MAX
        with _turns:
            try:
                self._hasher.verify(password_hash or self._nobodys, _octets(password) if fitting else b"")
            except (VerificationError, InvalidHashError):
                return False
        return password_hash is not None and fitting

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(password_hash)


HASHING: Resource[Hashing] = Resource(lambda services: Hashing(services.settings.password_memory_kib))


def _octets(password: str) -> bytes:
    return normal_password(password).encode("utf-8", "surrogatepass")


def _nobodys(hasher: PasswordHasher) -> str:
    """A hash with today's parameters that no password has."""
    salt, digest = (
        base64.b64encode(secrets.token_bytes(length)).decode().rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${cost}${salt}${digest}"
