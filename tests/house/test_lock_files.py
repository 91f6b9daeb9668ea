"""What is installed is pinned by hash, fits pyproject.toml, and names no place it comes from."""

import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[2]
FILES = ("run", "test")
# Written apart, so that this file does not name them itself.
PLACES = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.",
    "--index" + "-url",
    "extra-" + "index",
    "find-" + "links",
)


def pinned(name: str) -> dict[str, str]:
    """The packages of a requirement file that this Python installs, with their versions."""
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    found = re.findall(r"^([a-z0-9-]+)==(\S+?)(?: ; (.*?))? \\$", text, re.MULTILINE)
    return {package: version for package, version, marker in found if not marker or Marker(marker).evaluate()}


def wanted(name: str) -> Iterator[Requirement]:
    """What pyproject.toml asks for in that file."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    runtime = [*project["project"]["dependencies"], *(line for extra in extras.values() for line in extra)]
    yield from map(Requirement, {"run": runtime, "test": project["dependency-groups"]["test"]}[name])


@pytest.mark.parametrize("name", FILES)
def test_every_line_is_a_pinned_package_a_hash_or_a_comment(name: str) -> None:
    lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
    kinds = re.compile(r"[a-z0-9-]+==\S+( ; .+)? \\|    --hash=sha256:[0-9a-f]{64}( \\)?|#.*|    # .*")
    assert [line for line in lines if not kinds.fullmatch(line)] == []


@pytest.mark.parametrize("name", FILES)
def test_the_pins_are_what_pyproject_asks_for(name: str) -> None:
    pins = pinned(name)
    assert len(pins) > 20
    wrong = [str(want) for want in wanted(name) if not want.specifier.contains(pins.get(want.name, "0"))]
    assert wrong == [], "python3 civic/dev.py lock writes requirements/ anew"


def test_both_files_agree() -> None:
    run, test = pinned("run"), pinned("test")
    assert {name: (run[name], test[name]) for name in run.keys() & test.keys() if run[name] != test[name]} == {}


def test_no_file_names_a_package_source() -> None:
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout.splitlines()
    texts = {name: (ROOT / name).read_bytes().decode(errors="ignore") for name in names if (ROOT / name).is_file()}
    assert [(name, place) for name, text in texts.items() for place in PLACES if place in text] == []
