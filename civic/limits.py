"""How often somebody may write: per resident, or per address for visitors. Sign-in lock-out is in the database instead.

Memory counts per worker process, which is enough against accidents; several servers share counts through Redis.
Pages that only read are not counted: they pay nothing for this.
"""

from flask import Flask, current_app, request
from flask_login import current_user
from limits import RateLimitItemPerMinute
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from civic.config import Settings
from civic.errors import TooMany
from civic.web import SAFE_METHODS, services

_SHARE_OF_COSTLY_WRITES = 3
_WINDOW_S = 60


def limit_writes(app: Flask, settings: Settings) -> None:
    """Counts every write of every endpoint."""
    storage = storage_from_string(settings.redis_url or "memory://")
    app.extensions["limits"] = FixedWindowRateLimiter(storage)
    app.before_request(_count_write)


def spend_costly_write() -> None:
    """Counts one write that costs a password hash: each address has a third of its usual writes for those.

    Raises:
        TooMany: that third is used up for this minute.
    """
    _hit(max(services().settings.writes_per_minute // _SHARE_OF_COSTLY_WRITES, 1), "costly", _address())


def _count_write() -> None:
    if request.method not in SAFE_METHODS:
        _hit(services().settings.writes_per_minute, "writes", _who())


def _hit(per_minute: int, kind: str, who: str) -> None:
    if not current_app.extensions["limits"].hit(RateLimitItemPerMinute(per_minute), kind, who):
        raise TooMany(
            "That was very often in a short time. Please wait a moment and try again.", retry_after_s=_WINDOW_S
        )


def _who() -> str:
    return f"resident:{current_user.id}" if current_user.is_authenticated else _address()


def _address() -> str:
    return f"address:{request.remote_addr}"
