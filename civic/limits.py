"""How often somebody may write: per resident, or per address for visitors. Sign-in lock-out is in the database instead.

Memory counts per worker process, which is enough against accidents; several servers share counts through Redis.
"""

from flask import current_app, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from limits import RateLimitItemPerMinute

from civic.config import Settings
from civic.errors import TooMany
from civic.web import SAFE_METHODS, services

_SHARE_OF_COSTLY_WRITES = 3


def _who() -> str:
    return f"resident:{current_user.id}" if current_user.is_authenticated else f"address:{get_remote_address()}"


def limiter(settings: Settings) -> Limiter:
    """The limiter of an app: every write of every endpoint falls under it."""
    return Limiter(
        key_func=_who,
        default_limits=[f"{settings.writes_per_minute}/minute"],
        default_limits_exempt_when=lambda: request.method in SAFE_METHODS,
        storage_uri=settings.redis_url or "memory://",
        strategy="fixed-window",
        headers_enabled=False,
    )


def spend_costly_write() -> None:
    """Counts one write that costs a password hash: each address has a third of its usual writes for those.

    Raises:
        TooMany: that third is used up for this minute.
    """
    allowance = RateLimitItemPerMinute(max(services().settings.writes_per_minute // _SHARE_OF_COSTLY_WRITES, 1))
    (registered,) = current_app.extensions["limiter"]
    if not registered.limiter.hit(allowance, "costly", get_remote_address()):
        raise TooMany("That was very often in a short time. Please wait a moment and try again.", retry_after_s=60)
