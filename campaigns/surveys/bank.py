"""Questions to begin a survey with, read from the pack's surveys.toml; pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from campaigns.surveys import rules
from civic.city.folder import PackFolder
from civic.city.problems import PackError, Problem
from civic.city.records import Table, identifier, unique
from civic.city.text import Text
from civic.errors import Invalid

FILE = "surveys.toml"


@dataclass(frozen=True, slots=True)
class StandardAnswers:
    """The answers of a kind, and which of them count where the question says nothing else."""

    answers: tuple[Text, ...]
    positive: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class BankQuestion:
    """A question with its answers in their order; `positive` are the numbers, from 1, of those that count."""

    id: str
    kind: str
    measures: str
    text: Text
    answers: tuple[Text, ...]
    positive: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SurveyBank:
    """All questions by id, and the standard answers by kind; both empty where the pack has none."""

    standard: Mapping[str, StandardAnswers]
    questions: Mapping[str, BankQuestion]


NO_BANK = SurveyBank({}, {})


def load_bank(folder: Path, languages: tuple[str, ...]) -> SurveyBank:
    """The questions of a pack; none where it has no such file.

    Raises:
        PackError: naming every problem.
    """
    texts = PackFolder.read(folder, languages).texts
    return _of(texts[FILE], languages) if FILE in texts else NO_BANK


def check_bank(folder: Path, languages: tuple[str, ...], _actions: frozenset[str]) -> list[Problem]:
    """What is wrong with surveys.toml; empty when nothing is, or the pack has none."""
    try:
        load_bank(folder, languages)
    except PackError as error:
        return list(error.problems)
    return []


@lru_cache(maxsize=8)
def _of(text: str, languages: tuple[str, ...]) -> SurveyBank:
    pack = PackFolder({FILE: text}, languages)
    table = pack.toml(FILE)
    pack.refuse()
    standard = _standard(table)
    bank = SurveyBank(standard, _questions(table, standard))
    table.close()
    pack.refuse()
    return bank


def _standard(table: Table) -> dict[str, StandardAnswers]:
    found: dict[str, StandardAnswers] = {}
    for entry in table.tables("kinds"):
        kind = entry.choice("id", rules.STANDARD)
        unique(entry, set(found), kind, "kind")
        answers, positive = _answers(entry), _positive(entry)
        _check(entry, kind, rules.MEASURES[0], len(answers), positive)
        found[kind] = StandardAnswers(answers, positive)
        entry.close()
    return found


def _questions(table: Table, standard: Mapping[str, StandardAnswers]) -> dict[str, BankQuestion]:
    found: dict[str, BankQuestion] = {}
    for entry in table.tables("questions"):
        question = _question(entry, standard)
        unique(entry, set(found), question.id, "question")
        _check(entry, question.kind, question.measures, len(question.answers), question.positive)
        _check_words(entry, question.answers)
        found[question.id] = question
        entry.close()
    return found


def _question(table: Table, standard: Mapping[str, StandardAnswers]) -> BankQuestion:
    kind, measures = table.choice("kind", rules.KINDS), table.choice("measures", rules.MEASURES, rules.NO_MEASURE)
    own, usual = _answers(table), standard.get(kind, StandardAnswers((), ()))
    positive = _positive(table) or (usual.positive if measures != rules.NO_MEASURE and not own else ())
    return BankQuestion(identifier(table, "id"), kind, measures, table.text("text"), own or usual.answers, positive)


def _answers(table: Table) -> tuple[Text, ...]:
    return tuple(_answer(entry) for entry in table.tables("answers"))


def _answer(table: Table) -> Text:
    words = Text({language: table.string(language) for language in table.languages})
    table.close()
    return words


def _positive(table: Table) -> tuple[int, ...]:
    return tuple(int(number) for number in table.fractions("positive"))


def _check(table: Table, kind: str, measures: str, answers: int, positive: tuple[int, ...]) -> None:
    try:
        rules.check_question(kind, measures, answers, positive)
    except Invalid as problem:
        table.problem(problem.field, problem.message % problem.values, "See the other questions of this file.")


def _check_words(table: Table, answers: Collection[Text]) -> None:
    for language in table.languages:
        if len({answer.in_(language) for answer in answers}) < len(answers):
            table.problem("answers", f"Two answers are the same in '{language}'.", "Change one of them.")
