"""Flask's signed cookie session, with its signer and its derived key made once instead of at every request."""

from collections.abc import Iterator
from functools import cached_property

from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import TimestampSigner, URLSafeTimedSerializer


class _Signer(TimestampSigner):
    """A signer whose only key is derived once."""

    @cached_property
    def _derived(self) -> bytes:
        return super().derive_key()

    def derive_key(self, secret_key: str | bytes | None = None) -> bytes:
        return self._derived if secret_key is None or secret_key == self.secret_key else super().derive_key(secret_key)


class CookieSessions(SecureCookieSessionInterface):
    """The same cookie, format and checks."""

    def __init__(self) -> None:
        self._serializer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        if self._serializer is None and app.secret_key:
            self._serializer = _OneSigner(
                app.secret_key,
                salt=self.salt,
                serializer=self.serializer,
                signer=_Signer,
                signer_kwargs={"key_derivation": self.key_derivation, "digest_method": self.digest_method},
            )
        return self._serializer


class _OneSigner(URLSafeTimedSerializer):
    """A serializer that keeps its signer."""

    @cached_property
    def _signer(self) -> _Signer:
        return _Signer(self.secret_keys, salt=self.salt, **self.signer_kwargs)

    def make_signer(self, salt: str | bytes | None = None) -> _Signer:
        return self._signer

    def iter_unsigners(self, salt: str | bytes | None = None) -> Iterator[TimestampSigner]:
        yield self._signer
