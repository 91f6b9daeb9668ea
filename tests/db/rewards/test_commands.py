"""`tongxing outage` as an operator sees it."""

from collections.abc import Iterator

import pytest
import time_machine
from click.testing import CliRunner, Result

from civic.app import build_services
from civic.config import Settings
from civic.database.engine import Database
from civic.program import Program
from tests.commands import command


@pytest.fixture(autouse=True)
def friday_afternoon() -> Iterator[None]:
    """20 November 2026 in the city."""
    with time_machine.travel("2026-11-20 08:00Z", tick=False):
        yield


def run(settings: Settings, database: Database, name: str, *arguments: str) -> Result:
    program = Program.of(build_services(settings, database))
    return CliRunner().invoke(command(name), arguments, obj=program)


def test_an_outage_is_noted_and_listed(settings: Settings, database: Database) -> None:
    done = run(settings, database, "outage add", "2026-11-20", "--reason", "a broken cable")
    assert (done.exit_code, done.output) == (0, "2026-11-20 counts for everybody's week.\n")
    assert run(settings, database, "outage list").output == "2026-11-20  a broken cable\n"


def test_what_is_no_day_or_ahead_is_refused(settings: Settings, database: Database) -> None:
    assert run(settings, database, "outage add", "2026-02-30", "--reason", "x").exit_code != 0
    assert run(settings, database, "outage add", "2026-11-21", "--reason", "x").exit_code != 0
    assert run(settings, database, "outage add", "2026-11-20").exit_code != 0
    assert run(settings, database, "outage list").output == ""
