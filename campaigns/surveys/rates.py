"""Rates of a wave: what share of residents says so, how surely, may it be published, and how waves differ. Pure.

A question's rate is the share of its valid answers that count; a measure's that of all valid answers to its questions.
Who does not answer a question is left out of it and counted as non-response.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt

from campaigns.surveys.margins import BOUNDS, Raking, Totals, rake_to
from civic.errors import Invalid
from civic.statistics.designs import Design, DesignError, Stage, beside, sample
from civic.statistics.distributions import t_quantile
from civic.statistics.estimates import Estimate, answer_share, share
from civic.statistics.independence import NoTest, Test, rao_scott
from civic.statistics.raking import Bounds, Cells

FEWEST_EFFECTIVE = 30
"""Below so many people of a simple random sample a rate is not published."""
WIDEST = 0.30
"""Neither is one whose interval is not narrower than this."""
LEVEL = 0.95
NOBODY, NO_ERROR, FEW, WIDE = "nobody", "no_error", "few", "wide"
"""Why a rate is not published."""

Said = Sequence[float | None]
"""1 where a person's answer counts, 0 where it does not, None where there is none."""


@dataclass(frozen=True, slots=True)
class Respondents:
    """Those who answered a wave; every sequence has a cell for each.

    `units` are what was drawn first: a cluster, or the person. `populations` say of how many like it in the stratum;
    None where that is not known. `profile` is what each declared, "" for nothing.
    """

    strata: Sequence[str]
    units: Sequence[str]
    populations: Sequence[float] | None
    weights: Sequence[float]
    profile: Mapping[str, Sequence[str]]

    @property
    def number(self) -> int:
        return len(self.weights)


@dataclass(frozen=True, slots=True)
class Question:
    """A question, what it measures ("" for nothing), and what each respondent said."""

    key: str
    measures: str
    said: Said


