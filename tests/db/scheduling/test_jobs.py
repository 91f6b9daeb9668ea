"""Recurring jobs: once a period, caught up after a pause, by one leader, and stopped without a mess."""

import threading
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from civic.calendar import CityCalendar
from civic.database.engine import Database
from civic.scheduling.jobs import (
    Job,
    RecurringTask,
    Work,
    WrongClock,
    check_clock,
    last_run,
    run_due,
    run_if_due,
    run_if_time_is_true,
    run_task,
    serve,
    trust_clock,
)
from civic.scheduling.leadership import leadership
from civic.scheduling.models import JobRun
from civic.scheduling.schedules import Every
from civic.services import Services
from workbench.servers import wait_until

NIGHTLY = Every("day", timedelta(hours=3))
BEFORE_THREE, AFTER_THREE, NEXT_DAY = "2026-11-22T02:00+08:00", "2026-11-22T04:00+08:00", "2026-11-23T04:00+08:00"


@pytest.fixture
def services(database: Database, tmp_path: Path) -> Services:
    """What a scheduler needs of the services."""
    calendar = CityCalendar("Asia/Shanghai", [])
    settings = SimpleNamespace(instance_dir=tmp_path)
    return cast(Services, SimpleNamespace(database=database, calendar=calendar, settings=settings))


def add_household(_services: Services, session: Session) -> None:
    """A job whose runs can be counted."""
    session.execute(sa.text("INSERT INTO household (created_at) VALUES ('2026-01-01 00:00:00')"))


def runs(services: Services) -> int:
    with services.database.read() as session:
        return session.execute(sa.text("SELECT count(*) FROM household")).scalar_one()


def test_a_job_runs_once_a_period(services: Services) -> None:
    job = Job("count", NIGHTLY, add_household)
    with time_machine.travel(BEFORE_THREE, tick=False) as clock:
        for moment, done in ((BEFORE_THREE, 1), (BEFORE_THREE, 1), (AFTER_THREE, 2), (AFTER_THREE, 2), (NEXT_DAY, 3)):
            clock.move_to(moment)
            assert run_due(services, [job])
            assert runs(services) == done


def test_a_long_pause_is_caught_up_once(services: Services) -> None:
    job = Job("count", Every("hour"), add_household)
    with time_machine.travel(BEFORE_THREE, tick=False) as clock:
        run_due(services, [job])
        clock.shift(timedelta(days=30))
        run_due(services, [job])
    assert runs(services) == 2


def test_a_clock_far_ahead_runs_nothing_until_somebody_says_that_it_is_right(services: Services) -> None:
    """One start a hundred days ahead would close every campaign and freeze the season."""
    job = Job("count", NIGHTLY, add_household)
    with time_machine.travel(BEFORE_THREE, tick=False) as clock:
        check_clock(services.database)
        run_due(services, [job])
        clock.shift(timedelta(days=7))
        check_clock(services.database)
        clock.shift(timedelta(days=93))
        with pytest.raises(WrongClock, match="2026-11-21"):
            check_clock(services.database)
        trust_clock(services.database)
        check_clock(services.database)


def test_a_clock_that_jumps_ahead_stops_jobs_and_tasks(services: Services) -> None:
    asked: list[str] = []
    job, task = (
        Job("count", NIGHTLY, add_household),
        RecurringTask("look", timedelta(seconds=5), lambda _: asked.append("now")),
    )
    with time_machine.travel(BEFORE_THREE, tick=False) as clock:
        for _ in range(2):
            run_if_time_is_true(services, run_if_due, job)
            run_if_time_is_true(services, run_task, task)
            clock.shift(timedelta(days=100))
    assert (runs(services), asked) == (1, ["now"])


def test_a_failed_job_leaves_nothing_and_is_tried_again(services: Services) -> None:
    troubles = [RuntimeError("the disk is full")]

    def fail_once(services: Services, session: Session) -> None:
        add_household(services, session)
        if troubles:
            raise troubles.pop()

    jobs = [Job("fails once", NIGHTLY, fail_once), Job("goes well", NIGHTLY, add_household)]
    assert not run_due(services, jobs)
    assert runs(services) == 1, "the other job ran, the failed one left nothing"
    with services.database.read() as session:
        run = session.scalars(sa.select(JobRun).where(JobRun.job == "fails once")).one()
        assert (run.finished_at, run.error) == (None, "RuntimeError: the disk is full")
    assert run_due(services, jobs)
    assert runs(services) == 2


