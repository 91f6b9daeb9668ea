"""Every feature is listed once, what it registers belongs to one app, and `--help` imports none of it."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest

from civic.app import FEATURES, build_registry
from civic.commands import COMMANDS, Command
from civic.feature import ExtensionPoint, Feature, Registry
from civic.web.application import ROUTES
from civic.web.menus import ACCOUNT_LINKS, FOOT_MENU, MAIN_MENU, ME_LINKS
from tests.characters import Site

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("civic", "footprint", "campaigns")
GREETINGS: ExtensionPoint[str] = ExtensionPoint("greetings", key=lambda greeting: greeting)


def manifests() -> Iterator[str]:
    """The module of every feature.py."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("feature.py")):
            if file != ROOT / "civic" / "feature.py":
                yield ".".join(file.relative_to(ROOT).with_suffix("").parts)


def test_every_feature_is_listed_once() -> None:
    found = [import_module(name).FEATURE for name in manifests()]
    assert sorted(one.name for one in found) == sorted(one.name for one in FEATURES)
    assert {id(one) for one in found} == {id(one) for one in FEATURES}


def test_every_folder_with_pages_or_jobs_has_a_manifest() -> None:
    edges = {file.parent for package in PACKAGES for name in ("*routes.py", "jobs.py")
             for file in (ROOT / package).glob(f"*/{name}")}  # fmt: skip
    without = {folder for folder in edges if not (folder / "feature.py").exists()}
    assert without == {ROOT / "civic" / "scheduling"}  # which runs the jobs of all


def test_every_blueprint_is_registered() -> None:
    """One that nobody lists would be a page that nobody finds."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    made = sum(file.read_text().count("\nblueprint = Blueprint(") for file in files)
    assert made == len(build_registry().all(ROUTES))


def test_features_stand_on_those_before_them() -> None:
    """The order of the list is the order of the floors: links, panels and hooks come from below to above."""
    homes = [next(name for name in manifests() if import_module(name).FEATURE is one) for one in FEATURES]
    floors = [PACKAGES.index(home.partition(".")[0]) for home in homes]
    assert floors == sorted(floors)


def test_the_links_of_menus_lead_to_pages_that_their_readers_may_open(site: Site) -> None:
    registry = site.app_services.registry
    for link in (link for point in (MAIN_MENU, FOOT_MENU, ACCOUNT_LINKS, ME_LINKS) for link in registry.all(point)):
        guard = getattr(site.app.view_functions[link.endpoint], "guard", None)
        assert guard in ("public", "signed_in", "with_account", link.may), link.endpoint


def test_a_registry_is_its_own() -> None:
    base = Feature("base", GREETINGS.takes("hello"))
    alone, both = Registry([base]), Registry([base, Feature("more", GREETINGS.takes("good morning"))])
    assert (alone.all(GREETINGS), both.all(GREETINGS)) == (("hello",), ("hello", "good morning"))
    assert both.by_key(GREETINGS) == {"hello": "hello", "good morning": "good morning"}


@pytest.mark.parametrize(
    "features",
    [
        (Feature("one"), Feature("one")),
        (Feature("one", GREETINGS.takes("hello")), Feature("two", GREETINGS.takes("hello"))),
    ],
)
def test_twins_are_refused(features: tuple[Feature, ...]) -> None:
    with pytest.raises(ValueError, match="registered twice"):
        Registry(features)


@pytest.mark.parametrize("listed", COMMANDS, ids=lambda one: one.name)
def test_a_command_is_what_the_list_says(listed: Command) -> None:
    command = resolve_name(listed.where)
    assert isinstance(command, click.Command)
    assert command.name == listed.name
    assert (command.help or "").startswith(listed.help.rstrip("."))


def test_help_imports_neither_flask_nor_sqlalchemy() -> None:
    heavy = "import sys, civic.commands; sys.exit(bool({'flask', 'sqlalchemy', 'PIL'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", heavy], cwd=ROOT).returncode == 0
    shown = subprocess.run([sys.executable, "-m", "civic", "--help"], cwd=ROOT, capture_output=True, text=True)
    assert all(f"  {command.name} " in shown.stdout for command in COMMANDS)
