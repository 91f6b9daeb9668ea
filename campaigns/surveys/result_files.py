"""What an auditor downloads of a wave: its answers, its margins, its rates, and the commands that recompute them.

The names of columns are those that `stats estimate` is told; an answer that counts is 1, one that does not is 0.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from campaigns.surveys.figures import ASKED, Answers, PublishedWave
from campaigns.surveys.margins import UNSAID
from campaigns.surveys.rates import Question, Weighed, by_measure, counts, said
from civic.documents.spreadsheets import Cell, to_csv
from civic.statistics.raking import Bounds

ANSWERS, MARGINS, RATES = "answers.csv", "margins.csv", "rates.csv"


class Column(NamedTuple):
    """A name and a cell for each respondent."""

    name: str
    cells: Sequence[Cell]


def answers_file(found: Answers, sampled: Weighed) -> bytes:
    """A row for each respondent: the design, what was declared, what was chosen, and what of it counts."""
    columns = [*_design(found, sampled), *_answers(found)]
    rows = zip(*(column.cells for column in columns), strict=True)
    return to_csv([column.name for column in columns], rows)


def _design(found: Answers, sampled: Weighed) -> Iterator[Column]:
    people = sampled.people
    yield Column("number", found.numbers)
    yield Column("stratum", people.strata)
    yield Column("unit", people.units)
    if people.populations:
        yield Column("drawn_of", people.populations)
    yield Column("weight", people.weights)
    for name, levels in people.profile.items():
        yield Column(name, [level or UNSAID for level in levels])


def _answers(found: Answers) -> Iterator[Column]:
    for question in found.questions:
        yield Column(question.key, found.chosen[question.key.removeprefix(ASKED)])
        yield Column(f"{question.key}_counts", [None if one is None else int(one) for one in question.said])
    for measure, questions in by_measure(found.questions).items():
        yield Column(f"{measure}_said", [int(one) for one in said(questions)])
        yield Column(f"{measure}_given", [int(one) for one in counts(questions)])


def margins_file(sampled: Weighed) -> bytes:
    """What was raked to, with those who did not say."""
    lines = sampled.raking.lines() if sampled.raking else []
    return to_csv(["variable", "level", "total"], [(line.variable, line.level, line.total) for line in lines])


def rates_file(told: PublishedWave) -> bytes:
    """What may be published; a cell is empty where it may not, and `status` says so. `basis` says of whom it tells: of
    residents by a sample of them, or only of those who chose to answer."""
    names = ("estimate", "low", "high", "effective_n", "deff")
    basis = "sample" if told.is_sample else "not a sample"
    head = ["basis", "measure", "question", "district", "asked", "answered", "missing", *names, "status", "why"]
    return to_csv(
        head,
        [
            (basis, one.key if one.is_measure else "", "" if one.is_measure else one.key, one.district, one.asked,
             one.answered, one.missing, *(getattr(one, name) for name in names),
             "withheld" if one.withheld else "published", one.withheld)
            for one in told.rates
        ],
    )  # fmt: skip


def commands(found: Answers, sampled: Weighed, bounds: Bounds | None) -> list[str]:
    """What recomputes every measure and every question from the files."""
    design = "--weights weight --strata stratum --clusters unit"
    design += " --fpc drawn_of" if sampled.people.populations else ""
    design += f" --margins {MARGINS} --trim {bounds.low:g},{bounds.high:g}" if sampled.raking and bounds else ""
    measures = (_figure(measure, questions) for measure, questions in by_measure(found.questions).items())
    questions = (f"--y {one.key}_counts --proportion 1" for one in found.questions)
    return [f"tongxing stats estimate {ANSWERS} {what} {design} --domain district" for what in (*measures, *questions)]


def _figure(measure: str, questions: Sequence[Question]) -> str:
    """A measure of one question is a plain share."""
    if len(questions) == 1:
        return f"--y {questions[0].key}_counts --proportion 1"
    return f"--y {measure}_said --of {measure}_given"
