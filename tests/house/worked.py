"""The blocks of a document, and a copy of the project in which those of a section are pasted where they say."""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_PLACE = re.compile(r"`(?P<file>[^`]+)`(?:, (?P<how>at the end|below|in place of)(?: `(?P<line>[^`]+)`)?)?:")
_NOT_COPIED = shutil.ignore_patterns(".*_cache", ".venv", ".git", "instance")


@dataclass(frozen=True)
class Block:
    """What stands between two fences, under which heading, and where the line above puts it."""

    section: str
    language: str
    text: str
    file: str = ""
    how: str = ""
    line: str = ""

    def paste(self, tree: Path) -> None:
        """Does with the file what the line above the block says; anything that does not fit fails."""
        newest = max(file.name[:4] for file in (tree / "migrations" / "versions").glob("[0-9]*.py"))
        numbers = {"NEWEST": newest, "NEXT": f"{int(newest) + 1:04}"}
        name, text = (_numbered(words, numbers) for words in (self.file, self.text))
        file = tree / name
        if not self.how:
            assert not file.exists(), f"{name} is there already"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        elif self.how == "at the end":
            file.write_text(file.read_text() + text)
        else:
            whole = f"{self.line}\n"
            assert file.read_text().count(whole) == 1, f"{name} has not one line: {self.line}"
            file.write_text(file.read_text().replace(whole, text if self.how == "in place of" else whole + text))

    def commands(self) -> Iterator[list[str]]:
        """The words of each command of a shell block."""
        for line in self.text.splitlines():
            if words := shlex.split(line, comments=True):
                yield words


def _numbered(text: str, numbers: dict[str, str]) -> str:
    return re.sub(r"\b(NEWEST|NEXT)(?=_|\b)", lambda found: numbers[found[1]], text)


def blocks(document: Path) -> list[Block]:
    """All blocks of a Markdown file."""
    found, section, above = [], "", ""
    lines = iter(document.read_text().splitlines())
    for line in lines:
        if line.startswith("```"):
            text = "".join(f"{inner}\n" for inner in iter(lambda: next(lines), "```"))
            place = _PLACE.fullmatch(above)
            named = {name: words or "" for name, words in place.groupdict().items()} if place else {}
            found.append(Block(section, line[3:], text, **named))
        section = line.lstrip("# ") if line.startswith("#") else section
        above = line or above
    return found


def copy(into: Path, section: str, document: str = "CONTRIBUTING.md") -> Path:
    """A copy of the project with the section's blocks pasted one after another."""
    tree = Path(shutil.copytree(ROOT, into / "tree", ignore=_NOT_COPIED))
    for block in blocks(ROOT / document):
        if block.section == section and block.file:
            block.paste(tree)
    return tree


def run(tree: Path, *arguments: str) -> str:
    """What a Python command says in the copy. A failure shows everything it said."""
    done = subprocess.run([sys.executable, *arguments], cwd=tree, capture_output=True, text=True)
    assert done.returncode == 0, f"{arguments}\n{done.stdout[-6000:]}\n{done.stderr[-3000:]}"
    return done.stdout
