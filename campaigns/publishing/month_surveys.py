"""The table of a month's surveys: rates of residents, estimated from samples whose waves ended in the month."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from campaigns.publishing import columns
from campaigns.publishing.making import Draft, Line, Making
from campaigns.publishing.month_reach import NEVER
from campaigns.publishing.month_tables import district_words
from campaigns.publishing.tidy import Schema, Value
from campaigns.surveys import rules
from campaigns.surveys.figures import Answers, PublishedRate, answers, published, weigh, weighting
from campaigns.surveys.models import Survey, SurveyWave
from campaigns.surveys.queries import strata
from campaigns.surveys.rates import by_measure
from civic.city.text import Text
from civic.disclosure.tables import TOTAL
from civic.errors import Invalid, msgid

_MEASURES = {
    "awareness": msgid("Awareness"),
    "agreement": msgid("Agreement"),
    "practice": msgid("Practice"),
    "satisfaction": msgid("Satisfaction"),
    "gain": msgid("Sense of gain"),
}


WHY, NOT_ESTIMATED = "why", "not_estimated"
_WHYS = {
    "nobody": msgid("nobody gave a valid answer"),
    "no_error": msgid("its error cannot be estimated"),
    "few": msgid("fewer than 30 effective answers"),
    "wide": msgid("an interval of 30 points or more"),
    NOT_ESTIMATED: msgid(
        "The whole wave cannot be estimated: a group of residents has no respondents, no weights can be found, or too "
        "few people answered."
    ),
}


@dataclass(frozen=True, slots=True)
class _Wave:
    """A wave of a sample as a release tells of it; `rates` is None where it cannot be estimated."""

    survey: str
    title: Text
    last_on: date
    measures: Sequence[str]
    places: Sequence[str]
    rates: Sequence[PublishedRate] | None


def surveys(making: Making) -> Draft | None:
    """Rates of measures by district and for the city; None where no sample's wave ended in the month."""
    waves = list(_samples(making))
    lines = [line for wave in waves for line in _lines(wave)]
    return Draft(_schema(making, waves), lines) if lines else None


def _samples(making: Making) -> Iterator[_Wave]:
    """What may be told of each wave; nothing of those that are no sample."""
    ended = SurveyWave.last_on.between(making.period.start, making.period.end)
    closed = (SurveyWave.state == rules.CLOSED, Survey.kind == rules.RESIDENTS, ended)
    found = select(SurveyWave.id).join(Survey, Survey.id == SurveyWave.survey_id).where(*closed)
    for wave_id in making.session.scalars(found.order_by(SurveyWave.id)):
        came = answers(making.session, wave_id)
        if came.is_sample:
            yield _told(making, came)


def _told(making: Making, came: Answers) -> _Wave:
    try:
        sampled = weigh(came, weighting(making.session, came.wave.id))
        rates = [one for one in published(came, sampled).rates if one.is_measure]
    except Invalid:
        rates = None
    measures = [one for one in _MEASURES if one in by_measure(came.questions)]
    places = dict.fromkeys(one.district for one in strata(making.session, came.wave.id) if one.district)
    return _Wave(came.survey.slug, came.survey.title, came.wave.last_on, measures, ["", *places], rates)


def _lines(wave: _Wave) -> Iterator[Line]:
    """A line for each measure and place; where the wave cannot be estimated, all are withheld and say so."""
    if wave.rates is not None:
        yield from (_line(wave, one) for one in wave.rates)
        return
    for measure in wave.measures:
        for place in wave.places:
            yield Line({**_about(wave, measure, place), WHY: NOT_ESTIMATED}, NEVER)


def _about(wave: _Wave, measure: str, place: str) -> dict[str, Value]:
    return {
        "survey": wave.survey,
        "wave_ended": wave.last_on.isoformat(),
        "measure": measure,
        "district": place or TOTAL,
    }


def _line(wave: _Wave, one: PublishedRate) -> Line:
    values = {**_about(wave, one.key, one.district), WHY: one.withheld}
    if one.estimate is None or one.low is None or one.high is None:
        return Line(values, NEVER)
    figures: dict[str, Value] = {
        "answers": one.answered,
        "effective_n": _rounded(one.effective_n, "0.1"),
        "deff": _rounded(one.deff, "0.01"),
        "share_low": _rounded(one.low),
        "share": _rounded(one.estimate),
        "share_high": _rounded(one.high),
        "missing": _rounded(one.missing),
    }
    return Line({**values, **figures})


def _rounded(value: float | None, digits: str = "0.0001") -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal(digits))


def _schema(making: Making, waves: Sequence[_Wave]) -> Schema:
    interval = msgid("95 % interval by Korn and Graubard.")
    return Schema(
        "surveys",
        making.words(msgid("Surveys of residents: waves that ended in the month")),
        (
            columns.dimension(making, "survey", msgid("Survey")),
            columns.dimension(making, "wave_ended", msgid("Last day of the wave")),
            columns.dimension(making, "measure", msgid("What was measured")),
            columns.dimension(making, "district", msgid("District"), msgid("“total” is the whole city.")),
            columns.people(making, "answers", msgid("Valid answers")),
            columns.number(making, "effective_n", msgid("Effective sample size")),
            columns.number(making, "deff", msgid("Design effect")),
            columns.number(making, "share_low", msgid("Share, low"), "", interval),
            columns.number(making, "share", msgid("Share")),
            columns.number(making, "share_high", msgid("Share, high"), "", interval),
            columns.number(making, "missing", msgid("Share without an answer")),
            columns.dimension(making, WHY, msgid("Why it is withheld")),
            columns.status(making),
        ),
        making.words(
            msgid(
                "Estimates for all residents, from a random sample. Withheld below an effective sample size of 30, or "
                "with an interval of 30 points or more."
            )
        ),
        {
            "survey": {one.survey: one.title for one in waves},
            "measure": {key: making.words(words) for key, words in _MEASURES.items()},
            "district": district_words(making),
            WHY: {key: making.words(words) for key, words in _WHYS.items()},
        },
    )
