"""How often somebody may write: per resident, or per address for visitors. Sign-in lock-out is in the database instead.

Writes are counted by the minute: in memory per worker process, which is enough against accidents, or in Redis for all
servers together. Pages that only read are not counted and pay nothing for this,
but for files that cost much to draw, for wrong codes, and for programs, which do not tire.
"""

import threading
import time
from typing import Protocol

import structlog
from flask import Flask, current_app, request, session
from flask_login import current_user
from prometheus_client import Counter as Metric

from civic.config import Settings
from civic.errors import ConfigError, TooMany
from civic.web.addresses import network
from civic.web.context import services
from civic.web.requests import SAFE_METHODS

_SHARE_OF_COSTLY_WRITES = 3
_SHARE_OF_COSTLY_READS = 4
_SHARE_OF_GUESSES = 12
_TIMES_FOR_PROGRAMS = 10
_WINDOW_S = 60
_REDIS_ANSWERS_WITHIN_S = 0.15
_REDIS_LEFT_ALONE_S = 5.0
REDIS_FAILURES = Metric("tongxing_redis_failures", "Times that Redis did not answer and limits went on in memory")
log = structlog.get_logger()


class Counter(Protocol):
    """Counts by name within the current minute."""

    def hit(self, name: str) -> int:
        """The count of the name after this hit."""


class MemoryCounter:
    """Counts of this process; all are forgotten when the minute is over."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._minute = 0
        self._counts: dict[str, int] = {}

    def hit(self, name: str) -> int:
        minute = _minute()
        with self._lock:
            if minute != self._minute:
                self._minute, self._counts = minute, {}
            count = self._counts[name] = self._counts.get(name, 0) + 1
        return count


class RedisCounter:
    """Counts of all servers together, under keys that expire by themselves.

    While Redis is away each process counts for itself: a resident must not notice that a counter is gone.
    """

    def __init__(self, url: str) -> None:
        try:
            from redis import Redis, RedisError
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError as error:
            raise ConfigError("TONGXING_REDIS_URL needs the extra 'redis' of this package") from error
        limits_s = {"socket_timeout": _REDIS_ANSWERS_WITHIN_S, "socket_connect_timeout": _REDIS_ANSWERS_WITHIN_S}
        self._redis = Redis.from_url(url, retry=Retry(NoBackoff(), 0), **limits_s)
        self._lost = RedisError
        self._alone = MemoryCounter()
        self._asked_again_at_s = 0.0

    def hit(self, name: str) -> int:
        if time.monotonic() < self._asked_again_at_s:
            return self._alone.hit(name)
        try:
            return self._shared(name)
        except self._lost as error:
            self._asked_again_at_s = time.monotonic() + _REDIS_LEFT_ALONE_S
            REDIS_FAILURES.inc()
            log.warning("redis does not answer, each process counts for itself", error=str(error))
            return self._alone.hit(name)

    def _shared(self, name: str) -> int:
        key = f"tongxing:{name}:{_minute()}"
        with self._redis.pipeline() as together:
            together.incr(key)
            together.expire(key, 2 * _WINDOW_S)
            count: int = together.execute()[0]
        return count


def _minute() -> int:
    return int(time.time()) // _WINDOW_S


def limit_writes(app: Flask, settings: Settings) -> None:
    """Counts every write of every endpoint.

    Raises:
        ConfigError: Redis is configured and its client not installed.
    """
    app.extensions["limits"] = RedisCounter(settings.redis_url) if settings.redis_url else MemoryCounter()
    app.before_request(_count_write)


def spend_costly_write() -> None:
    """Counts one write that costs a password hash: each address has a third of its usual writes for those.

    Raises:
        TooMany: that third is used up for this minute.
    """
    _hit(_share(_SHARE_OF_COSTLY_WRITES), f"costly:{_address()}")


def spend_costly_read() -> None:
    """Counts one drawing of a file that costs a tenth of a second and more: a quarter of one's usual writes.

    Raises:
        TooMany: that quarter is used up for this minute.
    """
    _hit(_share(_SHARE_OF_COSTLY_READS), f"files:{_who()}")


def spend_guess() -> None:
    """Counts one code that was wrong: nobody finds a code by trying with a twelfth of their usual writes.

    Raises:
        TooMany: that twelfth is used up for this minute.
    """
    _hit(_share(_SHARE_OF_GUESSES), f"guesses:{_who()}")


def spend_programs_read() -> None:
    """Counts one answer that is made anew for a program: each address has ten times its usual writes of those.

    Raises:
        TooMany: they are used up for this minute.
    """
    _hit(_TIMES_FOR_PROGRAMS * services().settings.writes_per_minute, f"programs:{_address()}")


def spend_visitors_write() -> None:
    """Counts one write of somebody who came with the name of a resident and turned out to be none.

    Raises:
        TooMany: the address has used up its writes of this minute.
    """
    _hit(services().settings.writes_per_minute, f"writes:{_address()}")


def _count_write() -> None:
    if request.method not in SAFE_METHODS:
        _hit(services().settings.writes_per_minute, f"writes:{_who()}")


def _share(parts: int) -> int:
    return max(services().settings.writes_per_minute // parts, 1)


def _hit(per_minute: int, name: str) -> None:
    counter: Counter = current_app.extensions["limits"]
    if counter.hit(name) > per_minute:
        retry_after_s = _WINDOW_S - int(time.time()) % _WINDOW_S
        raise TooMany(
            "That was very often in a short time. Please wait a moment and try again.", retry_after_s=retry_after_s
        )


def _who() -> str:
    """By account, from however many sessions; where a session is confirmed later, by the text that it keeps: what an
    ended one still sends does not use up its resident's writes."""
    view = current_app.view_functions.get(request.endpoint or "")
    if hasattr(view, "confirms_session"):
        return f"session:{session['_user_id']}" if session.get("_user_id") else _address()
    return f"account:{current_user.account_id}" if current_user.is_authenticated else _address()


def _address() -> str:
    return f"address:{network(request.remote_addr or '')}"
