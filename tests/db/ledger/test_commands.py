"""`tongxing verify` and `tongxing rebuild` as an operator sees them."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from click.testing import CliRunner, Result

from civic.app import build_services
from civic.config import Settings
from civic.database.engine import Database
from civic.program import Program
from tests.commands import command
from tests.db.ledger.town import PORT, TODAY, Town, days_ago

Run = Callable[..., Result]


@pytest.fixture
def run(settings: Settings, database: Database) -> Run:
    """Runs a command on the test's database."""
    app_services = build_services(settings, database)
    return lambda name, *sent: CliRunner().invoke(command(name), sent, obj=Program.of(app_services))


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


def shares_of(run: Run, *sent: str) -> dict[str, Any]:
    done = run("shares", "--json", *sent)
    assert done.exit_code == 0, done.output
    return {row["action"]: row for row in json.loads(done.output)["actions"]}


def lived_in(town: Town) -> None:
    """Two walk, one of them in another district and twice; a bag was taken back."""
    ann, ben = town.move_in(), town.move_in(PORT)
    town.log(ann, quantity=3, on=days_ago(3))
    town.log(ben, quantity=1)
    town.log(ben, quantity=2)
    town.log(ann, "bag")
    town.undo(ann, town.log(ann, "bag"))


def test_shares_tell_what_each_action_has_in_the_kilograms(town: Town, run: Run) -> None:
    lived_in(town)
    walk, bag = 6 * 41_700, 20_000
    found = shares_of(run)
    assert list(found) == ["walk", "bag"], "what saved most comes first"
    assert [found[one]["mid_mg"] for one in found] == [walk, bag]
    assert [found[one]["accounts"] for one in found] == [2, 1]
    assert [found[one]["entries"] for one in found] == [3, 1], "what was taken back is none"
    assert found["walk"]["share_of_kilograms"] == walk / (walk + bag)
    assert [found[one]["share_of_entries"] for one in found] == [0.75, 0.25]


def test_shares_of_some_days_are_those_of_what_happened_then(town: Town, run: Run) -> None:
    lived_in(town)
    whole = shares_of(run)
    assert shares_of(run, "--from", days_ago(3).isoformat()) == whole
    assert shares_of(run, "--to", TODAY.isoformat()) == whole
    today = shares_of(run, "--from", TODAY.isoformat(), "--to", TODAY.isoformat())
    assert (today["walk"]["mid_mg"], today["walk"]["accounts"], today["walk"]["entries"]) == (3 * 41_700, 1, 2)
    assert shares_of(run, "--to", date(2026, 1, 1).isoformat()) == {}


def test_shares_are_a_table_for_a_reader(town: Town, run: Run) -> None:
    lived_in(town)
    head, walk, bag = run("shares").output.splitlines()
    assert head.split() == ["action", "accounts", "entries", "of", "all", "kg", "low", "high", "of", "all"]
    assert walk.split() == ["walk", "2", "3", "75.0%", "0.250", "0.181", "0.302", "92.6%"]
    assert bag.split()[0] == "bag"


def test_shares_refuse_days_the_wrong_way_round(town: Town, run: Run) -> None:
    refused = run("shares", "--from", "2026-02-01", "--to", "2026-01-01")
    assert refused.exit_code == 1
    assert "--from lies after --to" in refused.output


def test_no_entries_have_no_shares(town: Town, run: Run) -> None:
    assert shares_of(run) == {}
