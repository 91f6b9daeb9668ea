"""The scheduler process: runs what is due, once a period, and catches up on what a pause made it miss.

Features register each `Job` and `RecurringTask` at `JOBS`. A job and the note that it
ran are one transaction, so a crash leaves neither, and two schedulers cannot both do the work: the second finds the
note. Only the latest period is caught up; a job whose gaps matter looks for them itself. A task leaves no note: it is
asked every few seconds or minutes and finds out from its own tables what is to be done.
"""

import signal
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import click
import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from civic.calendar import utc_now
from civic.database.engine import Database
from civic.database.migrate import need_current
from civic.feature import ExtensionPoint
from civic.logs import configure_logs
from civic.program import Program
from civic.scheduling.leadership import Leadership, LostLead, leadership
from civic.scheduling.models import JobRun
from civic.scheduling.schedules import Every
from civic.services import Services

log = structlog.get_logger()
_SWEEP_EVERY = timedelta(minutes=10)
_HEARTBEAT_S = 10.0
_LONG = "long"
_ERROR_CHARACTERS = 500
_LONGEST_PAUSE = timedelta(days=7)
"""A clock that is further beyond the newest run is taken for wrong: jobs close campaigns and delete votes by it."""
_STOP = {signal.SIGTERM, signal.SIGINT}


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do regularly. `run` gets a write session and does not commit; `name` is its identity for ever.

    One that `takes_long` runs on a thread of its own and gets a session for reading, before the transaction that notes
    it: on SQLite nobody's write waits for it. If it writes anything, then in a short transaction of its own.
    """

    name: str
    schedule: Every
    run: Callable[[Services, Session], None]
    takes_long: bool = False


@dataclass(frozen=True, slots=True)
class RecurringTask:
    """Work that itself looks for what is due, `every` so often: a queue, reminders, figures to be counted anew. `run`
    opens its own transactions."""

    name: str
    every: timedelta
    run: Callable[[Services], None]


Work = Job | RecurringTask
JOBS: ExtensionPoint[Work] = ExtensionPoint("jobs", key=lambda work: work.name)


class WrongClock(Exception):
    """The clock lies far beyond the newest run; the message says what to do."""


def check_clock(database: Database) -> None:
    """Whether the time can be true, as far as earlier runs tell.

    Raises:
        WrongClock: more than a week has passed since the newest run.
    """
    with database.read() as session:
        newest = session.scalar(select(func.max(JobRun.started_at)))
    now = utc_now()
    if newest and now - newest > _LONGEST_PAUSE:
        raise WrongClock(
            f"the clock says {now:%Y-%m-%d}, the jobs last ran on {newest:%Y-%m-%d}. If the clock is wrong, set it; "
            "after a long pause start once: tongxing jobs --trust-clock"
        )


def trust_clock(database: Database) -> None:
    """Notes that the time is true, though the last run was long ago."""
    now = utc_now()
    with database.write() as session:
        session.merge(JobRun(job="trust the clock", period_key=f"{now:%Y-%m-%d}", started_at=now, finished_at=now))


def run_due(services: Services, works: Iterable[Work]) -> bool:
    """Runs each job whose latest period has not run yet, and each task; False when one failed (and is to be tried
    again)."""
    outcomes = [run_if_due(services, work) if isinstance(work, Job) else run_task(services, work) for work in works]
    return all(outcomes)


def run_if_time_is_true(services: Services, run: Callable[..., bool], work: Work) -> None:
    """What the scheduler calls: a clock may also jump while it runs."""
    try:
        check_clock(services.database)
    except WrongClock as error:
        log.error("nothing was run", job=work.name, why=str(error))
    else:
        run(services, work)


def run_task(services: Services, task: RecurringTask) -> bool:
    """Runs the task; False when it failed. The next time comes by itself."""
    try:
        task.run(services)
    except Exception:
        log.exception("task failed", task=task.name)
        return False
    return True


def run_if_due(services: Services, job: Job) -> bool:
    """Runs the job for its latest period unless that is done; False when it failed."""
    key = job.schedule.period_key(services.calendar.local(utc_now()))
    try:
        ran = _run_once(services, job, key)
    except Exception as error:
        log.exception("job failed", job=job.name, period=key)
        _note_failure(services, job, key, error)
        return False
    if ran:
        log.info("job done", job=job.name, period=key)
    return True


def _run_once(services: Services, job: Job, key: str) -> bool:
    """Runs the job and notes it in one transaction; False when another run was first."""
    started_at = utc_now()
    if job.takes_long:
        if _is_done(services, job, key):
            return False
        with services.database.read() as session:
            job.run(services, session)
    with services.database.write() as session:
        run = session.get(JobRun, (job.name, key), with_for_update=True)
        if run and run.finished_at:
            return False
        run = run or _claim(session, job, key, started_at)
        if run is None:
            return False
        if not job.takes_long:
            job.run(services, session)
        run.started_at, run.finished_at, run.error = started_at, utc_now(), None
        return True


def _is_done(services: Services, job: Job, key: str) -> bool:
    with services.database.read() as session:
        run = session.get(JobRun, (job.name, key))
        return run is not None and run.finished_at is not None


def last_run(session: Session, name: str) -> datetime | None:
    """When the newest run of a job that ended well began."""
    done = select(func.max(JobRun.started_at)).where(JobRun.job == name, JobRun.finished_at.is_not(None))
    return session.scalar(done)


def _claim(session: Session, job: Job, key: str, started_at: datetime) -> JobRun | None:
    """The row of this run; None when another process inserted it while this one waited."""
    run = JobRun(job=job.name, period_key=key, started_at=started_at)
    try:
        with session.begin_nested():
            session.add(run)
    except IntegrityError:
        return None
    return run


def _note_failure(services: Services, job: Job, key: str, error: Exception) -> None:
    note = f"{type(error).__name__}: {error}"[:_ERROR_CHARACTERS]
    with services.database.write() as session:
        session.merge(JobRun(job=job.name, period_key=key, started_at=utc_now(), error=note))


class _WhenDue(BaseTrigger):  # type: ignore[misc]
    """APScheduler asks this when a job comes next."""

    def __init__(self, schedule: Every) -> None:
        self._schedule = schedule

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        return self._schedule.next_due(now)


def serve(services: Services, jobs: Sequence[Work], stopped_within: Callable[[float], bool]) -> None:
    """Waits for the lead, then runs the jobs and tasks until it is told to stop; running ones are finished first.

    Args:
        stopped_within: waits up to that many seconds; True as soon as it is time to stop.

    Raises:
        LostLead: another process may lead by now. The service manager starts this one again.
    """
    lead = leadership(services.database, services.settings.instance_dir)
    while not _leads(lead):
        if stopped_within(_HEARTBEAT_S):
            return
    log.info("leading", jobs=len(jobs))
    scheduler = _scheduler(services, jobs)
    scheduler.start()
    try:
        while not stopped_within(_HEARTBEAT_S):
            if not lead.is_held():
                raise LostLead("the connection that held the lead is gone")
    finally:
        scheduler.pause()  # before the shutdown, or a run that is due just then starts while it waits
        scheduler.shutdown(wait=True)
        lead.release()
        log.info("stopped")


def _leads(lead: Leadership) -> bool:
    """Whether the lead was free; a database that is away for a while is waited for like another leader."""
    try:
        return lead.claim()
    except LostLead as error:
        log.warning("nobody can lead", why=str(error))
        return False


def _scheduler(services: Services, works: Sequence[Work]) -> BackgroundScheduler:
    """Two threads, one for what takes long, so that mails do not wait for the ledger's check; each job when it is due,
    all at start and every few minutes."""
    local_now = services.calendar.local(utc_now())
    threads = {"default": ThreadPoolExecutor(1), _LONG: ThreadPoolExecutor(1)}
    scheduler = BackgroundScheduler(executors=threads, timezone=local_now.tzinfo)
    options = {"misfire_grace_time": None, "coalesce": True}
    sweep = {"trigger": "interval", "seconds": _SWEEP_EVERY.total_seconds(), "next_run_time": local_now}
    jobs = [work for work in works if isinstance(work, Job)]
    for job in jobs:
        due = [services, run_if_due, job]
        where = {"executor": _LONG if job.takes_long else "default", **options}
        scheduler.add_job(run_if_time_is_true, args=due, id=f"catch up: {job.name}", **sweep, **where)
        scheduler.add_job(run_if_time_is_true, _WhenDue(job.schedule), args=due, id=job.name, **where)
    for task in works:
        if isinstance(task, RecurringTask):
            often = {"trigger": "interval", "seconds": task.every.total_seconds(), "next_run_time": local_now}
            due = [services, run_task, task]
            scheduler.add_job(run_if_time_is_true, args=due, id=task.name, **often, **options)
    return scheduler


@click.command(name="jobs")
@click.option("--once", is_flag=True, help="Run what is due now and exit.")
@click.option("--trust-clock", "trust", is_flag=True, help="The time is true, though the last run was long ago.")
@click.pass_obj
def command(program: Program, once: bool, trust: bool) -> None:
    """Run the recurring jobs: any number of these processes, one of which leads."""
    configure_logs()
    if not once:
        # Blocked and waited for: a handler could be interrupted by the next signal while it holds a lock. Before the
        # application is there, as threads that a library starts would take a signal that only this one blocks.
        signal.pthread_sigmask(signal.SIG_BLOCK, _STOP)
    services = program.services()
    need_current(services.database)
    jobs = services.registry.all(JOBS)
    try:
        if trust:
            trust_clock(services.database)
        check_clock(services.database)
        _once(services, jobs) if once else serve(services, jobs, _told_to_stop_within)
    except (LostLead, WrongClock) as error:
        raise click.ClickException(str(error)) from error


def _told_to_stop_within(seconds: float) -> bool:
    return signal.sigtimedwait(_STOP, seconds) is not None


def _once(services: Services, jobs: Sequence[Work]) -> None:
    lead = leadership(services.database, services.settings.instance_dir)
    if not lead.claim():
        raise click.ClickException("another process leads the jobs; stop it first, or leave it to that one")
    try:
        if not run_due(services, jobs):
            raise click.ClickException("a job failed; the log says why, the next run tries again")
    finally:
        lead.release()
