"""The state of the service: who leads, which job is late, and what is said when the database does not answer."""

from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

from civic.calendar import CityCalendar, utc_now
from civic.database.engine import Database
from civic.operations.state import backup_at, note_backup, state
from civic.scheduling.jobs import JOBS, Job
from civic.scheduling.leadership import is_led, leadership
from civic.scheduling.models import JobRun
from civic.scheduling.schedules import Every
from civic.services import Services
from tests.characters import Site


def test_who_leads_is_seen_from_outside(database: Database, tmp_path: Any) -> None:
    lead = leadership(database, tmp_path)

    def seen() -> bool:
        with database.read() as session:
            return is_led(session, tmp_path)

    assert not seen()
    assert lead.claim()
    assert seen()
    lead.release()
    assert not seen()


def test_a_job_is_late_until_its_run_is_there(database: Database, tmp_path: Any) -> None:
    calendar, now = CityCalendar("Asia/Shanghai", ()), utc_now()
    job = Job("count", Every("hour"), lambda _services, _session: None)
    registry = SimpleNamespace(all=lambda point: [job] if point is JOBS else [])
    services = cast(
        Services,
        SimpleNamespace(
            database=database, calendar=calendar, registry=registry, settings=SimpleNamespace(instance_dir=tmp_path)
        ),
    )
    found = state(services, now)
    assert found
    assert [(one.name, one.is_late, one.done_at) for one in found.jobs] == [("count", True, None)]
    assert (found.standbys is None) == (database.dialect == "sqlite")
    key = job.schedule.period_key(calendar.local(now - timedelta(hours=2)))
    with database.write() as session:
        session.add(JobRun(job="count", period_key=key, started_at=now, finished_at=now))
    found = state(services, now)
    assert found
    assert [(one.is_late, one.done_at) for one in found.jobs] == [(False, now)]


def test_the_age_of_a_backup_is_that_of_its_note(tmp_path: Any) -> None:
    assert backup_at(tmp_path) is None
    note_backup(tmp_path)
    made_at = backup_at(tmp_path)
    assert made_at
    assert abs(made_at - utc_now()) < timedelta(minutes=1)


def test_staff_read_it_in_words_and_residents_do_not(open_city: Callable[..., Site]) -> None:
    site = open_city()
    page = site.clerk.open("/city/service")
    assert "定时任务没有运行" in page.text
    assert "本机还没有做过备份" in page.text
    assert site.xiaoming.open("/city/service").status == 404
