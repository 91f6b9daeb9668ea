"""A single table as Tau-Argus protects it, the statistical offices’ own program."""

from collections import defaultdict
from pathlib import Path
from random import Random

import pytauargus as tau_argus  # type: ignore[import-untyped]
import pytest

from civic.disclosure.cells import Cell, Name, decide
from civic.disclosure.tables import TOTAL, with_totals

_DISTRICTS, _KINDS = ([f"{letter}{number}" for number in range(4)] for letter in "dk")


def people(seed: int) -> list[tuple[str, str, int]]:
    """District, kind and grams of each; nobody is in two cells."""
    random = Random(seed)
    return [
        (district, kind, 1 + int(100 * random.lognormvariate(0, 1)))
        for district in _DISTRICTS
        for kind in _KINDS
        for _ in range(random.choice((4, 12, 30, 60)))
    ]


def hidden_by_tau_argus(found: list[tuple[str, str, int]], folder: Path) -> tuple[set[Name], set[Name]]:
    """What it takes for secrets, and all that it hides."""
    districts, kinds, grams = zip(*found, strict=True)
    micro = {"district": list(districts), "kind": list(kinds), "grams": [float(one) for one in grams]}
    rules = {"safety_rules": "FREQ(10,0)|NK(1,50)", "suppress": "OPT(1)", "workdir": str(folder)}
    table = tau_argus.protect(micro, ["district", "kind"], response="grams", **rules).tables[0]
    names = [tuple(_level(row[column]) for column in ("district", "kind")) for row in table.rows]
    safe = dict(zip(names, table.safe(), strict=True))
    return set(names), {name for name, shown in safe.items() if shown == "x"}


def _level(value: str) -> str:
    return TOTAL if value.strip() in ("", "Total") else value.strip()


@pytest.mark.parametrize("seed", range(6))
def test_as_many_cells_are_hidden_as_the_best_solution_hides_or_few_more(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # its solver writes logs where it stands
    found, each = people(seed), defaultdict[Name, list[int]](list)
    for district, kind, grams in found:
        each[district, kind].append(grams)
    cells, sums = with_totals({name: Cell(len(own), sum(own), max(own) / sum(own)) for name, own in each.items()})
    ours = set(decide(cells, sums).hidden)
    secrets = {name for name, cell in cells.items() if cell.is_secret(10)}
    names, theirs = hidden_by_tau_argus(found, tmp_path)
    assert names == set(cells) and secrets <= theirs and secrets <= ours
    assert len(theirs) - 2 <= len(ours) <= 1.5 * len(theirs) + 1
