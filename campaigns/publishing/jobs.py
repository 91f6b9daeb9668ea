"""What the scheduler does: a month is built on the ninth day of the next, and then waits for people."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from campaigns.indicators.jobs import count as count_indicators
from campaigns.publishing import rules, services
from campaigns.publishing.building import Built, build
from campaigns.publishing.queries import MONTH, latest
from civic.calendar import address_of, utc_now
from civic.errors import Conflict
from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services
from footprint.ledger.months import one_look
from footprint.resources import LEDGER

log = structlog.get_logger()


def build_last_month(app_services: Services, session: Session, now: datetime) -> None:
    """Builds the last month, if it may be by now and nobody has."""
    calendar = app_services.calendar
    month = calendar.before(calendar.month(calendar.today(now)))
    period = address_of(month.key)
    if calendar.today(now) < rules.may_be_built_from(month.end) or latest(session, MONTH, period):
        return
    try:
        built = build_now(app_services, period, now)
    except Conflict as refusal:
        log.info("no release built", period=period, why=str(refusal))
        return
    with app_services.database.write() as writer:
        services.keep(writer, built, services.SCHEDULER)
    log.info("release built", period=period, shown=len(built.decision.shown), hidden=len(built.decision.hidden))


def build_now(app_services: Services, period: str, now: datetime) -> Built:
    """A month's release from one snapshot, beside its indicators: they are counted first where nobody has.

    Raises:
        Invalid, Conflict: see `build`.
    """
    app_services.get(LEDGER)
    with app_services.database.read() as session:
        count_indicators(app_services, session)
    with one_look(app_services.database) as snapshot:
        return build(app_services, snapshot, MONTH, period, now)


def _build(app_services: Services, session: Session) -> None:
    build_last_month(app_services, session, utc_now())


jobs = [Job("build the month's release", Every("day", timedelta(hours=4, minutes=40)), _build, takes_long=True)]
