"""A table of answers in the reader's language: its columns, what is wrong with its rows, how they were understood."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from campaigns.surveys import import_forms as forms
from campaigns.surveys import rules
from campaigns.surveys.import_columns import (
    IGNORE,
    NOTHING_SAID,
    QUESTION,
    UNKNOWN,
    ColumnMap,
    Target,
    cells_of,
)
from campaigns.surveys.import_rows import ImportedRow, Problem, Reading
from campaigns.surveys.importing import Frame
from campaigns.surveys.models import SurveyImport, SurveyQuestion
from campaigns.surveys.table_files import RawTable
from campaigns.surveys.views import numbered_strata, sexes
from civic.calendar import CityCalendar
from civic.city.pack import City
from civic.city.text import Text
from civic.errors import msgid
from civic.language import locale
from civic.language.locale import gettext
from civic.numbers import MILLI
from civic.web.templating import in_language

_ROLES = {
    "number": msgid("Number of the sheet"),
    "stratum": msgid("Stratum"),
    "cluster": msgid("Community or village that was drawn"),
    "weight": msgid("Weight"),
    "sex": msgid("Sex"),
    "age": msgid("Age"),
    "district": msgid("District"),
}
_SAMPLES, _FIRST = 3, 5


def sent(one: SurveyImport, calendar: CityCalendar) -> dict[str, Any]:
    """A table that was sent, with the day on which it came or was imported."""
    on = calendar.today(one.imported_at or one.sent_at)
    return {"id": one.id, "name": one.name, "rows": one.rows, "on": on, "is_imported": one.imported_at is not None}


def roles(frame: Frame) -> list[tuple[str, str]]:
    """What a column can be, for a form."""
    asked = {QUESTION + one.key: question_name(one) for one in frame.questions}
    return [(target.role, asked.get(target.role) or gettext(_ROLES[target.role])) for target in frame.targets]


def question_name(question: SurveyQuestion) -> str:
    """A question with its number."""
    return f"{question.position}. {in_language(question.text)}"


def columns(city: City, frame: Frame, table: RawTable, found: ColumnMap) -> list[dict[str, Any]]:
    """Each column with some of its cells, and the words in it that are to be explained."""
    targets = {target.role: target for target in frame.targets}
    words = meanings(city, frame)
    return [
        {
            "field": forms.role_field(place),
            "drawn": forms.drawn_field(place),
            "name": name,
            "role": found.roles[place],
            "samples": list(_samples(table, place)),
            "words": list(_words(table, place, targets.get(found.roles[place]), found)),
            "choices": words.get(found.roles[place], []),
        }
        for place, name in enumerate(table.names)
    ]


def _samples(table: RawTable, place: int) -> Iterator[str]:
    yield from list(dict.fromkeys(row[place] for row in table.rows[:200] if row[place]))[:_SAMPLES]


def _words(table: RawTable, place: int, target: Target | None, found: ColumnMap) -> Iterator[dict[str, Any]]:
    if target is not None and target.is_coded:
        for number, cell in enumerate(cells_of(table, place, target)):
            is_unknown = found.codes[target.role].get(cell, UNKNOWN) == UNKNOWN
            yield {"field": forms.code_field(place, number), "cell": cell, "is_unknown": is_unknown}


def meanings(city: City, frame: Frame) -> dict[str, list[tuple[str, str]]]:
    """By role, what a word can mean, for a form."""
    answers = {
        QUESTION + one.key: [(str(number), f"{number}. {in_language(Text(words))}")
                             for number, words in enumerate(one.answers, 1)]
        for one in frame.questions
    }  # fmt: skip
    told = {
        "stratum": [(number, f"{number} · {name}") for number, name in numbered_strata(city, frame.strata)],
        "sex": sexes(),
        "district": [(one.id, in_language(one.name)) for one in city.districts],
        **answers,
    }
    nothing = (NOTHING_SAID, gettext("no answer"))
    return {role: [*offered, nothing] for role, offered in told.items()}


# A dry run


def reading(city: City, frame: Frame, found: Reading, used: ColumnMap) -> dict[str, Any]:
    """What would be imported, and what keeps it out."""
    return {
        "rows": len(found.rows),
        "problems": [_problem(one) for one in found.problems],
        "number_of_problems": found.number_of_problems,
        "is_clean": not found.number_of_problems and bool(found.rows),
        "missing": [question_name(one) for one in frame.questions if QUESTION + one.key not in used.roles],
        "heads": [name for role, name in roles(frame) if role in used.roles],
        "first": [list(_understood(row, used, meanings(city, frame), frame)) for row in found.rows[:_FIRST]],
    }


def _problem(one: Problem) -> dict[str, Any]:
    words = gettext(one.message, **one.values)
    return {"line": one.line, "column": one.column, "found": one.found, "words": words}


def _understood(
    row: ImportedRow, used: ColumnMap, words: Mapping[str, Sequence[tuple[str, str]]], frame: Frame
) -> Iterator[str]:
    kept = {
        "number": str(row.number or ""),
        "stratum": str(row.stratum or ""),
        "cluster": row.cluster,
        "weight": locale.number(row.weight / MILLI, 3) if row.weight is not None else "",
        "sex": row.sex,
        "age": row.age,
        "district": row.district,
        **{QUESTION + key: chosen for key, chosen in row.answers.items()},
    }
    for target in frame.targets:
        if target.role in used.roles and target.role != IGNORE:
            named = dict(words.get(target.role, ()))
            values = kept[target.role].split(",") if target.takes_many else [kept[target.role]]
            yield " · ".join(named.get(one, one) for one in values) or "–"


def age_bands() -> str:
    """The bands, for an explanation."""
    return " · ".join(rules.AGE_BANDS)
