"""The household questionnaire: from a few answers to a person's yearly emissions, with what it does not know.

A question left open takes its sourced default. Where there is none, the section as a whole takes a sourced average,
unless the answers that were given already exceed it.
"""

from collections.abc import Mapping
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

    `default` stands in for an open answer; None: the section's average does. `default_note` says where it comes from
    and `default_status` how well it is known. `formula` gives kilograms per unit.
    """

    id: str
    text: Text
    help: Text
    unit: Text
    period: str
    per: str
    formula: Expression
    default: Fraction | None
    default_note: Text
    default_status: str
    min: Fraction
    max: Fraction


@dataclass(frozen=True, slots=True)
class Average:
    """A sourced figure in kilograms per person and year, with the words that must stand beside it."""

    formula: Expression
    note: Text
    status: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of life: home, travel, food, goods. `average` is None where no source gives one."""

    id: str
    name: Text
    icon: str
    intro: Text
    questions: tuple[BaselineQuestion, ...]
    average: Average | None


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


@dataclass(frozen=True, slots=True)
class SectionResult:
    """A section per person and year. `is_average`: the average stands in; `open_answers` counts what was left open."""

    section: Section
    mass: Mass
    is_average: bool
    open_answers: int


@dataclass(frozen=True, slots=True)
class Baseline:
    """A person's year by section, and the household's (`people` times as much)."""

    sections: tuple[SectionResult, ...]
    people: Fraction
    people_is_default: bool

    @property
    def per_person(self) -> Mass:
        """The sum of the sections, bounds added: they share factors and may err together."""
        parts = [result.mass for result in self.sections]
        return Mass(sum(p.low_mg for p in parts), sum(p.mid_mg for p in parts), sum(p.high_mg for p in parts))

    @property
    def household(self) -> Mass:
        """The same for everybody in the household."""
        each = self.per_person
        return Mass(*(round(mg * self.people) for mg in (each.low_mg, each.mid_mg, each.high_mg)))

    @property
    def open_answers(self) -> int:
        """How many answers were left open in all."""
        return sum(result.open_answers for result in self.sections) + self.people_is_default


def baseline(questionnaire: Questionnaire, answers: Mapping[str, int], on: date) -> Baseline:
    """The year of a person by the answers given: thousandths of each question's unit by its id, open ones left out.

    Raises LookupError when a factor has no version for that day.
    """
    given = answers.get(PEOPLE)
    people = Fraction(given, 1000) if given else questionnaire.people.default or Fraction(1)
    sections = tuple(
        _section(section, answers, people, questionnaire.factors, on) for section in questionnaire.sections
    )
    return Baseline(sections, people, people_is_default=not given)


def average(factors: Factors, figure: Average, on: date) -> Mass:
    """A sourced average per person and year."""
    return _mass(_value(figure.formula, factors, on))


def _section(
    section: Section, answers: Mapping[str, int], people: Fraction, factors: Factors, on: date
) -> SectionResult:
    known = Interval.exactly(0)
    for question in section.questions:
        known = known + _yearly(question, answers, people, factors, on)
    is_open = [question for question in section.questions if question.id not in answers]
    stand_in = section.average if any(question.default is None for question in is_open) else None
    typical = _value(stand_in.formula, factors, on) if stand_in else known
    is_average = stand_in is not None and typical.mid > known.mid
    return SectionResult(section, _mass(typical if is_average else known), is_average, len(is_open))


def _yearly(
    question: BaselineQuestion, answers: Mapping[str, int], people: Fraction, factors: Factors, on: date
) -> Interval:
    given = answers.get(question.id)
    amount = Fraction(given, 1000) if given is not None else question.default or Fraction(0)
    share = people if question.per == "household" else Fraction(1)
    times = Interval.exactly(amount * TIMES_A_YEAR[question.period] / share)
    return times * _value(question.formula, factors, on)


def _value(formula: Expression, factors: Factors, on: date) -> Interval:
    return evaluate(formula, lambda name: value_on(factors, name, on), Interval.exactly)


def _mass(kilograms: Interval) -> Mass:
    return Mass(*(round(kg * _MG_PER_KG) for kg in (kilograms.low, kilograms.mid, kilograms.high)))
