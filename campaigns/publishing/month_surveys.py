"""The table of a month's surveys: rates of residents, estimated from samples whose waves ended in the month."""

from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import select

from campaigns.publishing import columns
from campaigns.publishing.making import Draft, Line, Making
from campaigns.publishing.month_reach import NEVER
from campaigns.publishing.month_tables import district_words
from campaigns.publishing.tidy import Schema, Value
from campaigns.surveys import rules
from campaigns.surveys.figures import PublishedRate, PublishedWave, published_rates
from campaigns.surveys.models import Survey, SurveyWave
from civic.disclosure.tables import TOTAL
from civic.errors import Invalid, msgid

_MEASURES = {
    "awareness": msgid("Awareness"),
    "agreement": msgid("Agreement"),
    "practice": msgid("Practice"),
    "satisfaction": msgid("Satisfaction"),
    "gain": msgid("Sense of gain"),
}


def surveys(making: Making) -> Draft | None:
    """Rates of measures by district and for the city; None where no sample's wave ended in the month."""
    waves = list(_samples(making))
    lines = [_line(wave, one) for wave in waves for one in wave.rates if one.is_measure]
    return Draft(_schema(making, waves), lines) if lines else None


def _samples(making: Making) -> Iterator[PublishedWave]:
    """What may be told of each wave; nothing of those that cannot be estimated, and of those that are no sample."""
    ended = SurveyWave.last_on.between(making.period.start, making.period.end)
    closed = (SurveyWave.state == rules.CLOSED, Survey.kind == rules.RESIDENTS, ended)
    found = select(SurveyWave.id).join(Survey, Survey.id == SurveyWave.survey_id).where(*closed)
    for wave_id in making.session.scalars(found.order_by(SurveyWave.id)):
        try:
            told = published_rates(making.session, wave_id)
        except Invalid:
            continue
        if told.is_sample:
            yield told


def _line(wave: PublishedWave, one: PublishedRate) -> Line:
    values: dict[str, Value] = {
        "survey": wave.survey,
        "wave_ended": wave.last_on.isoformat(),
        "measure": one.key,
        "district": one.district or TOTAL,
    }
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


def _schema(making: Making, waves: list[PublishedWave]) -> Schema:
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
        },
    )
