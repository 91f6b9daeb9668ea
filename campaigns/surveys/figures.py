"""What a wave comes to: its respondents with their weights, every rate, and what of it may be published."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.surveys import queries, rules
from campaigns.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResponse,
    SurveyStratum,
    SurveyWave,
    SurveyWeighting,
)
from campaigns.surveys.rates import (
    Change,
    Fieldwork,
    Question,
    Rate,
    Respondents,
    Weighed,
    by_measure,
    change,
    rates,
    weighed,
)
from civic.city.text import Text
from civic.errors import Invalid
from civic.numbers import MILLI
from civic.statistics.raking import Bounds

HUNDREDTHS = 100
ASKED = "q_"
"""What keys of questions begin with, beside those of measures."""
UNDRAWN = "-"
"""The stratum of those who were not drawn from any."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Everybody who counts in a wave, and what each said.

    `is_sample` says that they were drawn from the frame: only then may they stand for residents. `left_out` answered a
    survey of residents without having been drawn.
    """

    survey: Survey
    wave: SurveyWave
    is_sample: bool
    numbers: Sequence[int]
    people: Respondents
    asked: Sequence[SurveyQuestion]
    chosen: Mapping[str, Sequence[str]]
    left_out: int

    @property
    def questions(self) -> list[Question]:
        """What each said to each question that has answers that count, as it counts."""
        return [
            Question(ASKED + one.key, _measure(one), [_says(one, cell) for cell in self.chosen[one.key]])
            for one in self.asked
            if one.positive
        ]

    @property
    def places(self) -> list[str]:
        """The districts of the sample in the order of its strata."""
        return [place for place in dict.fromkeys(self.people.profile["district"]) if place]


def _measure(question: SurveyQuestion) -> str:
    return "" if question.measures == rules.NO_MEASURE else question.measures


def _says(question: SurveyQuestion, chosen: str) -> float | None:
    """Whether one of the answers that count was chosen; None for no answer."""
    numbers = [int(number) for number in chosen.split(",") if number]
    return float(any(number in question.positive for number in numbers)) if numbers else None


@dataclass(frozen=True, slots=True)
class _Person:
    """The columns of a response that figures need."""

    id: int
    number: int
    stratum_id: int | None
    cluster: str
    weight_thousandths: int | None
    sex: str
    age_band: str
    district: str


def answers(session: Session, wave_id: int) -> Answers:
    """Of a wave: the first copy of every sheet, and all that came in other ways.

    Raises:
        NotFound: there is no such wave.
    """
    wave = queries.wave(session, wave_id)
    survey = queries.survey(session, wave.survey_id)
    strata = {one.id: one for one in queries.strata(session, wave_id)}
    is_sample = survey.kind == rules.RESIDENTS and bool(strata)
    everybody = _people(session, wave_id)
    order = {stratum_id: place for place, stratum_id in enumerate(strata)}
    people = [one for one in everybody if one.stratum_id in strata] if is_sample else everybody
    people.sort(key=lambda one: (order.get(one.stratum_id or 0, 0), one.number))
    asked = queries.questions(session, survey.id)
    chosen = _chosen(session, wave_id, people, asked)
    numbers = [one.number for one in people]
    sampled = _respondents(people, strata if is_sample else {})
    return Answers(survey, wave, is_sample, numbers, sampled, asked, chosen, len(everybody) - len(people))


def _people(session: Session, wave_id: int) -> list[_Person]:
    columns = (getattr(SurveyResponse, name) for name in _Person.__dataclass_fields__)
    found = select(*columns).where(SurveyResponse.wave_id == wave_id, SurveyResponse.copy == queries.FIRST)
    return [_Person(*row) for row in session.execute(found)]


def _chosen(
    session: Session, wave_id: int, people: Sequence[_Person], asked: Sequence[SurveyQuestion]
) -> dict[str, list[str]]:
    rows = (
        select(SurveyAnswer.response_id, SurveyAnswer.question_id, SurveyAnswer.chosen)
        .join(SurveyResponse, SurveyResponse.id == SurveyAnswer.response_id)
        .where(SurveyResponse.wave_id == wave_id, SurveyResponse.copy == queries.FIRST)
    )
    cells: defaultdict[int, dict[int, str]] = defaultdict(dict)
    for response_id, question_id, chosen in session.execute(rows):
        cells[question_id][response_id] = chosen
    return {one.key: [cells[one.id].get(person.id, "") for person in people] for one in asked}


def _respondents(people: Sequence[_Person], strata: Mapping[int, SurveyStratum]) -> Respondents:
    of = [strata.get(one.stratum_id or 0) for one in people]
    answered = Counter(one.stratum_id for one in people)
    return Respondents(
        strata=[str(stratum.number) if stratum else UNDRAWN for stratum in of],
        units=[_unit(one, stratum) for one, stratum in zip(people, of, strict=True)],
        populations=_populations(people, of),
        weights=[_weight(one, stratum, answered) for one, stratum in zip(people, of, strict=True)],
        profile={
            "sex": [one.sex for one in people],
            "age": [one.age_band for one in people],
            "district": [
                stratum.district if stratum else one.district for one, stratum in zip(people, of, strict=True)
            ],
        },
    )


def _unit(person: _Person, stratum: SurveyStratum | None) -> str:
    """Clusters are named within their stratum; where somebody has none they are a unit by themselves."""
    return f"{stratum.number} {person.cluster}" if stratum and person.cluster else str(person.number)


def _populations(people: Sequence[_Person], of: Sequence[SurveyStratum | None]) -> list[float] | None:
    """Of how many units each was drawn; None as soon as that is not known of all, or people were drawn in clusters
    whose number is not."""
    found = [_population(one, stratum) for one, stratum in zip(people, of, strict=True)]
    known = [size for size in found if size]
    return known if len(known) == len(found) else None


def _population(person: _Person, stratum: SurveyStratum | None) -> float | None:
    if stratum is None:
        return None
    if person.cluster or stratum.clusters:
        return float(stratum.clusters) if stratum.clusters else None
    return float(stratum.population)


def _weight(person: _Person, stratum: SurveyStratum | None, answered: Mapping[int | None, int]) -> float:
    if stratum is None:
        return 1.0
    if person.weight_thousandths is not None:
        return person.weight_thousandths / MILLI
    return stratum.population / answered[stratum.id]


# Weights


def weighting(session: Session, wave_id: int) -> SurveyWeighting | None:
    """What the weights of a wave are raked to; None for nothing."""
    return session.get(SurveyWeighting, wave_id)


def bounds(kept: SurveyWeighting) -> Bounds:
    """How far weights may move."""
    return Bounds(kept.low_hundredths / HUNDREDTHS, kept.high_hundredths / HUNDREDTHS)


def weigh(found: Answers, kept: SurveyWeighting | None) -> Weighed:
    """The respondents with their final weights.

    Raises:
        Invalid: why there are none: too few answers, or margins that cannot be met.
    """
    if found.people.number < 2:
        raise Invalid("There are too few answers yet to say anything.")
    if kept is None or not found.is_sample:
        return weighed(found.people)
    return weighed(found.people, kept.margins, bounds(kept))


def fieldwork(session: Session, wave_id: int) -> list[tuple[SurveyStratum, Fieldwork]]:
    """What became of those drawn, by stratum."""
    answered: Counter[int | None] = Counter()
    for count in queries.counts(session, wave_id):
        answered[count.stratum_id] += count.responses
    return [
        (one, Fieldwork(one.drawn or 0, one.reached or 0, one.refused or 0, answered[one.id]))
        for one in queries.strata(session, wave_id)
    ]


# What may be published


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """A rate of a measure, or of a question by its key, in the city ("") or a district. The figures are None where
    `withheld` says why: nobody, no_error, few or wide. `missing` is the share of answers that is none."""

    key: str
    is_measure: bool
    district: str
    asked: int
    answered: int
    missing: float
    estimate: float | None
    low: float | None
    high: float | None
    effective_n: float | None
    deff: float | None
    withheld: str


@dataclass(frozen=True, slots=True)
class PublishedWave:
    """What may be told of a wave. Only where `is_sample` are these rates of residents; else of whoever answered."""

    survey: str
    title: Text
    wave: int
    first_on: date
    last_on: date
    is_sample: bool
    is_invented: bool
    responses: int
    rates: Sequence[PublishedRate]


def published_rates(session: Session, wave_id: int) -> PublishedWave:
    """Every rate of a wave by the rules of publication, computed from what is kept.

    Raises:
        NotFound: there is no such wave.
        Invalid: it cannot be estimated: too few answers, or margins that cannot be met.
    """
    found = answers(session, wave_id)
    return published(found, weigh(found, weighting(session, wave_id)))


def published(found: Answers, sampled: Weighed) -> PublishedWave:
    """The same, of answers that were read and weighed."""
    told = [_published(one) for one in rates(sampled, found.questions, found.places)]
    survey, wave = found.survey, found.wave
    days = (wave.first_on, wave.last_on)
    return PublishedWave(survey.slug, survey.title, wave.number, *days, found.is_sample, survey.is_invented,
                         found.people.number, told)  # fmt: skip


def _published(one: Rate) -> PublishedRate:
    shown = None if one.withheld else one.found
    return PublishedRate(
        key=one.key.removeprefix(ASKED),
        is_measure=not one.key.startswith(ASKED),
        district=one.place,
        asked=one.asked,
        answered=one.found.n if one.found else 0,
        missing=one.missing,
        estimate=shown.estimate if shown else None,
        low=shown.low if shown else None,
        high=shown.high if shown else None,
        effective_n=shown.effective_n if shown else None,
        deff=shown.deff if shown else None,
        withheld=one.withheld,
    )


def changes(earlier: Answers, before: Weighed, later: Answers, after: Weighed) -> Iterator[Change]:
    """How each measure differs between two waves of a survey that were drawn apart; those alone that are published."""
    old, new = (by_measure(one.questions) for one in (earlier, later))
    for measure, questions in new.items():
        found = change(measure, (before, old[measure]), (after, questions))
        if found is not None:
            yield found
