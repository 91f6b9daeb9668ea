"""Who imports whom: the contracts of `.importlinter`, and a first command that needs nothing installed."""

import ast
import subprocess
import sys
from pathlib import Path

from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

from civic import dev
from footprint.population.services import ACCOUNTS, PASSWORD

ROOT = Path(__file__).resolve().parents[2]
DEV = ROOT / "civic" / "dev.py"


def test_the_import_contracts_hold() -> None:
    assert lint_imports(config_filename=str(ROOT / ".importlinter"), no_cache=True) == EXIT_STATUS_SUCCESS


def test_the_first_command_imports_the_standard_library_only() -> None:
    nodes = list(ast.walk(ast.parse(DEV.read_text())))
    names = [name.name for node in nodes if isinstance(node, ast.Import) for name in node.names]
    names += [node.module or "." for node in nodes if isinstance(node, ast.ImportFrom)]
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_the_first_command_runs_on_a_python_without_packages() -> None:
    """Its folder has a calendar.py and a locale.py, which must not stand in for the standard library's."""
    shown = subprocess.run([sys.executable, "-S", DEV], capture_output=True, text=True)
    assert (shown.returncode, shown.stdout) == (2, "")
    assert "civic/dev.py demo" in shown.stderr


def test_the_first_command_names_the_accounts_of_the_demonstration() -> None:
    assert all(name in dev.ACCOUNTS for name in ACCOUNTS)
    assert PASSWORD in dev.ACCOUNTS
