"""The commands `stats estimate`, `rake` and `chisq`, for the answers to a survey: a row for each respondent."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from civic.statistics import estimates
from civic.statistics.answering import FILE, LEVEL, answer, check_level, refusals
from civic.statistics.data_file import DataFileError, Table, read_table
from civic.statistics.designs import Design, Stage, sample
from civic.statistics.estimates import Answers, Estimate
from civic.statistics.independence import rao_scott
from civic.statistics.raking import Bounds, Raked, Totals, kish
from civic.statistics.raking import rake as rake_to

_Command = TypeVar("_Command", bound=Callable[..., None])
Figure = Callable[[Design, Answers, Sequence[bool] | None, float], Estimate]
_DESIGN = (
    click.option("--weights", metavar="COLUMN", help="How many each stands for."),
    click.option("--strata", metavar="COLUMN", help="Within what the sample was drawn."),
    click.option("--clusters", metavar="COLUMN", multiple=True, help="What was drawn; once for each stage."),
    click.option("--fpc", metavar="COLUMN", multiple=True, help="Out of how many, or which share; for each stage."),
    click.option("--margins", metavar="MARGINS.csv", type=FILE, help="Rakes to these: variable, level, total."),
    click.option("--trim", metavar="LOW,HIGH", help="How far a weight may move, in multiples of the average."),
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the options say of how a sample was drawn."""

    weights: str | None
    strata: str | None
    clusters: tuple[str, ...]
    fpc: tuple[str, ...]
    margins: Path | None
    trim: str | None

    def design(self, table: Table) -> Design:
        plain = self._plain(table)
        if self.margins is None:
            return plain
        raked = _rake(table, self.margins, plain.weights, self.trim)
        return plain.raked(raked.weights, raked.cells)

    def _plain(self, table: Table) -> Design:
        weights = _weights(table, self.weights) if self.weights else None
        strata = table.labels(self.strata) if self.strata else None
        return sample(len(table.rows), weights, strata, list(self._stages(table)))

    def _stages(self, table: Table) -> Iterator[Stage]:
        each = [[str(row) for row in range(len(table.rows))]]
        units = [table.labels(name) for name in self.clusters] or each
        if len(self.fpc) > len(units):
            raise DataFileError(f"There are {len(self.fpc)} --fpc for {len(units)} stages of drawing.")
        populations = [table.numbers(name).numbers for name in self.fpc]
        for stage, labels in enumerate(units):
            yield Stage(labels, populations[stage] if stage < len(populations) else None)


def _with_design(command: _Command) -> _Command:
    for option in reversed(_DESIGN):
        command = option(command)
    return command


@click.command()
@click.argument("file", metavar="DATA.csv", type=FILE)
@click.option("--y", required=True, metavar="COLUMN", help="The answers; empty ones are none.")
@click.option("--proportion", metavar="VALUE", help="Estimates the share of those who answered this.")
@click.option(
    "--of", "given", metavar="COLUMN", help="Estimates the share of so many answers of each; --y counts them."
)
@click.option("--total", is_flag=True, help="Estimates the sum over the population.")
@click.option("--domain", metavar="COLUMN", help="Tells each of these groups too.")
@_with_design
@LEVEL
def estimate(
    file: Path,
    y: str,
    proportion: str | None,
    given: str | None,
    total: bool,
    domain: str | None,
    level: float,
    **drawn: Any,
) -> None:
    """Estimate a mean, a share or a total of a population, from a sample with strata, clusters and weights."""
    check_level(level)
    if total + (proportion is not None) + (given is not None) > 1:
        raise click.ClickException("--proportion, --of and --total are different figures: name one.")
    with refusals():
        table = read_table(file)
        answers = _answers(table, y, proportion)
        counts = _counts(table, y, given) if given else []
        design = _Drawn(**drawn).design(table)
        labels = table.labels(domain) if domain else []
    figure: Figure = estimates.total if total else estimates.mean if proportion is None else estimates.share
    if given:
        figure = _share_of(counts)
    whole = {"y": y, **_told(figure, design, answers, None, level), "missing": answers.count(None)}
    groups = ({"domain": one, **_told(figure, design, answers, [label == one for label in labels], level)}
              for one in dict.fromkeys(labels))  # fmt: skip
    answer({**whole, **({"domains": list(groups)} if domain else {})})


