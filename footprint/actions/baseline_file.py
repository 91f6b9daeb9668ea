"""Reads `baseline.toml` and says what does not fit."""

from fractions import Fraction
from pathlib import Path

from civic.city.folder import PackFolder
from civic.city.pack import STATUSES, PackError, Problem, Text, icon
from civic.city.records import Table, identifier, unique
from civic.city.text import NO_TEXT
from footprint.actions.baseline import PEOPLE, TIMES_A_YEAR, Average, BaselineQuestion, Questionnaire, Section
from footprint.actions.catalogue import Catalogue
from footprint.carbon.expressions import Expression, evaluate
from footprint.carbon.factors import Factors
from footprint.carbon.formulas import ONE, read_formula
from footprint.carbon.intervals import Interval

FILE = "baseline.toml"

_ONE_PERSON = Fraction(1)
_NOBODY = BaselineQuestion(
    PEOPLE, NO_TEXT, NO_TEXT, NO_TEXT, "year", "person", ONE, _ONE_PERSON, None, NO_TEXT, "", _ONE_PERSON, _ONE_PERSON
)


def load_questionnaire(folder: Path, catalogue: Catalogue) -> Questionnaire:
    """The questionnaire of a pack. Raises PackError naming every problem."""
    pack = PackFolder.read(folder, catalogue.languages)
    questionnaire = _read(pack, catalogue.factors)
    pack.refuse()
    return questionnaire


def check_questionnaire(folder: Path, catalogue: Catalogue) -> list[Problem]:
    """What is wrong with baseline.toml; empty when nothing is."""
    try:
        load_questionnaire(folder, catalogue)
    except PackError as error:
        return list(error.problems)
    return []


def _read(pack: PackFolder, factors: Factors) -> Questionnaire:
    table = pack.toml(FILE)
    pack.refuse()
    seen: set[str] = set()
    people = _people(table, factors)
    sections = tuple(_read_section(entry, factors, seen) for entry in table.tables("sections"))
    reference = table.table("reference")
    unknown = tuple(_unknown(entry) for entry in table.tables("unknown"))
    if not unknown:
        table.problem("unknown", "The pack claims to know everything.", "Add [[unknown]] with what is left out.")
    questionnaire = Questionnaire(
        people=people,
        sections=sections,
        unknown=unknown,
        reference=_average(reference, factors) if reference else None,
        factors=factors,
    )
    table.close()
    return questionnaire


def _unknown(table: Table) -> Text:
    text = table.text("text")
    table.close()
    return text


def _people(table: Table, factors: Factors) -> BaselineQuestion:
    entry = table.table(PEOPLE)
    if entry is None:
        table.problem(PEOPLE, "Nobody asks how many live in the household.", "Add [people].")
        return _NOBODY
    question = _question(entry, ONE, factors, "person")
    if question.default is None or question.min < 1:
        entry.problem("default", "A household needs a usual size of at least 1.", "Give default, and min = 1.")
    entry.close()
    return question


def _read_section(table: Table, factors: Factors, seen: set[str]) -> Section:
    averages = table.table("average")
    section = Section(
        id=identifier(table, "id"),
        name=table.text("name"),
        icon=icon(table),
        intro=table.text("intro", required=False),
        questions=tuple(_read_question(entry, factors, seen, averages) for entry in table.tables("questions")),
    )
    unique(table, seen, section.id, "sections or questions")
    if averages:
        averages.close()
    table.close()
    return section


def _read_question(table: Table, factors: Factors, seen: set[str], averages: Table | None) -> BaselineQuestion:
    """`averages`: what the section says about the averages of its questions."""
    unit = table.string("per_unit")
    question = _question(table, read_formula(table, "formula", factors, unit), factors, "", averages)
    unique(table, seen, question.id, "sections or questions")
    if question.default is None and question.average is None:
        cure = "Give the question a default, or an average and the section [sections.average]."
        table.problem("default", f"Nothing stands in for an open answer to '{question.id}'.", cure)
    table.close()
    return question


def _question(
    table: Table, formula: Expression, factors: Factors, per: str, averages: Table | None = None
) -> BaselineQuestion:
    has_default = table.raw("default") is not None
    average, note, status = (None, NO_TEXT, "") if has_default else _average_of(table, factors, averages)
    question = BaselineQuestion(
        id=identifier(table, "id") if not per else PEOPLE,
        text=table.text("text"),
        help=table.text("help", required=False),
        unit=table.text("unit"),
        period=table.choice("period", TIMES_A_YEAR) if not per else "year",
        per=per or table.choice("per", {"person", "household"}),
        formula=formula,
        default=table.fraction("default") if has_default else None,
        average=average,
        default_note=table.text("default_note") if has_default else note,
        default_status=table.choice("default_status", STATUSES) if has_default else status,
        min=table.fraction("min", Fraction(0)),
        max=table.fraction("max"),
    )
    if not 0 <= question.min < question.max or not question.min <= (question.default or question.min) <= question.max:
        table.problem("max", "Bounds and default contradict each other.", "Give 0 <= min <= default <= max.")
    _check_default(table, question, factors)
    return question


def _average_of(table: Table, factors: Factors, averages: Table | None) -> tuple[Expression | None, Text, str]:
    """A question's average, with what its section says about where its averages come from."""
    if not table.raw("average") or averages is None:
        return None, NO_TEXT, ""
    formula = read_formula(table, "average", factors, "person-year")
    return formula, averages.text("note"), averages.choice("status", STATUSES)


def _check_default(table: Table, question: BaselineQuestion, factors: Factors) -> None:
    """A default computed from factors states how, and recomputes to the digits it is given with."""
    if table.raw("default_formula") is None or question.default is None:
        return
    formula = read_formula(table, "default_formula", factors, None)
    value = evaluate(formula, lambda name: factors[name].newest.interval, Interval.exactly).mid
    decimals = len(str(table.raw("default")).partition(".")[2])
    if abs(value - question.default) > Fraction(1, 2 * 10**decimals):
        what = f"The default of '{question.id}' is {float(question.default):g}, but computes to {float(value):.6g}."
        table.problem("default", what, "Mend the default or its formula.")


def _average(table: Table, factors: Factors) -> Average:
    figure = Average(
        formula=read_formula(table, "formula", factors, "person-year"),
        note=table.text("note"),
        status=table.choice("status", STATUSES),
    )
    table.close()
    return figure
