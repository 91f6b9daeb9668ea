"""The command `stats disclosure`: which cells of a table may be shown."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from civic.disclosure.cells import Cell, Decision, Name, decide
from civic.disclosure.live import MINIMUM
from civic.disclosure.tables import TOTAL, with_totals
from civic.statistics.answering import FILE, answer, refusals
from civic.statistics.data_file import Column, DataFileError, Table, read_table

_YES = {"1", "yes", "true"}


@click.command()
@click.argument("file", metavar="CELLS.csv", type=FILE)
@click.option("--minimum", default=MINIMUM, show_default=True, help="How many people a shown cell needs.")
@click.option("--people", default="people", show_default=True, metavar="COLUMN", help="How many are in a cell.")
@click.option("--amount", metavar="COLUMN", help="What adds up, like kilograms; people where there is none.")
@click.option("--largest", metavar="COLUMN", help="What the one person has of it who has the most.")
@click.option("--total", default=TOTAL, show_default=True, metavar="WORD", help="What stands for all levels together.")
@click.option("--published", metavar="COLUMN", help="1 where it was published before.")
def disclosure(
    file: Path, minimum: int, people: str, amount: str | None, largest: str | None, total: str, published: str | None
) -> None:
    """Decide which cells of a table may be shown, so that no hidden one follows from them.

    All other columns are what the table is by; the word of --total in one, or nothing, stands for all of its levels.
    Totals that the file does not have are added.
    """
    if minimum < 1:
        raise click.ClickException(f"--minimum is {minimum}; it should be 1 or more.")
    with refusals():
        table = read_table(file)
        by = [name for name in table.names if name not in {people, amount, largest, published}]
        levels = _levels(table, by, total)
        given = dict(zip(levels, _cells(table, people, amount, largest), strict=True))
        cells, sums = with_totals(given)
        before = _published(table, levels, published)
    found = decide(cells, sums, before, minimum=minimum)
    rows = [_told(by, name, cells, found, before) for name in cells]
    answer({
        "minimum": minimum, "shown": sum(row["shown"] for row in rows), "cells": rows[: len(given)],
        "added_totals": rows[len(given) :],
        "already_known": [dict(zip(by, name, strict=True)) for name in cells if name in found.already_known],
        "narrow": [dict(zip(by, name, strict=True)) for name in cells if name in found.narrow],
    })  # fmt: skip


def _told(
    by: Sequence[str], name: Name, cells: dict[Name, Cell], found: Decision, before: Sequence[Name]
) -> dict[str, Any]:
    shown = name in found.shown or name in before
    figure = {"people": cells[name].people} if shown else {"people": None, "why": found.hidden[name]}
    return {**dict(zip(by, name, strict=True)), "shown": shown, **figure}


def _levels(table: Table, by: Sequence[str], total: str) -> list[Name]:
    """What each row is of, each once."""
    if not by:
        raise DataFileError(f"{table.file}:1: there is no column that says what a row is of.")
    columns = [[TOTAL if cell in {"", total} else cell for cell in table.texts(name)] for name in by]
    rows = list(zip(*columns, strict=True))
    twice = next((row for row, levels in enumerate(rows) if levels in rows[:row]), None)
    if twice is not None:
        raise table.refuse(twice, f"“{', '.join(rows[twice])}” stands above already.")
    return rows


def _cells(table: Table, people: str, amount: str | None, largest: str | None) -> list[Cell]:
    numbers = table.numbers(people)
    _check(numbers, [number >= 0 and number == int(number) for number in numbers.numbers], "and people are whole")
    amounts = table.numbers(amount) if amount else numbers
    most = table.numbers(largest) if largest else Column(table.file, "", (0.0,) * len(table.rows), numbers.lines)
    _check(amounts, [number >= 0 for number in amounts.numbers], "and an amount is not below 0")
    pairs = list(zip(most.numbers, amounts.numbers, strict=True))
    _check(most, [0 <= one <= whole for one, whole in pairs], "and one has no more than all")
    shares = [one / whole if whole else 0.0 for one, whole in pairs]
    rows = zip(numbers.numbers, amounts.numbers, shares, strict=True)
    return [Cell(int(count), whole, share) for count, whole, share in rows]


def _published(table: Table, levels: Sequence[Name], column: str | None) -> list[Name]:
    cells = table.texts(column) if column else [""] * len(levels)
    return [name for name, cell in zip(levels, cells, strict=True) if cell.lower() in _YES]


def _check(column: Column, are_fine: Sequence[bool], why: str) -> None:
    if not all(are_fine):
        raise column.refuse(list(are_fine).index(False), why)