@click.command()
@click.argument("file", metavar="DATA.csv", type=FILE)
@click.option("--margins", required=True, metavar="MARGINS.csv", type=FILE, help="Columns variable, level, total.")
@click.option("--weights", metavar="COLUMN", help="Weights from before; 1 where there are none.")
@click.option("--trim", metavar="LOW,HIGH", help="How far a weight may move, in multiples of the average.")
def rake(file: Path, margins: Path, weights: str | None, trim: str | None) -> None:
    """Weigh respondents so that they sum up to the population in each margin, or say why that cannot be."""
    with refusals():
        table = read_table(file)
        before = _weights(table, weights) if weights else [1.0] * len(table.rows)
        found = _rake(table, margins, before, trim)
        totals = _totals(margins)
        design = sample(len(table.rows), before).raked(found.weights, found.cells)
    others = [name for name in table.names if name not in {*totals, weights} and table.is_of_numbers(name)]
    calibrated = {name: estimates.mean(design, table.answers(name)).deff for name in others}
    answer({
        "iterations": len(found.misses), "misses": found.misses, "at_bounds": found.at_bounds,
        "deff_kish_before": kish(before), "deff_kish": kish(found.weights), "deff_calibrated": calibrated,
        "margins": list(_sums(table, totals, before, found.weights)), "weights": found.weights,
    })  # fmt: skip


@click.command()
@click.argument("file", metavar="DATA.csv", type=FILE)
@click.option("--by", required=True, metavar="A,B", help="The two columns.")
@_with_design
def chisq(file: Path, by: str, **drawn: Any) -> None:
    """Test whether two answers have to do with each other, by Rao and Scott."""
    names = by.split(",")
    if len(names) != 2 or names[0] == names[1]:
        raise click.ClickException(f"--by is “{by}”; it should be two columns, like A,B.")
    with refusals():
        table = read_table(file)
        found = rao_scott(_Drawn(**drawn).design(table), *(table.texts(name) for name in names))
    shares = [{names[0]: a, names[1]: b, "share": share} for (a, b), share in found.shares.items()]
    answer({**{name: value for name, value in asdict(found).items() if name != "shares"}, "shares": shares})


def _told(
    figure: Figure, design: Design, answers: Answers, group: Sequence[bool] | None, level: float
) -> dict[str, Any]:
    """An estimate; nothing but that nobody answered, where nobody did."""
    meant = zip(answers, design.weights, group or [True] * len(answers), strict=True)
    if not any(one is not None and weight and is_meant for one, weight, is_meant in meant):
        return {**dict.fromkeys(Estimate.__dataclass_fields__), "n": 0}
    return asdict(figure(design, answers, group, level))


def _answers(table: Table, name: str, proportion: str | None) -> list[float | None]:
    if proportion is None:
        return table.answers(name)
    return [float(_same(cell, proportion)) if cell else None for cell in table.texts(name)]


def _counts(table: Table, y: str, given: str) -> list[float | None]:
    """How many answers each gave, none of them fewer than those that `y` counts."""
    counts = table.answers(given)
    for row, (said, count) in enumerate(zip(table.answers(y), counts, strict=True)):
        if said is not None and not 0 <= said <= (count or 0):
            raise table.refuse(row, f"'{y}' is {said:g}, which is not among the answers that '{given}' counts.")
    return counts


def _share_of(counts: Answers) -> Figure:
    def figure(design: Design, said: Answers, group: Sequence[bool] | None, level: float) -> Estimate:
        return estimates.answer_share(design, said, counts, group, level)

    return figure


def _same(cell: str, value: str) -> bool:
    """As text, or as numbers: "1.0" is 1."""
    try:
        return cell == value.strip() or float(cell) == float(value)
    except ValueError:
        return False


def _weights(table: Table, name: str) -> tuple[float, ...]:
    column = table.numbers(name)
    wrong = next((row for row, weight in enumerate(column.numbers) if weight < 0), None)
    if wrong is not None:
        raise column.refuse(wrong, "and a weight is not below 0")
    return column.numbers


def _rake(table: Table, margins: Path, weights: Sequence[float], trim: str | None) -> Raked:
    totals = _totals(margins)
    return rake_to({variable: table.labels(variable) for variable in totals}, totals, weights, _bounds(trim))


def _totals(path: Path) -> Totals:
    margins = read_table(path)
    found: dict[str, dict[str, float]] = {}
    cells = zip(margins.labels("variable"), margins.labels("level"), margins.numbers("total").numbers, strict=True)
    for row, (variable, level, total) in enumerate(cells):
        levels = found.setdefault(variable, {})
        if level in levels:
            raise margins.refuse(row, f"“{level}” of '{variable}' has a total already.")
        levels[level] = total
    return found


def _bounds(trim: str | None) -> Bounds | None:
    if trim is None:
        return None
    try:
        low, high = map(float, trim.split(","))
    except ValueError:
        raise DataFileError(f"--trim is “{trim}”; it should be two numbers, like 0.3,3.") from None
    return Bounds(low, high)


def _sums(
    table: Table, totals: Totals, before: Sequence[float], after: Sequence[float]
) -> Iterator[Mapping[str, str | float]]:
    for variable, levels in totals.items():
        labels = table.labels(variable)
        for level, total in levels.items():
            has = [label == level for label in labels]
            sums = (sum(weight for weight, it in zip(weights, has, strict=True) if it) for weights in (before, after))
            yield {
                "variable": variable,
                "level": level,
                "total": total,
                **dict(zip(("before", "after"), sums, strict=True)),
            }
