"""What teams can set themselves: templates of challenges, read from the pack's challenges.toml. A pack without it has
none. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from campaigns.teams import rules
from civic.city.folder import PackFolder
from civic.city.pack import icon
from civic.city.problems import PackError, Problem
from civic.city.records import Table, identifier, unique
from civic.city.text import Text

FILE = "challenges.toml"
_DAYS_OF_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Template:
    """A challenge to start from. `target` is for each week, for person_days for each member too, for kinds in all."""

    id: str
    icon: str
    name: Text
    about: Text
    measure: str
    target: int


def load_templates(folder: Path, languages: tuple[str, ...], actions: frozenset[str]) -> Mapping[str, Template]:
    """The templates of a pack by id, in the order of its file.

    Args:
        actions: what the pack's catalogue knows.

    Raises:
        PackError: naming every problem.
    """
    pack = PackFolder.read(folder, languages)
    return _of(pack, actions) if FILE in pack.texts else {}


def check_templates(folder: Path, languages: tuple[str, ...], actions: frozenset[str]) -> list[Problem]:
    """What is wrong with challenges.toml; empty when nothing is."""
    try:
        load_templates(folder, languages, actions)
    except PackError as error:
        return list(error.problems)
    return []


def _of(pack: PackFolder, actions: frozenset[str]) -> Mapping[str, Template]:
    table = pack.toml(FILE)
    pack.refuse()
    seen: set[str] = set()
    found = [_template(entry, len(actions), seen) for entry in table.tables("challenges")]
    table.close()
    pack.refuse()
    return {one.id: one for one in found}


def _template(table: Table, actions: int, seen: set[str]) -> Template:
    template = Template(
        id=identifier(table, "id"),
        icon=icon(table),
        name=table.text("name"),
        about=table.text("about"),
        measure=table.choice("measure", rules.MEASURES),
        target=table.integer("target"),
    )
    unique(table, seen, template.id, "challenges")
    most = actions if template.measure == rules.KINDS else _DAYS_OF_A_WEEK
    if not 1 <= template.target <= most:
        table.problem("target", f"'target' is {template.target}, which cannot be reached.", f"Give from 1 to {most}.")
    table.close()
    return template
