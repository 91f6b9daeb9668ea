"""Tables of cells by several things at once, like district and kind of action, with all of their totals. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from civic.disclosure.cells import Cell, Name, Sum

TOTAL = "total"
"""The level that is all levels together."""
_ROUNDING = 1e-6


class TableError(ValueError):
    """A table that does not add up; the message is a sentence."""


def with_totals(table: Mapping[Name, Cell]) -> tuple[dict[Name, Cell], list[Sum]]:
    """The cells with the totals that the table does not have itself, and the sums between them all.

    Args:
        table: each cell by its levels, as many for each; `TOTAL` where it is of all of them. Where a total is given,
            its people may be fewer than those of its parts together, as some are in several.

    Raises:
        TableError: an amount that is not that of its parts, or people who are fewer than in one of them or more than
            in all.
    """
    cells = dict(table)
    depth = len(next(iter(cells), ()))
    for place in range(depth):
        plain = [name for name in cells if TOTAL not in name[place:]]
        for total, parts in _totals(plain, place).items():
            cells.setdefault(total, _together([cells[part] for part in parts]))
    lines = [line for place in range(depth) for line in _totals(cells, place).items()]
    return cells, [_sum(cells, *line) for line in sorted(lines, key=lambda line: line[0].count(TOTAL))]


def _totals(cells: Iterable[Name], place: int) -> dict[Name, list[Name]]:
    """The parts of each total over one of the things."""
    found: defaultdict[Name, list[Name]] = defaultdict(list)
    for levels in cells:
        if levels[place] != TOTAL:
            found[(*levels[:place], TOTAL, *levels[place + 1 :])].append(levels)
    return found


def _together(parts: list[Cell]) -> Cell:
    amount = sum(part.amount for part in parts)
    largest = max(part.largest_share * part.amount for part in parts)
    return Cell(sum(part.people for part in parts), amount, largest / amount if amount else 0.0)


def _sum(cells: Mapping[Name, Cell], total: Name, parts: list[Name]) -> Sum:
    """Having checked that it is one."""
    whole, together = cells[total], _together([cells[part] for part in parts])
    name = ", ".join(total)
    if abs(whole.amount - together.amount) > _ROUNDING * max(1.0, abs(whole.amount)):
        raise TableError(f"“{name}” is {whole.amount:,.10g}, but its parts add up to {together.amount:,.10g}.")
    most = max(cells[part].people for part in parts)
    if not most <= whole.people <= together.people:
        raise TableError(f"“{name}” has {whole.people} people, and its parts from {most} to {together.people}.")
    return Sum(total, tuple(parts), whole.people == together.people)
