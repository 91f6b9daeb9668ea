"""The same strict headers on every answer."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


EMBEDDABLE = ("X-Embeddable", "yes")
"""Between a view and the middleware; browsers never see it."""


class SecurityHeaders:
    """WSGI middleware that sets the same strict headers on every answer, also on static files and errors.

    An answer that other sites may show within their pages has `EMBEDDABLE` as a header of its own.
    """

    def __init__(self, application: "WSGIApplication", style_hashes: Iterable[str], *, secure: bool) -> None:
        self._application = application
        policy = "; ".join(
            (
                "default-src 'none'",
                "script-src 'self'",
                " ".join(("style-src 'self'", *(f"'{one}'" for one in style_hashes))),
                "img-src 'self' data:",
                "connect-src 'self'",
                "manifest-src 'self'",
                "form-action 'self'",
                "base-uri 'none'",
            )
        )
        self._policies = {False: f"{policy}; frame-ancestors 'none'", True: f"{policy}; frame-ancestors *"}
        self._headers = [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "same-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), payment=()"),
        ]
        if secure:
            self._headers.append(("Strict-Transport-Security", "max-age=31536000; includeSubDomains"))

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            policy = self._policies[EMBEDDABLE in headers]
            sent = [*(one for one in headers if one != EMBEDDABLE), ("Content-Security-Policy", policy), *self._headers]
            if not any(name.lower() == "cache-control" for name, _ in sent):
                sent.append(("Cache-Control", "private, no-cache"))
            return start_response(status, sent, exc_info) if exc_info else start_response(status, sent)

        return self._application(environ, start)
