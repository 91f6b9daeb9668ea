"""Signed-in phones without signing in: session cookies and form tokens made with the server's own key."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from civic.web.sessions import CookieSessions

SECRET_KEY = "a key for benchmarks, long enough to be taken"
SESSION_KEY = "0123456789abcdef"
"""The session that every resident of a filled database has open."""
_TOKEN = "0123456789abcdef0123456789abcdef01234567"


@dataclass(frozen=True, slots=True)
class Phone:
    """A resident's browser: the session cookie, and a valid token for its forms."""

    cookie: str
    token: str


def phones(resident_ids: range, *, strong: bool = False) -> list[Phone]:
    """One phone for each resident of a filled database; `strong` ones were signed in with a second factor."""
    app = Flask("phones")
    app.secret_key = SECRET_KEY
    sessions = CookieSessions().get_signing_serializer(app)
    assert sessions is not None
    token = str(URLSafeTimedSerializer(SECRET_KEY, salt="wtf-csrf-token").dumps(_TOKEN))
    mark = ".2" if strong else ""
    kept = ({"_user_id": f"{number}.{SESSION_KEY}{mark}.r{number}", "csrf_token": _TOKEN} for number in resident_ids)
    return [Phone(f"session={sessions.dumps(content)}", token) for content in kept]


def ride(phone: Phone) -> str:
    """The form of a short ride, under a key of its own."""
    return f"csrf_token={quote(phone.token)}&key={secrets.token_hex(12)}&quantity=0.5&replaced_mode=car"


def environment(database_url: str, instance: Path) -> dict[str, str]:
    """The settings under which a server is measured."""
    return {
        "TONGXING_DATABASE_URL": database_url,
        "TONGXING_INSTANCE": str(instance),
        "TONGXING_SECRET_KEY": SECRET_KEY,
        "TONGXING_SECURE_COOKIES": "no",
        "TONGXING_DEMO": "yes",
        "TONGXING_WRITES_PER_MINUTE": "10000000",
        "BENCHMARK_DATABASE_URL": database_url,
    }
