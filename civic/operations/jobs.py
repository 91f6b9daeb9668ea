"""What the scheduler does about the database itself."""

from datetime import timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from civic.scheduling.jobs import Job
from civic.scheduling.schedules import Every
from civic.services import Services

OPTIMIZE = "PRAGMA optimize=0x10002"
"""Looks at all tables, and counts those that have grown."""


def _optimize(services: Services, session: Session) -> None:
    """Tells SQLite's planner how large tables have become; PostgreSQL finds out by itself."""
    if services.database.dialect == "sqlite":
        session.execute(text(OPTIMIZE))


jobs = [Job("tell the planner the tables' sizes", Every("day", timedelta(hours=3, minutes=40)), _optimize)]