def test_two_processes_at_once_do_the_work_once(services: Services) -> None:
    together = threading.Barrier(2)

    def slow(services: Services, session: Session) -> None:
        add_household(services, session)
        time.sleep(0.2)  # long enough for the other process to arrive meanwhile

    def process() -> None:
        together.wait()
        run_due(services, [Job("slow", NIGHTLY, slow)])

    threads = [threading.Thread(target=process) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert runs(services) == 1


def test_one_leads_until_it_lets_go(database: Database, tmp_path: Path) -> None:
    first, second = leadership(database, tmp_path), leadership(database, tmp_path)
    assert first.claim()
    assert not second.claim()
    assert first.is_held()
    assert not second.is_held()
    first.release()
    assert second.claim()
    second.release()


def test_a_leader_notices_that_its_connection_is_gone(new_database: Callable[..., Database], tmp_path: Path) -> None:
    database = new_database("postgresql")
    lead = leadership(database, tmp_path)
    assert lead.claim()
    with database.engine.begin() as connection:
        connection.execute(
            sa.text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE pid <> pg_backend_pid() AND datname = current_database()"
            )
        )
    assert not lead.is_held()
    lead.release()


class InAThread:
    """A scheduler in a thread of its own, stopped at the end of the block."""

    def __init__(self, services: Services, *jobs: Job) -> None:
        self.stop = threading.Event()
        self.thread = threading.Thread(target=serve, args=(services, jobs, self.stop.wait))

    def __enter__(self) -> "InAThread":
        self.thread.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self.stop.set()
        self.thread.join(10)
        assert not self.thread.is_alive()


def test_a_started_scheduler_catches_up_and_stops_after_the_run_at_hand(services: Services) -> None:
    at_work = threading.Event()

    def slow(services: Services, session: Session) -> None:
        at_work.set()
        time.sleep(0.2)  # a run at hand when the scheduler is told to stop
        add_household(services, session)

    with InAThread(services, Job("slow", NIGHTLY, slow)):
        assert at_work.wait(5)
    assert runs(services) == 1


def test_what_takes_long_keeps_nothing_else_waiting(services: Services) -> None:
    other_ran = threading.Event()

    def long(_services: Services, _session: Session) -> None:
        assert other_ran.wait(10)

    def other(_services: Services, _session: Session) -> None:
        other_ran.set()

    long_job = Job("long", NIGHTLY, long, takes_long=True)
    with InAThread(services, long_job, Job("other", NIGHTLY, other)):
        wait_until(lambda: other_ran.is_set() and is_done(services, "long"))


def is_done(services: Services, name: str) -> bool:
    with services.database.read() as session:
        return last_run(session, name) is not None


def test_a_scheduler_that_does_not_lead_does_nothing(services: Services) -> None:
    lead = leadership(services.database, services.settings.instance_dir)
    assert lead.claim()
    with InAThread(services, Job("count", NIGHTLY, add_household)) as follower:
        follower.thread.join(0.3)
    lead.release()
    assert runs(services) == 0


def test_a_task_is_asked_every_time_and_its_failure_is_told(services: Services) -> None:
    asked: list[str] = []

    def look(_services: Services) -> None:
        asked.append("again")

    def fail(_services: Services) -> None:
        raise RuntimeError("the queue is away")

    later = RecurringTask("look", timedelta(seconds=5), look)
    assert run_due(services, [later])
    assert not run_due(services, [RecurringTask("fail", timedelta(seconds=5), fail), later])
    assert asked == ["again", "again"]


def test_tasks_run_beside_jobs(services: Services) -> None:
    """Often, without a note of each time."""
    enough = threading.Event()
    asked: list[float] = []

    def look(_services: Services) -> None:
        asked.append(time.monotonic())
        if len(asked) == 3:
            enough.set()

    works: list[Work] = [RecurringTask("look", timedelta(seconds=0.05), look), Job("count", NIGHTLY, add_household)]
    serve(services, works, lambda _seconds: enough.wait(10))
    assert enough.is_set()
    assert runs(services) == 1
    with services.database.read() as session:
        assert session.scalars(sa.select(JobRun.job)).all() == ["count"]
