"""Whether the server lives, whether it can work, and what it has done (for the operator, and in words for staff)."""

import hmac
import os

from flask import Blueprint, Response, jsonify, render_template, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest, multiprocess
from prometheus_client import REGISTRY as DEFAULT_REGISTRY
from sqlalchemy.exc import SQLAlchemyError

from civic.accounts.permissions import may_run_city
from civic.calendar import utc_now
from civic.database import migrate
from civic.errors import NotFound, TryAgain
from civic.operations.state import State, backup_at, state
from civic.web.context import services
from civic.web.guards import allowed, public

blueprint = Blueprint("health", __name__)


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
    return Response(generate_latest(registry) + _shared(), content_type=CONTENT_TYPE_LATEST)


def _shared() -> bytes:
    """What all processes of the city share: whichever is asked gives the same, so take the largest, never the sum."""
    registry = CollectorRegistry()
    found, made_at = state(services(), utc_now()), backup_at(services().settings.instance_dir)
    _gauge(registry, "tongxing_database_answers", "Whether the database answers").set(found is not None)
    if made_at:
        _gauge(registry, "tongxing_backup_timestamp_seconds", "When this machine made a backup").set(
            made_at.timestamp()
        )
    if found:
        _from_database(registry, found)
    return generate_latest(registry)


def _from_database(registry: CollectorRegistry, found: State) -> None:
    _gauge(registry, "tongxing_jobs_led", "Whether a process runs the recurring jobs").set(found.is_led)
    late = _gauge(registry, "tongxing_job_late", "Whether the run due two hours ago is missing", "job")
    done = _gauge(registry, "tongxing_job_success_timestamp_seconds", "When a job last ended well", "job")
    for job in found.jobs:
        late.labels(job.name).set(job.is_late)
        if job.done_at:
            done.labels(job.name).set(job.done_at.timestamp())
    mails = _gauge(registry, "tongxing_mails", "Mails of the last weeks by what became of them", "state")
    for name, number in found.mails.items():
        mails.labels(name).set(number)
    if found.standbys:
        _gauge(registry, "tongxing_standbys", "Servers that follow the database").set(found.standbys.number)
        if found.standbys.lag_s is not None:
            lag = _gauge(registry, "tongxing_replication_lag_seconds", "How far the slowest of them is behind")
            lag.set(found.standbys.lag_s)


def _gauge(registry: CollectorRegistry, name: str, help: str, *labels: str) -> Gauge:
    return Gauge(name, help, labels, registry=registry)


@blueprint.get("/city/service")
@allowed(may_run_city)
def service() -> str:
    """For staff, in words: how the service is, and what to do about it."""
    return render_template(
        "civic/operations/service.html",
        state=state(services(), utc_now()),
        backup_at=backup_at(services().settings.instance_dir),
    )
