"""What the commands `stats …` have in common: their options, their answers, and how they refuse."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from civic.disclosure.tables import TableError
from civic.statistics.data_file import DataFileError
from civic.statistics.designs import DesignError
from civic.statistics.independence import NoTest
from civic.statistics.raking import RakingError

FILE = click.Path(path_type=Path)
LEVEL = click.option("--level", default=0.95, show_default=True, help="How surely what is told holds.")


@contextmanager
def refusals() -> Iterator[None]:
    """Tells in one line why a file, or what it holds, cannot be used."""
    try:
        yield
    except (DataFileError, DesignError, RakingError, NoTest, TableError) as error:
        raise click.ClickException(str(error)) from error


def check_level(level: float) -> None:
    """Refuses what is no level."""
    if not 0 < level < 1:
        raise click.ClickException(f"--level is {level:g}; it should lie between 0 and 1, like 0.95.")


def answer(found: Mapping[str, Any]) -> None:
    """Prints what was found."""
    click.echo(json.dumps(found, ensure_ascii=False, indent=2))
