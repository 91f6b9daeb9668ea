"""`tongxing restate` and the job of every night, on either database."""

from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from civic.calendar import utc_now
from civic.database.engine import Database
from civic.disclosure.live import MINIMUM
from civic.program import Program
from civic.scheduling.jobs import run_due
from civic.services import Services
from footprint.ledger.models import Restatement
from footprint.ledger.services import Claim, record
from footprint.method.jobs import jobs
from footprint.resources import LEDGER
from tests.characters import open_site
from tests.commands import command
from tests.packs.copies import HARBOUR, changed
from tests.people import settle


@pytest.fixture
def before(database: Database, tmp_path: Path) -> Services:
    """A city in which ten residents were at a meeting and one rode, by the catalogue that it began with."""
    services = open_site(database, HARBOUR, tmp_path).app_services
    ledger, now, today = services.get(LEDGER), utc_now(), services.calendar.today()
    with database.write() as session:
        for km in range(1, MINIMUM + 1):
            resident = settle(session, now, district=services.city.districts[0].id).resident_id
            record(session, ledger, Claim(resident, "ride", "ride", "lift", km * 1000, today), now)
    return services


@pytest.fixture
def services(before: Services, tmp_path: Path) -> Services:
    """The same city later: a ride on a bicycle emits 0.02 kg a kilometre instead of 0.01."""
    rows = {"Bicycle,0.01,kgCO2e/pkm,0.01,0.01": "Bicycle,0.02,kgCO2e/pkm,0.01,0.02", "car,0.09": "car,0.08"}
    pack = HARBOUR
    for number, (old, new) in enumerate(rows.items()):
        pack, _ = changed(pack, tmp_path / str(number), "factors.csv", old, new)
    return open_site(before.database, pack, tmp_path).app_services


def kept(services: Services) -> int:
    with services.database.read() as session:
        return session.scalar(select(func.count()).select_from(Restatement)) or 0


def test_the_command_prints_both_totals(services: Services) -> None:
    done = CliRunner().invoke(command("restate"), obj=Program.of(services))
    assert done.exit_code == 0, done.output
    # 55 km of 0.2 / 2 - 0.01 kg each, and of 0.2 / 2 - 0.02
    everyday = next(line.split() for line in done.output.splitlines() if line.startswith("everyday"))
    assert (everyday[1], everyday[2], everyday[5], everyday[8:]) == ("10", "4.950", "4.400", ["-11.11%", "0"])
    assert kept(services) == 1


def test_the_job_waits_until_the_catalogue_has_changed(before: Services) -> None:
    assert run_due(before, jobs)
    assert kept(before) == 0


def test_the_job_restates_once_the_catalogue_has_changed(services: Services) -> None:
    assert run_due(services, jobs)
    assert kept(services) == 1
