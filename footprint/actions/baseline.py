"""The baseline questionnaire: from a few answers to a person's yearly emissions, with what it does not know.

Each question counts by itself: as answered or, left open, by its own average. Some are about the resident, some about
the home that is shared; what the others at home do themselves nobody asks.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from civic.city.text import Text
from footprint.carbon.expressions import Expression, evaluate
from footprint.carbon.factors import Factors, value_on
from footprint.carbon.intervals import Interval

PEOPLE = "people"
"""The id of the question how many live in the household."""

TIMES_A_YEAR = {"day": Fraction(365), "week": Fraction(365, 7), "month": Fraction(12), "year": Fraction(1)}
_MG_PER_KG = 1_000_000


@dataclass(frozen=True, slots=True)
class BaselineQuestion:
    """One number to give, in `unit` per `period`, by the person or the household.

    `formula` gives kilograms per unit. What stands in for an open answer: `default`, an amount in `unit` (of a home of
    usual size), or else `average`, kilograms per person and year. `default_note` says where it comes from and
    `default_status` how well it is known.
    """

    id: str
    text: Text
    help: Text
    unit: Text
    period: str
    per: str
    formula: Expression
    default: Fraction | None
    average: Expression | None
    default_note: Text
    default_status: str
    min: Fraction
    max: Fraction

    @property
    def is_shared(self) -> bool:
        """Whether it is about the home, of which each person has a share."""
        return self.per == "household"


@dataclass(frozen=True, slots=True)
class Average:
    """A sourced figure in kilograms per person and year, with the words that must stand beside it."""

    formula: Expression
    note: Text
    status: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of life: home, travel, food, goods."""

    id: str
    name: Text
    icon: str
    intro: Text
    questions: tuple[BaselineQuestion, ...]


@dataclass(frozen=True)
class Questionnaire:
    """`people` asks for the size of the household, `unknown` says what no answer can tell.

    `reference` is a yardstick from elsewhere; None where the pack has none.
    """

    people: BaselineQuestion
    sections: tuple[Section, ...]
    unknown: tuple[Text, ...]
    reference: Average | None
    factors: Factors

    @property
    def questions(self) -> tuple[BaselineQuestion, ...]:
        """Every question, the household's size first."""
        return (self.people, *(question for section in self.sections for question in section.questions))


@dataclass(frozen=True, slots=True)
class Mass:
    """Milligrams CO2e."""

    low_mg: int
    mid_mg: int
    high_mg: int

    @classmethod
    def of(cls, kilograms: Interval) -> "Mass":
        """Kilograms to the nearest milligram."""
        return cls(*(round(kg * _MG_PER_KG) for kg in (kilograms.low, kilograms.mid, kilograms.high)))

    @classmethod
    def total(cls, parts: Iterable["Mass"]) -> "Mass":
        """The sum, bounds added: the parts share factors and may err together."""
        known = list(parts)
        return cls(sum(p.low_mg for p in known), sum(p.mid_mg for p in known), sum(p.high_mg for p in known))


@dataclass(frozen=True, slots=True)
class QuestionResult:
    """A question's year. `own` is the person's, `home` that of the whole home where the question is about the home.

    `answered_milli` is the answer in thousandths of the unit; None where the average stands in.
    """

    question: BaselineQuestion
    own: Mass
    home: Mass | None
    answered_milli: int | None


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A section of a person's year, question by question."""

    section: Section
    questions: tuple[QuestionResult, ...]

    @property
    def own(self) -> Mass:
        """The person's: own answers and the share of the home's."""
        return Mass.total(result.own for result in self.questions)


@dataclass(frozen=True, slots=True)
class Baseline:
    """A person's year, and apart from it what the home of `people` shares."""

    sections: tuple[SectionResult, ...]
    people: Fraction
    people_is_default: bool

    @property
    def own(self) -> Mass:
        """One person's year."""
        return Mass.total(section.own for section in self.sections)

    @property
    def home(self) -> Mass:
        """What the home shares, for all who live in it."""
        return Mass.total(result.home for result in self._questions if result.home)

    @property
    def open_answers(self) -> int:
        """How many answers were left open in all."""
        return sum(result.answered_milli is None for result in self._questions) + self.people_is_default

    @property
    def _questions(self) -> list[QuestionResult]:
        return [result for section in self.sections for result in section.questions]


def baseline(questionnaire: Questionnaire, answers: Mapping[str, int], on: date) -> Baseline:
    """The year of a person by the answers given: thousandths of each question's unit by its id, open ones left out.

    Raises LookupError when a factor has no version for that day.
    """
    given = answers.get(PEOPLE)
    usual = questionnaire.people.default or Fraction(1)
    home = _Home(Fraction(given, 1000) if given else usual, usual, questionnaire.factors, on)
    sections = tuple(_section(section, answers, home) for section in questionnaire.sections)
    return Baseline(sections, home.people, people_is_default=not given)


def average(factors: Factors, figure: Average, on: date) -> Mass:
    """A sourced average per person and year."""
    return Mass.of(_value(figure.formula, factors, on))


@dataclass(frozen=True, slots=True)
class _Home:
    """Who lives together, in how large a home averages are given, and by which factors of a day it is computed."""

    people: Fraction
    usual: Fraction
    factors: Factors
    on: date


def _section(section: Section, answers: Mapping[str, int], home: _Home) -> SectionResult:
    return SectionResult(section, tuple(_result(one, answers.get(one.id), home) for one in section.questions))


def _result(question: BaselineQuestion, answered_milli: int | None, home: _Home) -> QuestionResult:
    own = _open(question, home) if answered_milli is None else _yearly(question, answered_milli, home)
    whole = Mass.of(own * Interval.exactly(home.people)) if question.is_shared else None
    return QuestionResult(question, Mass.of(own), whole, answered_milli)


def _yearly(question: BaselineQuestion, answered_milli: int, home: _Home) -> Interval:
    return _of_amount(question, Fraction(answered_milli, 1000), home.people, home)


def _open(question: BaselineQuestion, home: _Home) -> Interval:
    """The average person's: a usual amount is that of a home of usual size, whoever lives in this one."""
    if question.average is not None:
        return _value(question.average, home.factors, home.on)
    return _of_amount(question, question.default or Fraction(0), home.usual, home)


def _of_amount(question: BaselineQuestion, amount: Fraction, people: Fraction, home: _Home) -> Interval:
    """Kilograms of one person's year."""
    share = people if question.is_shared else Fraction(1)
    times = Interval.exactly(amount * TIMES_A_YEAR[question.period] / share)
    return times * _value(question.formula, home.factors, home.on)


def _value(formula: Expression, factors: Factors, on: date) -> Interval:
    return evaluate(formula, lambda name: value_on(factors, name, on), Interval.exactly)
