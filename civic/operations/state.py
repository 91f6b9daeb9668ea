"""How the service is: whether the database answers, how far jobs, mails and backups are, and who stands by."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text, tuple_
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.errors import TryAgain
from civic.messages.queries import mail_counts
from civic.scheduling.jobs import JOBS, Job
from civic.scheduling.leadership import is_led
from civic.scheduling.models import JobRun
from civic.services import Services

BACKUP_NOTE = "last-backup"
"""A file of the instance folder that `tongxing backup` touches."""
LATE = timedelta(hours=2)
_STANDBYS = text("SELECT count(*), EXTRACT(EPOCH FROM max(replay_lag)) FROM pg_stat_replication")


@dataclass(frozen=True, slots=True)
class JobState:
    """One recurring job: when it last ended well, and whether the run that was due two hours ago is missing."""

    name: str
    done_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Standbys:
    """Servers that follow the database; the lag is None while nothing is written, or where it may not be seen."""

    number: int
    lag_s: float | None


@dataclass(frozen=True, slots=True)
class State:
    """What only the database knows."""

    is_led: bool
    jobs: tuple[JobState, ...]
    mails: Mapping[str, int]
    standbys: Standbys | None
    """None on SQLite, which has none."""


def state(services: Services, now: datetime) -> State | None:
    """The state of the service; None while the database does not answer."""
    try:
        with services.database.read() as session:
            jobs = [work for work in services.registry.all(JOBS) if isinstance(work, Job)]
            return State(
                is_led=is_led(session, services.settings.instance_dir),
                jobs=tuple(_jobs(session, jobs, services.calendar, now)),
                mails=mail_counts(session),
                standbys=_standbys(session),
            )
    except (SQLAlchemyError, TryAgain):
        return None


def backup_at(instance_dir: Path) -> datetime | None:
    """When this machine last made a backup."""
    try:
        return datetime.fromtimestamp((instance_dir / BACKUP_NOTE).stat().st_mtime, UTC)
    except FileNotFoundError:
        return None


def note_backup(instance_dir: Path) -> None:
    """Remembers that a backup was made just now."""
    (instance_dir / BACKUP_NOTE).touch()


def _jobs(session: Session, jobs: Iterable[Job], calendar: CityCalendar, now: datetime) -> Iterable[JobState]:
    due = {job.name: job.schedule.period_key(calendar.local(now - LATE)) for job in jobs}
    finished = JobRun.finished_at.is_not(None)
    ran = {
        row.job
        for row in session.execute(
            select(JobRun.job).where(tuple_(JobRun.job, JobRun.period_key).in_(list(due.items())), finished)
        )
    }
    at = func.max(JobRun.finished_at).label("at")
    newest = select(JobRun.job, at).where(JobRun.job.in_(due)).group_by(JobRun.job)
    done_at = {row.job: row.at for row in session.execute(newest)}
    return [JobState(name, done_at.get(name), is_late=name not in ran) for name in due]


def _standbys(session: Session) -> Standbys | None:
    if session.get_bind().dialect.name != "postgresql":
        return None
    row = session.execute(_STANDBYS).one()
    return Standbys(row[0], None if row[1] is None else float(row[1]))
