"""Signed links in mails: they work without signing in, and nobody can make one up."""

from itsdangerous import BadData, URLSafeSerializer, URLSafeTimedSerializer

from civic.messages.rules import CONFIRM_WITHIN, TOPICS

_CONFIRM, _STOP = "confirm a mail address", "stop mails"


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


def _micros(seconds: float) -> int:
    return round(seconds * 1_000_000)


def _text(token: str | bytes) -> str:
    return token if isinstance(token, str) else token.decode()
