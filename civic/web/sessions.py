"""Flask's signed cookie session, with its signer made once and each cookie's signature checked once.

A phone sends the same cookie with every page. What it was found to say is kept for the next page under the cookie's
whole text, until it expires; whoever sends one letter more or less is checked anew.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from civic.caching.memory import RecentlyUsed

_KEPT = 4096
_LONGEST_KEPT = 600
_UNCHANGING = (str, int, type(None))


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a cookie says, and until when it may be believed (seconds since 1970)."""

    content: Mapping[str, Any]
    until_s: float


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
        self._opened: RecentlyUsed[str, _Opened] = RecentlyUsed(_KEPT)

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        cookie = request.cookies.get(self.get_cookie_name(app))
        serializer = self.get_signing_serializer(app)
        if not cookie or serializer is None:
            return super().open_session(app, request)
        opened = self._opened.get(cookie)
        if opened is not None and time.time() < opened.until_s:
            return self.session_class(opened.content)
        max_age_s = int(app.permanent_session_lifetime.total_seconds())
        try:
            content, signed_at = serializer.loads(cookie, max_age=max_age_s, return_timestamp=True)
        except BadSignature:
            return self.session_class()
        if len(cookie) <= _LONGEST_KEPT and all(isinstance(value, _UNCHANGING) for value in content.values()):
            self._opened.put(cookie, _Opened(content, signed_at.timestamp() + max_age_s))
        return self.session_class(content)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if session.modified or self.should_set_cookie(app, session):
            super().save_session(app, session, response)
        elif session.accessed:
            response.headers.add("Vary", "Cookie")

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
