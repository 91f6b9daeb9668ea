"""Every path, module and command that a document names is there."""

import re
from collections.abc import Iterator
from pathlib import Path
from pkgutil import resolve_name

import click
import pytest

from civic.commands import cli
from tests.house.worked import ROOT

DOCUMENTS = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks" / "README.md"]
_PLACES_OF_BLOCKS = re.compile(r"^`[^`]+`(, (at the end|below|in place of).*)?:$", re.MULTILINE)
_LINK = re.compile(r"\]\((?!\w+:)([^)#\s]+)")
TOP = {path.name for path in ROOT.iterdir() if path.is_dir() and not path.name.startswith(".")} - {"instance"}


def words(document: Path) -> Iterator[str]:
    """What stands between backticks outside of blocks."""
    text = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.DOTALL | re.MULTILINE)
    yield from re.findall(r"`([^`\n]+)`", _PLACES_OF_BLOCKS.sub("", text))


def named(document: Path) -> dict[str, list[str]]:
    """The paths, modules and commands among them."""
    found = list(words(document))
    paths = [one for one in found if re.fullmatch(r"[\w.<>*-]+(/[\w.<>*-]*)+", one) and one.partition("/")[0] in TOP]
    modules = [one for one in found if re.fullmatch(r"(civic|footprint|campaigns|tests|benchmarks)(\.\w+)+", one)]
    return {"paths": paths, "modules": modules, "commands": [one for one in found if re.match(r"tongxing \w", one)]}


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda one: str(one.relative_to(ROOT)))
def test_what_a_document_names_is_there(document: Path) -> None:
    found = named(document)
    paths = [path for path in found["paths"] if not _exists(path)]
    links = [link for link in _LINK.findall(document.read_text()) if not (document.parent / link).exists()]
    assert (paths, links) == ([], [])
    for module in found["modules"]:
        resolve_name(module)
    assert [command for command in found["commands"] if not _is_known(command.split()[1:])] == []


def _exists(path: str) -> bool:
    """Whether it is there; `<id>` stands for any name, and a module may be named without its ending."""
    pattern = re.sub(r"<\w+>", "*", path)
    return any(ROOT.glob(pattern)) or any(ROOT.glob(f"{pattern}.py"))


def _is_known(command: list[str]) -> bool:
    """Whether each word leads to a command, as far as they are words and not arguments."""
    group: click.Command = cli
    context = click.Context(cli)
    while isinstance(group, click.Group) and command:
        found = group.get_command(context, command.pop(0))
        if found is None:
            return False
        group = found
    options = {option for one in group.params if isinstance(one, click.Option) for option in one.opts}
    return all(word in options for word in command if word.startswith("--"))


def test_architecture_stays_one_page() -> None:
    assert len((ROOT / "ARCHITECTURE.md").read_text().splitlines()) <= 200
