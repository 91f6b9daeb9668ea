"""The rules and the dashboard that are shipped fit each other and the figures that the site really gives."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tests.characters import Site
from tests.servers import ROOT

FILES = ROOT / "docs" / "operations" / "files"
_OF_PROMETHEUS = {"up"}
_UNSEEN = {"tongxing_backup_timestamp_seconds", "tongxing_replication_lag_seconds", "tongxing_standbys"}
"""Only where there is a backup, or a standby."""


def asked() -> set[str]:
    """The figures that rules and panels ask for."""
    rules = re.findall(r"expr: (.*)", (FILES / "alerts.yml").read_text())
    panels = json.loads((FILES / "dashboard.json").read_text())["panels"]
    expressions = [*rules, *(target["expr"] for panel in panels for target in panel["targets"])]
    return {name for one in expressions for name in re.findall(r"\b(?:tongxing_\w+|up)\b", one)} - _OF_PROMETHEUS


def test_every_figure_that_is_asked_for_is_given(open_city: Callable[..., Site]) -> None:
    visitor = open_city(metrics_token="the operator's").visitor()
    visitor.open("/")
    shown = visitor.open("/metrics", Authorization="Bearer the operator's").html
    given = set(re.findall(r"^(tongxing_\w+)", shown, re.MULTILINE))
    assert asked() - given <= _UNSEEN


@pytest.mark.parametrize("command", [("check", "rules", "alerts.yml"), ("test", "rules", "alerts-test.yml")])
def test_promtool_takes_the_rules(command: tuple[str, ...]) -> None:
    program = shutil.which("promtool")
    assert program, "no promtool: python3 civic/dev.py test installs or asks for it"
    done = subprocess.run([program, *command], cwd=FILES, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
