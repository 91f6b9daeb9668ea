"""The commands `stats …`: the statistics of boards, for files of an auditor's own. No database, JSON out."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import click

from civic.statistics.data_file import Column, DataFileError, read_columns
from civic.statistics.ranks import places, possible_places, simultaneous_z
from civic.statistics.shrinkage import marshall, martuzzi

_FILE = click.Path(path_type=Path)
_METHODS = {"marshall": marshall, "martuzzi": martuzzi}


@click.group()
def stats() -> None:
    """The statistics of boards, for CSV files of your own; JSON out."""


@stats.command()
@click.argument("file", metavar="DATA.csv", type=_FILE)
@click.option("--count", required=True, metavar="COLUMN", help="How many it happened to.")
@click.option("--population", required=True, metavar="COLUMN", help="Of how many.")
@click.option("--method", required=True, type=click.Choice(list(_METHODS)), help="For rare things, or for shares.")
def shrink(file: Path, count: str, population: str, method: str) -> None:
    """Draw the rates of groups toward that of all, by empirical Bayes."""
    counts, populations = _read(file, [count, population])
    _check_counts(counts, populations)
    found = _METHODS[method](counts.numbers, populations.numbers)
    rows = [{"raw": raw, "shrunk": shrunk} for raw, shrunk in zip(found.raw, found.shrunk, strict=True)]
    _print({"method": method, "mean": found.mean, "between": found.between, "rows": rows})


@stats.command()
@click.argument("file", metavar="DATA.csv", type=_FILE)
@click.option("--estimate", required=True, metavar="COLUMN", help="The figures; the highest is first.")
@click.option("--se", required=True, metavar="COLUMN", help="Their standard errors.")
@click.option("--level", default=0.95, show_default=True, help="How surely all places hold at once.")
def ranks(file: Path, estimate: str, se: str, level: float) -> None:
    """Tell the places that each group may have, all at once."""
    if not 0 < level < 1:
        raise click.ClickException(f"--level is {level:g}; it should lie between 0 and 1, like 0.95.")
    figures, errors = _read(file, [estimate, se])
    _check(errors, (error >= 0 for error in errors.numbers), "and a standard error is not below 0")
    z = simultaneous_z(len(figures.numbers), level)
    around = [(one - z * error, one + z * error) for one, error in zip(figures.numbers, errors.numbers, strict=True)]
    both = zip(places(figures.numbers), possible_places(around), strict=True)
    rows = [{"rank": place, "best": one.best, "worst": one.worst} for place, one in both]
    _print({"level": level, "z": z, "rows": rows})


def _read(file: Path, names: list[str]) -> list[Column]:
    try:
        return read_columns(file, names)
    except DataFileError as error:
        raise click.ClickException(str(error)) from error


def _check_counts(counts: Column, populations: Column) -> None:
    _check(populations, (size > 0 for size in populations.numbers), "and a population is more than 0")
    _check(counts, (count >= 0 for count in counts.numbers), "and a count is not below 0")
    pairs = zip(counts.numbers, populations.numbers, strict=True)
    _check(counts, (count <= size for count, size in pairs), "more than the population")


def _check(column: Column, are_fine: Iterable[bool], why: str) -> None:
    """Refuses the first number that is not."""
    row = next((row for row, is_fine in enumerate(are_fine) if not is_fine), None)
    if row is not None:
        raise click.ClickException(str(column.refuse(row, why)))


def _print(found: Mapping[str, Any]) -> None:
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
