"""Whoever follows CONTRIBUTING and README to the letter arrives.

Each worked change is pasted into a copy of the project, and the commands of its section are run there. What takes long
is looked at by name only: `civic/dev.py demo`, and `civic/dev.py test` without the names of tests.
"""

import json
from pathlib import Path

import pytest

from civic import dev
from tests.house import worked
from tests.house.worked import ROOT, Block, blocks

DOCUMENTS = ("CONTRIBUTING.md", "README.md")
DEV_COMMANDS = {command.__name__ for command in (dev.demo, dev.test, dev.lock)}
ALL = [(document, block) for document in DOCUMENTS for block in blocks(ROOT / document)]
WORKED = list(dict.fromkeys(block.section for _, block in ALL if block.file))
SHELL = [(document, block) for document, block in ALL if not block.language]


def test_every_block_is_pasted_or_run() -> None:
    assert [block.text for _, block in ALL if bool(block.file) == (not block.language)] == []
    assert len(WORKED) == 4


@pytest.mark.parametrize(("document", "block"), SHELL, ids=[block.section for _, block in SHELL])
def test_every_command_is_one_that_there_is(document: str, block: Block) -> None:
    for program, *words in block.commands():
        if words[0] == "civic/dev.py":
            assert (program, words[1] in DEV_COMMANDS) == ("python3", True), words
        else:
            assert (program, words[0]) == (".venv/bin/python", "-m"), words


@pytest.mark.parametrize("section", WORKED)
def test_a_worked_change_works(section: str, tmp_path: Path) -> None:
    tree = worked.copy(tmp_path, section)
    worked.run(tree, "-m", "ruff", "check", ".")
    worked.run(tree, "-m", "ruff", "format", "--check", ".")
    for block in (block for _, block in ALL if block.section == section and not block.language):
        for _, *words in block.commands():
            _follow(tree, words)


def _follow(tree: Path, words: list[str]) -> None:
    """Runs one command of a shell block, the named tests by pytest itself."""
    if words[0] == "civic/dev.py":
        if words[2:]:
            worked.run(tree, "-m", "pytest", *words[2:])
        return
    end = words.index(">") if ">" in words else len(words)
    said = worked.run(tree, *words[:end])
    for file in words[end + 1 :]:
        (tree / file).write_text(said)


def test_the_new_actions_are_computed(tmp_path: Path) -> None:
    tree = worked.copy(tmp_path, "A new action")
    mended = json.loads(worked.run(tree, "-m", "civic", "quantify", "mending", "quantity=2", "--json"))
    paper = json.loads(worked.run(tree, "-m", "civic", "quantify", "paper_ream", "quantity=1", "--json"))
    assert (mended["mid_g"], mended["factors"]) == (0, [])
    assert (paper["low_g"], paper["mid_g"], paper["high_g"]) == (1500, 2300, 4000)
