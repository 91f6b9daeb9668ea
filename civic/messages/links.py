"""Signed links in mails: they work without signing in, and nobody can make one up."""

import hashlib
import hmac

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from civic.messages.rules import CONFIRM_WITHIN, RESET_WITHIN, TOPICS

_CONFIRM, _STOP, _RESET = "confirm a mail address", "stop mails", "set a password anew"


def confirm_token(server_key: str, resident_id: int, given_at: float) -> str:
    """For the link that confirms the address given at that instant (seconds since 1970)."""
    return _text(URLSafeTimedSerializer(server_key, salt=_CONFIRM).dumps([resident_id, _micros(given_at)]))


def read_confirm_token(server_key: str, token: str) -> tuple[int, int] | None:
    """The resident and the microsecond at which the address was given; None for a token that is false or too old."""
    serializer = URLSafeTimedSerializer(server_key, salt=_CONFIRM)
    try:
        resident_id, given_at = serializer.loads(token, max_age=int(CONFIRM_WITHIN.total_seconds()))
    except (BadData, TypeError, ValueError):
        return None
    return int(resident_id), int(given_at)


def is_given_at(given_at: float, micros: int) -> bool:
    """Whether the token's address was given at that instant."""
    return _micros(given_at) == micros


def stop_token(server_key: str, resident_id: int, topic: str) -> str:
    """For the link that ends mails of a topic. It does not expire: an old mail must be stoppable too."""
    return _text(URLSafeSerializer(server_key, salt=_STOP).dumps([resident_id, topic]))


def read_stop_token(server_key: str, token: str) -> tuple[int, str] | None:
    """The resident and the topic; None for a false token."""
    try:
        resident_id, topic = URLSafeSerializer(server_key, salt=_STOP).loads(token)
    except (BadData, TypeError, ValueError):
        return None
    return (int(resident_id), topic) if topic in TOPICS else None


def reset_token(server_key: str, account_id: int, password_hash: str) -> str:
    """For the link that sets a forgotten password anew. It names the password that it replaces, so it works once."""
    return _text(URLSafeTimedSerializer(server_key, salt=_RESET).dumps([account_id, _named(password_hash)]))


def read_reset_token(server_key: str, token: str) -> tuple[int, str] | None:
    """The account, and what `is_of_password` asks for; None for a token that is false or too old."""
    serializer = URLSafeTimedSerializer(server_key, salt=_RESET)
    try:
        account_id, named = serializer.loads(token, max_age=int(RESET_WITHIN.total_seconds()))
    except (BadData, TypeError, ValueError):
        return None
    return int(account_id), str(named)


def is_of_password(named: str, password_hash: str) -> bool:
    """Whether a token was made while the account had this password."""
    return hmac.compare_digest(named, _named(password_hash))


def _named(password_hash: str) -> str:
    return hashlib.sha256(password_hash.encode()).hexdigest()[:32]


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode()
