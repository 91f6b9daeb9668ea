"""What every answer took, for the operator: counted, and where it is wanted a line of the log each.

Neither names a person: the endpoint stands for the address, and nothing that was sent is kept.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

import structlog
from flask import Flask, Response, request
from prometheus_client import Counter, Gauge, Histogram

from civic.caching.visitor_pages import ENDPOINT

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

log = structlog.get_logger()
REFERENCE = "tongxing.reference"
"""Where in a request's environment the number stands by which an accident is found in the log."""
_CAME = "HTTP_X_REQUEST_START"
_LONGEST_WAIT_S = 60.0
_LINES_A_SECOND = 200
_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""Counted by name; whatever else a client makes up is one more series, not one each."""
_REQUESTS = Counter("tongxing_requests", "Answers by endpoint, method and status", ["endpoint", "method", "status"])
_SECONDS = Histogram(
    "tongxing_request_seconds",
    "From when the proxy took a request in, or else this process, until its answer was ready",
    ["endpoint"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10),
)
_WAITING = Gauge("tongxing_requests_waiting", "Requests that wait for their turn", multiprocess_mode="livesum")


class Brake:
    """Lets so many lines a second through, and counts those that it leaves out."""

    def __init__(self, a_second: int) -> None:
        self._most = a_second
        self._second = 0
        self._lines = 0
        self._lock = threading.Lock()

    def passes(self, now_s: float) -> tuple[bool, int]:
        """Whether a line may be written now, and how many of an earlier second were left out: told once."""
        with self._lock:
            left_out = 0
            if int(now_s) != self._second:
                left_out = max(self._lines - self._most, 0)
                self._second, self._lines = int(now_s), 0
            self._lines += 1
            return self._lines <= self._most, left_out


class Measured:
    """WSGI middleware around everything else.

    Args:
        waiting: how many requests wait for their turn at this moment.
        proxied: a proxy of ours stands in front and says when a request came (`X-Request-Start`, seconds).
        logged: every answer is a line of the log.
    """

    def __init__(
        self, application: "WSGIApplication", waiting: Callable[[], int], *, proxied: bool, logged: bool
    ) -> None:
        self._application = application
        self._waiting = waiting
        self._proxied = proxied
        self._brake = Brake(_LINES_A_SECOND) if logged else None

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        began_s = came_s(environ.get(_CAME, "") if self._proxied else "", time.time())
        statuses: list[str] = []

        def start(status: str, headers: list[tuple[str, str]], *exc_info: object) -> object:
            statuses[:] = [status[:3], dict(headers).get("Content-Length", "")]
            return start_response(status, headers, *exc_info)  # type: ignore[arg-type]

        body = self._application(environ, start)  # type: ignore[arg-type]
        self._note(environ, *statuses, took_s=time.time() - began_s)
        return body

    def _note(self, environ: "WSGIEnvironment", status: str, length: str, *, took_s: float) -> None:
        endpoint = environ.get(ENDPOINT) or "none"
        method = environ["REQUEST_METHOD"] if environ["REQUEST_METHOD"] in _METHODS else "other"
        _REQUESTS.labels(endpoint, method, status).inc()
        _SECONDS.labels(endpoint).observe(took_s)
        _WAITING.set(self._waiting())
        if self._brake:
            written, left_out = self._brake.passes(time.time())
            if left_out:
                log.warning("answers left out of the log", answers=left_out)
            if written:
                reference = {"reference": environ[REFERENCE]} if REFERENCE in environ else {}
                cost = {"ms": round(1_000 * took_s), "bytes": int(length) if length else None}
                log.info("answered", endpoint=endpoint, method=method, status=int(status), **cost, **reference)


def came_s(told: str, now_s: float) -> float:
    """When a request came, in seconds since 1970, by what the proxy says where that can be true."""
    try:
        came = float(told.removeprefix("t="))
    except ValueError:
        return now_s
    return came if now_s - _LONGEST_WAIT_S < came < now_s else now_s


def name_endpoints(app: Flask) -> None:
    """Has every answer of the app say which endpoint it is from."""

    @app.after_request
    def name(response: Response) -> Response:
        request.environ[ENDPOINT] = request.endpoint
        return response
