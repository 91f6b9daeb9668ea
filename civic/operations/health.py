"""Whether the server lives, whether it can work, and what it has done (for the operator only)."""

import hmac
import os
import time
from collections.abc import Callable

from flask import Blueprint, Response, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client import REGISTRY as DEFAULT_REGISTRY
from sqlalchemy.exc import SQLAlchemyError

from civic.config import Settings
from civic.database import migrate
from civic.errors import NotFound, TryAgain
from civic.messages.queries import mail_counts
from civic.web.context import read_session, services
from civic.web.guards import public

blueprint = Blueprint("health", __name__)

_REQUESTS = Counter("tongxing_requests", "Answers by endpoint, method and status", ["endpoint", "method", "status"])
_SECONDS = Histogram(
    "tongxing_request_seconds", "Time to answer", buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
)

_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})
"""Counted by name; whatever else a client makes up is one more series, not one each."""


@blueprint.get("/healthz")
@public
def alive() -> Response:
    """200 as long as the process answers; asks the database nothing."""
    return jsonify(status="alive")


@blueprint.get("/readyz")
@public
def ready() -> tuple[Response, int]:
    """The database is reachable and its migrations are current."""
    try:
        current = migrate.is_current(services().database)
    except (SQLAlchemyError, TryAgain):
        return jsonify(status="database unreachable"), 503
    return (jsonify(status="ready"), 200) if current else (jsonify(status="migrations not current"), 503)


@blueprint.get("/metrics")
@public
def metrics() -> Response:
    """Prometheus text for whoever holds the configured token; for everybody else there is no such page."""
    token = services().settings.metrics_token
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not token or not hmac.compare_digest(given.encode("utf-8", "replace"), token.encode()):
        raise NotFound()
    registry = DEFAULT_REGISTRY
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return Response(generate_latest(registry) + _mails(), content_type=CONTENT_TYPE_LATEST)


def _mails() -> bytes:
    """The post office's figures; from its queue, because another process sends the mails."""
    registry = CollectorRegistry()
    states = Gauge("tongxing_mails", "Mails of the last weeks by what became of them", ["state"], registry=registry)
    for state, mails in mail_counts(read_session()).items():
        states.labels(state).set(mails)
    return generate_latest(registry)


@blueprint.before_app_request
def _start_clock() -> None:
    if services().settings.metrics_token:
        g.started = time.perf_counter()


@blueprint.after_app_request
def _count(response: Response) -> Response:
    started = g.get("started")
    if started is not None:
        method = request.method if request.method in _METHODS else "other"
        _REQUESTS.labels(request.endpoint or "none", method, response.status_code).inc()
        _SECONDS.observe(time.perf_counter() - started)
    return response


def count_front(settings: Settings) -> Callable[[str, int], None]:
    """How the front pages report what they sent without the app: path and status."""
    if not settings.metrics_token:
        return lambda _path, _status: None
    return lambda path, status: _REQUESTS.labels(f"front {path}", "GET", status).inc()
