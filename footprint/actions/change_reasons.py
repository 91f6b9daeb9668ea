"""Reads `changes.toml`: why numbers of the pack were changed, in the words of those who changed them.

The file is a list with days and no part of any version, so a reason may still be written down later. A pack without
it gives no reasons.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from civic.city.folder import PackFolder
from civic.city.problems import PackError, Problem
from civic.city.records import Table
from civic.city.text import Text
from footprint.actions.catalogue import Catalogue

FILE = "changes.toml"


@dataclass(frozen=True, slots=True)
class ChangeReason:
    """Why these factors and actions were changed, given on a day, which is not after the change was first used."""

    on: date
    factors: frozenset[str]
    actions: frozenset[str]
    why: Text


def load_change_reasons(folder: Path, catalogue: Catalogue) -> tuple[ChangeReason, ...]:
    """The reasons that a pack gives, in the order of its file. Raises PackError naming every problem."""
    pack = PackFolder.read(folder, catalogue.languages)
    if FILE not in pack.texts:
        return ()
    table = pack.toml(FILE)
    reasons = tuple(_reason(entry, catalogue) for entry in table.tables("changes"))
    table.close()
    pack.refuse()
    return reasons


def check_change_reasons(folder: Path, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with changes.toml; empty when nothing is."""
    try:
        load_change_reasons(folder, catalogue)
    except PackError as error:
        return list(error.problems)
    return []


def _reason(entry: Table, catalogue: Catalogue) -> ChangeReason:
    """`removed_…` names what the pack no longer has, so that a misspelt id is not taken for one."""
    day = entry.day("on")
    if day is None:
        entry.problem("on", "The reason has no day.", "Write the day of the change, like 2026-11-27.")
    found = ChangeReason(
        on=day or date.min,
        factors=_named(entry, "factors", catalogue.factors),
        actions=_named(entry, "actions", catalogue.actions),
        why=entry.text("why"),
    )
    if not (found.factors or found.actions):
        entry.problem("", "The reason is about nothing.", "Name what changed under factors or actions.")
    entry.close()
    return found


def _named(entry: Table, key: str, known: Collection[str]) -> frozenset[str]:
    """Ids of things that are in the pack, and of those said to be gone."""
    present, gone = entry.strings(key, ()), entry.strings(f"removed_{key}", ())
    for name in present:
        if name not in known:
            cure = f"Mend its name, or write it under removed_{key} if it is gone."
            entry.problem(key, f"The pack has no '{name}'.", cure)
    for name in gone:
        if name in known:
            entry.problem(f"removed_{key}", f"The pack still has '{name}'.", f"Write it under {key}.")
    return frozenset((*present, *gone))
