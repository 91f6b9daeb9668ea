"""Raking a survey, and deciding what a month of tables may show.

    python -m benchmarks.surveying

Raking is compared with adding up the weights of the respondents by every margin once, which no raking can do without.
"""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from random import Random

from benchmarks.load import table
from civic.disclosure.cells import Cell, Name, Sum, decide
from civic.disclosure.tables import TOTAL, with_totals
from civic.statistics.raking import rake

_RESPONDENTS = 10_000
_LEVELS = {"district": 8, "age": 6, "sex": 2}
_DISTRICTS, _KINDS, _MONTHS = 8, 10, 13
_ROUNDS = 5


def main() -> None:
    random = Random(11)
    answers = {
        name: [str(int(size * random.random() ** 1.3)) for _ in range(_RESPONDENTS)] for name, size in _LEVELS.items()
    }
    totals = {name: {str(level): 3_210_418 / size for level in range(size)} for name, size in _LEVELS.items()}
    weights = [random.uniform(0.5, 2) for _ in range(_RESPONDENTS)]
    adding = _seconds(lambda: [_added(labels, weights) for labels in answers.values()])
    raking = _seconds(lambda: rake(answers, totals, weights))
    rows = [
        ("adding up by each margin", f"{adding:.4f}", "1.0", ""),
        (f"raking {_RESPONDENTS:,} over 8 × 6 × 2", f"{raking:.4f}", f"{raking / adding:.1f}", "≤ 0.1 s"),
    ]
    table("Raking, CPU seconds", ("what", "seconds", "ratio", "limit"), rows)
    table("Deciding a month, CPU seconds", ("month", "cells ever", "shown", "hidden", "seconds"), _months(random))


def _added(labels: Sequence[str], weights: Sequence[float]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for label, weight in zip(labels, weights, strict=True):
        sums[label] += weight  # type: ignore[assignment]
    return sums


def _seconds(work: Callable[[], object]) -> float:
    """The least of some rounds: what the machine's neighbours do only adds to it."""
    return min(_once(work) for _ in range(_ROUNDS))


def _once(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


def _months(random: Random) -> list[tuple[str, ...]]:
    """Each month's table by district and kind, with the season to date beside it."""
    cells: dict[Name, Cell] = {}
    sums: list[Sum] = []
    shown: set[Name] = set()
    rows: list[tuple[str, ...]] = []
    for number in range(_MONTHS):
        fresh = _publish(random, number, cells, sums)
        started = time.process_time()
        found = decide(cells, sums, shown, fresh)
        took = time.process_time() - started
        shown |= found.shown
        rows.append((str(number + 1), str(len(cells)), str(len(found.shown)), str(len(found.hidden)), f"{took:.2f}"))
    return rows


def _publish(random: Random, number: int, cells: dict[Name, Cell], sums: list[Sum]) -> list[Name]:
    month, lines = with_totals(
        {(str(a), str(b)): _cell(random, a + b) for a in range(_DISTRICTS) for b in range(_KINDS)}
    )
    cells.update({(f"month {number}", *name): cell for name, cell in month.items()})
    sums += [Sum(_in(f"month {number}", each.total), tuple(_in(f"month {number}", one) for one in each.parts),
                 TOTAL in each.total[0]) for each in lines]  # fmt: skip
    for name in month:
        parts = tuple(
            (f"{what} {index}", *name) for what, index in (("season", number - 1), ("month", number)) if index >= 0
        )
        sums.append(Sum((f"season {number}", *name), parts))
        cells[(f"season {number}", *name)] = _together([cells[part] for part in parts])
    return [name for name in cells if name[0].endswith(f" {number}")]


def _in(period: str, name: Name) -> Name:
    return (period, *name)


def _cell(random: Random, rank: int) -> Cell:
    people = int(random.lognormvariate(6 - 0.3 * rank, 0.8))
    grams = [1 + int(1000 * random.lognormvariate(1, 1.2)) for _ in range(people)]
    return Cell(people, sum(grams), max(grams) / sum(grams) if grams else 0.0)


def _together(parts: Sequence[Cell]) -> Cell:
    amount = sum(part.amount for part in parts)
    largest = max(part.largest_share * part.amount for part in parts)
    return Cell(max(part.people for part in parts), amount, largest / amount if amount else 0.0)


if __name__ == "__main__":
    main()
