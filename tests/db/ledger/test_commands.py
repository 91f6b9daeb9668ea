"""`tongxing verify` and `tongxing rebuild` as an operator sees them."""

from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from civic.app import build_services
from civic.config import Settings
from civic.database.engine import Database
from civic.program import Program
from tests.commands import command
from tests.db.ledger.town import Town

Run = Callable[[str], Result]


@pytest.fixture
def run(settings: Settings, database: Database) -> Run:
    """Runs a command on the test's database."""
    app_services = build_services(settings, database)
    return lambda name: CliRunner().invoke(command(name), obj=Program.of(app_services))


def test_verify_says_what_it_checked(town: Town, run: Run) -> None:
    ann = town.move_in()
    town.undo(ann, town.log(ann))
    done = run("verify")
    assert done.exit_code == 0
    assert "2  entries" in done.output
    assert "everything equal" in done.output


def test_verify_lists_differences_and_rebuild_cures_them(town: Town, run: Run) -> None:
    town.log(town.move_in())
    town.tamper("UPDATE place_total SET mid_mg = 1 WHERE period = 'all'")
    failed = run("verify")
    assert failed.exit_code == 1
    assert "differs: place_total all hill has mid_mg 1, the ledger gives 41700" in failed.output
    assert run("rebuild").exit_code == 0
    assert run("verify").exit_code == 0