@dataclass(frozen=True, slots=True)
class Weighed:
    """Respondents with their final weights; `raking` is None where there were no margins, `joined` names strata of one
    unit with what they were joined to."""

    people: Respondents
    design: Design
    raking: Raking | None
    joined: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of the residents of a place ("" for the city) and its error; `key` is that of a question or measure.

    `asked` could have answered, `missing` is the share of their answers that is none. `withheld` says why it is not
    published, "" where it may be; `found` is there all the same, for those who work with it.
    """

    key: str
    place: str
    asked: int
    missing: float
    found: Estimate | None
    withheld: str


# Weights


def weighed(people: Respondents, totals: Totals | None = None, bounds: Bounds = BOUNDS) -> Weighed:
    """The design of those who answered, raked to margins where there are some.

    Raises:
        Invalid: on `margins`, why there are no such weights; on no field, nobody can be estimated from these.
    """
    joined, pairs = _joined(people)
    try:
        stages = [Stage(joined.units, joined.populations)]
        design = sample(joined.number, joined.weights, joined.strata, stages)
    except DesignError as error:
        raise Invalid(
            "These answers cannot be what was planned: fewer than two were drawn, or more than there are. Please check "
            "the strata and their numbers of residents."
        ) from error
    if not totals:
        return Weighed(joined, design, None, pairs)
    raking = rake_to(joined.profile, totals, joined.weights, bounds)
    return Weighed(joined, design.raked(raking.raked.weights, raking.raked.cells), raking, pairs)


def _joined(people: Respondents) -> tuple[Respondents, list[tuple[str, str]]]:
    """A single unit does not tell how much units differ: its stratum is joined with the smallest other one."""
    pairs: list[tuple[str, str]] = []
    while lone := _lone(people):
        pairs.append(lone)
        people = _one_stratum(people, *lone)
    return people, pairs


def _lone(people: Respondents) -> tuple[str, str] | None:
    units: defaultdict[str, set[str]] = defaultdict(set)
    for stratum, unit in zip(people.strata, people.units, strict=True):
        units[stratum].add(unit)
    by_size = sorted(units, key=lambda stratum: (len(units[stratum]), stratum))
    return (by_size[0], by_size[1]) if len(by_size) > 1 and len(units[by_size[0]]) == 1 else None


def _one_stratum(people: Respondents, one: str, two: str) -> Respondents:
    name = f"{one} + {two}"
    strata = [name if stratum in (one, two) else stratum for stratum in people.strata]
    units = [f"{stratum} {unit}" for stratum, unit in zip(people.strata, people.units, strict=True)]
    if people.populations is None:
        return replace(people, strata=strata, units=units)
    sizes = dict(zip(people.strata, people.populations, strict=True))
    sizes[name] = sizes[one] + sizes[two]
    return replace(people, strata=strata, units=units, populations=[sizes[stratum] for stratum in strata])


# Rates


def rates(sampled: Weighed, questions: Sequence[Question], places: Sequence[str]) -> Iterator[Rate]:
    """Every measure, then every question, in the city and in each place (by the profile's `district`)."""
    figures = {**by_measure(questions), **{question.key: [question] for question in questions}}
    for key, some in figures.items():
        for place in ("", *places):
            yield rate(sampled, key, some, place)


def by_measure(questions: Sequence[Question]) -> dict[str, list[Question]]:
    """The questions of each measure, in their order."""
    names = dict.fromkeys(question.measures for question in questions if question.measures)
    return {name: [question for question in questions if question.measures == name] for name in names}


def rate(sampled: Weighed, key: str, questions: Sequence[Question], place: str = "") -> Rate:
    """The share of all valid answers to some questions that count, among the residents of a place."""
    group = [not place or one == place for one in sampled.people.profile["district"]]
    asked, given = sum(group), counts(questions)
    answers = sum(number for number, meant in zip(given, group, strict=True) if meant)
    missing = 1 - answers / (asked * len(questions)) if asked else 0.0
    if not answers:
        return Rate(key, place, asked, missing, None, NOBODY)
    found = _share(sampled.design, questions, group)
    return Rate(key, place, asked, missing, found, withheld(found))


def counts(questions: Sequence[Question]) -> list[float]:
    """How many of some questions each respondent answered."""
    return [float(sum(one is not None for one in person)) for person in _by_person(questions)]


def said(questions: Sequence[Question]) -> list[float]:
    """How many of these answers count."""
    return [sum(one or 0.0 for one in person) for person in _by_person(questions)]


def _by_person(questions: Sequence[Question]) -> Iterator[tuple[float | None, ...]]:
    return zip(*(question.said for question in questions), strict=True)


def _share(design: Design, questions: Sequence[Question], group: Sequence[bool] | None = None) -> Estimate:
    if len(questions) == 1:
        return share(design, questions[0].said, group, LEVEL)
    return answer_share(design, said(questions), counts(questions), group, LEVEL)


def withheld(found: Estimate) -> str:
    """Why an estimate is not published; "" where it may be."""
    if found.low is None or found.high is None or found.effective_n is None:
        return NO_ERROR
    if found.effective_n < FEWEST_EFFECTIVE:
        return FEW
    return WIDE if found.high - found.low >= WIDEST else ""


# Waves


@dataclass(frozen=True, slots=True)
class Change:
    """How much higher a rate is in the later of two waves, in shares, with its interval; `test` is None where `no_test`
    says why there is none, or either rate is not published."""

    key: str
    earlier: Rate
    later: Rate
    difference: float
    low: float
    high: float
    test: Test | None


def change(
    key: str, earlier: tuple[Weighed, Sequence[Question]], later: tuple[Weighed, Sequence[Question]]
) -> Change | None:
    """How the rate of the same questions differs between two waves that were drawn apart; None where one of them is
    not published."""
    one, two = rate(earlier[0], key, earlier[1]), rate(later[0], key, later[1])
    if one.withheld or two.withheld or one.found is None or two.found is None:
        return None
    difference, df = two.found.estimate - one.found.estimate, one.found.df + two.found.df
    reach = t_quantile((1 + LEVEL) / 2, df) * sqrt((one.found.se or 0.0) ** 2 + (two.found.se or 0.0) ** 2)
    return Change(key, one, two, difference, difference - reach, difference + reach, _test(earlier, later))


def _test(earlier: tuple[Weighed, Sequence[Question]], later: tuple[Weighed, Sequence[Question]]) -> Test | None:
    """Rao and Scott's of wave and answer, every answer of a person a row of the person's unit."""
    both = beside(*(_answer_by_answer(sampled, len(questions)) for sampled, questions in (earlier, later)))
    waves, words = [], []
    for number, (_, questions) in enumerate((earlier, later)):
        for question in questions:
            waves += [str(number)] * len(question.said)
            words += ["" if one is None else str(one > 0) for one in question.said]
    try:
        return rao_scott(both, waves, words)
    except NoTest:  # everybody or nobody says so in both
        return None


def _answer_by_answer(sampled: Weighed, times: int) -> Design:
    """The same people, a row for each answer: all first ones, then all second ones."""
    people = sampled.people
    populations = people.populations and [*people.populations] * times
    stage = Stage([*people.units] * times, populations)
    design = sample(people.number * times, [*people.weights] * times, [*people.strata] * times, [stage])
    if sampled.raking is None:
        return design
    cells = sampled.raking.raked.cells
    sizes = tuple(size * times for size in cells.sizes)
    repeated = Cells(cells.cell_of * times, cells.levels, cells.number, cells.weights * times, sizes)
    return design.raked(sampled.raking.raked.weights * times, repeated)


# Fieldwork


@dataclass(frozen=True, slots=True)
class Fieldwork:
    """What became of those who were drawn in a stratum."""

    drawn: int
    reached: int
    refused: int
    answered: int

    @property
    def response(self) -> float | None:
        """The share of those drawn who answered (response rate 1 of the American Association for Public Opinion
        Research: who was not reached counts as drawn)."""
        return self.answered / self.drawn if self.drawn else None


def together(parts: Sequence[Fieldwork]) -> Fieldwork:
    """The sum of several strata."""
    sums: Counter[str] = Counter()
    for part in parts:
        sums.update({name: getattr(part, name) for name in Fieldwork.__dataclass_fields__})
    return Fieldwork(*(sums[name] for name in Fieldwork.__dataclass_fields__))
