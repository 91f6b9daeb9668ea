"""The commands `stats …`: the statistics of boards, surveys and quizzes, for files of an auditor's own.

No database, JSON out."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path

import click

from civic.statistics.answering import FILE, LEVEL, answer, check_level, refusals
from civic.statistics.data_file import Column, Table, read_table
from civic.statistics.disclosure_cli import disclosure
from civic.statistics.quiz import Marks, items, kr20
from civic.statistics.ranks import places, possible_places, simultaneous_z
from civic.statistics.sample_size import Wish, answers_needed, invitations, margin_of_all
from civic.statistics.shrinkage import marshall, martuzzi
from civic.statistics.survey_cli import chisq, estimate, rake
from civic.statistics.trend import LONGEST, mann_kendall

_METHODS = {"marshall": marshall, "martuzzi": martuzzi}


@click.group()
def stats() -> None:
    """The statistics of boards, surveys and quizzes, for CSV files of your own; JSON out."""


for _command in (estimate, rake, chisq, disclosure):
    stats.add_command(_command)


@stats.command()
@click.argument("file", metavar="DATA.csv", type=FILE)
@click.option("--count", required=True, metavar="COLUMN", help="How many it happened to.")
@click.option("--population", required=True, metavar="COLUMN", help="Of how many.")
@click.option("--method", required=True, type=click.Choice(list(_METHODS)), help="For rare things, or for shares.")
def shrink(file: Path, count: str, population: str, method: str) -> None:
    """Draw the rates of groups toward that of all, by empirical Bayes."""
    with refusals():
        table = read_table(file)
        counts, populations = table.numbers(count), table.numbers(population)
        _check_counts(counts, populations)
    found = _METHODS[method](counts.numbers, populations.numbers)
    rows = [{"raw": raw, "shrunk": shrunk} for raw, shrunk in zip(found.raw, found.shrunk, strict=True)]
    answer({"method": method, "mean": found.mean, "between": found.between, "rows": rows})


@stats.command()
@click.argument("file", metavar="DATA.csv", type=FILE)
@click.option("--estimate", required=True, metavar="COLUMN", help="The figures; the highest is first.")
@click.option("--se", required=True, metavar="COLUMN", help="Their standard errors.")
@LEVEL
def ranks(file: Path, estimate: str, se: str, level: float) -> None:
    """Tell the places that each group may have, all at once."""
    check_level(level)
    with refusals():
        table = read_table(file)
        figures, errors = table.numbers(estimate), table.numbers(se)
        _check(errors, (error >= 0 for error in errors.numbers), "and a standard error is not below 0")
    z = simultaneous_z(len(figures.numbers), level)
    around = [(one - z * error, one + z * error) for one, error in zip(figures.numbers, errors.numbers, strict=True)]
    both = zip(places(figures.numbers), possible_places(around), strict=True)
    rows = [{"rank": place, "best": one.best, "worst": one.worst} for place, one in both]
    answer({"level": level, "z": z, "rows": rows})


@stats.command()
@click.argument("file", metavar="RESPONSES.csv", type=FILE)
@LEVEL
def quiz(file: Path, level: float) -> None:
    """Tell how well items work: a column of 0 and 1 for each, empty where it was not asked."""
    check_level(level)
    with refusals():
        table = read_table(file)
        people = _marks(table)
    found = zip(table.names, items(people, level), strict=True)
    rows = [{"item": name, **(asdict(item) if item else {"n": 0})} for name, item in found]
    answer({"n": len(people), "items": rows, "kr20": kr20(people)})


@stats.command()
@click.argument("file", metavar="DATA.csv", type=FILE)
@click.option("--y", metavar="COLUMN", help="The figures, in order of time; by default the last column.")
def trend(file: Path, y: str | None) -> None:
    """Test by Mann and Kendall, exactly, whether figures rise or fall; rows in order of time, empty ones left out."""
    with refusals():
        table = read_table(file)
        series = table.answers(y or table.names[-1])
    figures = len(series) - series.count(None)
    if not 3 <= figures <= LONGEST:
        raise click.ClickException(f"{file.name}: there are {figures} figures; it takes 3 to {LONGEST}.")
    answer(asdict(mann_kendall(series)))


@stats.command("sample-size")
@click.argument("file", metavar="[DISTRICTS.csv]", type=FILE, required=False)
@click.option("--margin", required=True, type=float, metavar="POINTS", help="5 for an interval of ± 5 points.")
@click.option("--population", metavar="COLUMN", help="How many people; a number where there is no file.")
@click.option("--share", default=50.0, show_default=True, help="The share that is expected, in percent.")
@click.option("--deff", default=1.0, show_default=True, help="How many times the variance is of a random sample's.")
@click.option("--response", default=100.0, show_default=True, help="How many of those invited answer, in percent.")
@LEVEL
def sample_size(
    file: Path | None, margin: float, population: str | None, share: float, deff: float, response: float, level: float
) -> None:
    """Tell how many answers a wanted margin takes: of the whole population, and of each row of a file."""
    check_level(level)
    wish = Wish(margin / 100, level, share / 100, deff, response / 100)
    _check_wish(wish)
    with refusals():
        sizes = _populations(file, population)
    whole = _needed(wish, sum(sizes) if sizes else None)
    rows = [_needed(wish, size) for size in sizes] if file else []
    asked = [row["answers"] or 0 for row in rows]
    together = 100 * margin_of_all(wish, sizes, asked) if rows else None
    answer({"whole": whole, "rows": rows, "answers_of_all_rows": sum(asked), "margin_of_all_rows": together})


def _needed(wish: Wish, population: int | None) -> dict[str, int | None]:
    answers = answers_needed(wish, population)
    return {"population": population, "answers": answers, "invitations": invitations(answers, wish)}


def _check_wish(wish: Wish) -> None:
    shares = {"--margin": wish.margin, "--share": wish.share}
    for option, one in shares.items():
        if not 0 < one < 1:
            raise click.ClickException(f"{option} is {100 * one:g}; it should lie between 0 and 100 points.")
    if not (0 < wish.response <= 1 and wish.deff > 0):
        raise click.ClickException("--response should be above 0 and at most 100, and --deff above 0.")


def _populations(file: Path | None, population: str | None) -> list[int]:
    if file is None:
        return [_whole_number(population)] if population else []
    if population is None:
        raise click.ClickException("A file needs --population, the column of people.")
    column = read_table(file).numbers(population)
    _check(column, (size >= 1 and size == int(size) for size in column.numbers), "and people are whole, and some")
    return [int(size) for size in column.numbers]


def _whole_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text)):
        raise click.ClickException(f"--population is “{text}”; without a file it should be a whole number above 0.")
    return int(text)


def _marks(table: Table) -> list[Marks]:
    columns = [_item_marks(table, name) for name in table.names]
    return list(zip(*columns, strict=True))


def _item_marks(table: Table, name: str) -> list[int | None]:
    known = {"0": 0, "1": 1, "": None}
    cells = table.texts(name)
    strange = next((row for row, cell in enumerate(cells) if cell not in known), None)
    if strange is not None:
        raise table.refuse(strange, f"'{name}' is “{cells[strange][:40]}”, and an item is 0, 1 or empty.")
    return [known[cell] for cell in cells]


def _check_counts(counts: Column, populations: Column) -> None:
    _check(populations, (size > 0 for size in populations.numbers), "and a population is more than 0")
    _check(counts, (count >= 0 for count in counts.numbers), "and a count is not below 0")
    pairs = zip(counts.numbers, populations.numbers, strict=True)
    _check(counts, (count <= size for count, size in pairs), "more than the population")


def _check(column: Column, are_fine: Iterable[bool], why: str) -> None:
    """Refuses the first number that is not."""
    row = next((row for row, is_fine in enumerate(are_fine) if not is_fine), None)
    if row is not None:
        raise column.refuse(row, why)
