"""The demonstration's surveys: two waves of an invented sample of residents, and one open before a campaign ends."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from campaigns.demo.scenes import in_all
from campaigns.programme.models import Campaign
from campaigns.surveys import planning, queries, rules, services
from campaigns.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyQuestion,
    SurveyResponse,
    SurveyStratum,
    SurveyWave,
)
from campaigns.surveys.planning import Disposition, WaveDraft
from campaigns.surveys.resources import SURVEY_BANK
from campaigns.surveys.rules import Part
from campaigns.surveys.sampling import EQUAL, Wanted
from campaigns.surveys.services import SurveyDraft
from civic.accounts.models import Account
from civic.errors import msgid
from civic.residents.identity import ResidentActor
from civic.residents.queries import living
from civic.services import Services

_CLERK = "city"
_SAMPLE, _AROUND = msgid("Residents and low-carbon life"), msgid("Before and after the campaign")
_FRAME = msgid("Invented: people of 16 and over, drawn in each district. Nobody was asked.")
_ANYBODY = msgid("Invented: anyone who wanted to answer.")
_WAVES = (
    (msgid("First wave"), (-140, -120), 100, 10, 0.50),
    (msgid("Second wave"), (-35, -15), 200, 7, 0.58),
)
"""Their names, days counted from today, answers of each district, the margin that was planned for it in points, and how
likely an answer is one that counts."""
_BEFORE, _BEFORE_DAYS, _BEFORE_PEOPLE = msgid("Before it begins"), (-6, 20), 46
_ANSWERED, _REACHED, _ON_PAPER, _SILENT = 0.58, 0.8, 0.7, 0.03
"""Of those drawn who answered and who were reached; of answers, those on paper; how often a question has none."""
_ADULTS = 0.85
_HARDER = {"awareness": 0.12, "agreement": 0.15, "practice": -0.12, "satisfaction": 0.05, "gain": -0.05}
"""By how much more or less likely an answer counts, by what is measured."""


def add_surveys(app_services: Services, seed: int, now: datetime) -> None:
    """Both surveys, answered; nothing where the pack has no questions."""
    if not app_services.get(SURVEY_BANK).questions:
        return
    draw = Random(f"surveys {seed}")  # noqa: S311 (no secret: invented people)
    with app_services.database.write() as session:
        (clerk,) = living(session, Account.username == _CLERK)
        _of_residents(session, app_services, clerk, draw, now)
        _around_a_campaign(session, app_services, clerk, draw, now)


def _survey(
    session: Session, app_services: Services, clerk: ResidentActor, draft: SurveyDraft, now: datetime
) -> Survey:
    made = services.create(session, clerk, draft, now)
    services.add_from_bank(session, clerk, made.id, list(app_services.get(SURVEY_BANK).questions.values()), now)
    made.is_invented = True
    return made


def _wave(
    session: Session, app_services: Services, clerk: ResidentActor, survey: Survey, title: str, days: tuple[int, int],
    now: datetime,
) -> SurveyWave:  # fmt: skip
    first_on, last_on = (app_services.calendar.today(now) + timedelta(days=number) for number in days)
    draft = WaveDraft(in_all(app_services, title), first_on, last_on)
    return planning.add_wave(session, clerk, survey.id, draft, now + timedelta(days=days[0]))


# A sample of residents


def _of_residents(session: Session, app_services: Services, clerk: ResidentActor, draw: Random, now: datetime) -> None:
    words = in_all(app_services, _SAMPLE), in_all(app_services, _FRAME)
    survey = _survey(session, app_services, clerk, SurveyDraft("low-carbon-life", *words, ""), now)
    parts = [Part(one.id, "", round(one.residents * _ADULTS), None) for one in app_services.city.districts]
    for title, days, people, margin, likely in _WAVES:
        wave = _wave(session, app_services, clerk, survey, title, days, now)
        planning.set_strata(session, clerk, wave.id, parts, now)
        wanted = Wanted(0.05, margin / 100, 1.0, _ANSWERED, EQUAL)
        typed = {"city": "5", "district": str(margin), "deff": "1", "response": f"{_ANSWERED:.0%}", "allocation": EQUAL}
        planning.set_plan(session, clerk, wave.id, wanted, typed, now)
        planning.open_wave(session, clerk, wave.id, now)
        strata = queries.strata(session, wave.id)
        for stratum in strata:
            _answer(session, wave, stratum, clerk, people, likely, draw)
        planning.set_dispositions(session, clerk, wave.id, {one.number: _drawn(people) for one in strata}, now)
        planning.close_wave(session, clerk, wave.id, now)


def _drawn(people: int) -> Disposition:
    drawn = round(people / _ANSWERED)
    reached = round(drawn * _REACHED)
    return Disposition(drawn, reached, reached - people)


def _answer(
    session: Session,
    wave: SurveyWave,
    stratum: SurveyStratum,
    clerk: ResidentActor,
    people: int,
    likely: float,
    draw: Random,
) -> None:
    """The answers of a stratum: each stands for as many of its people as any other."""
    shared = {
        "stratum_id": stratum.id,
        "district": stratum.district,
        "weight_thousandths": 1_000 * stratum.population // people,
    }
    first = (stratum.number - 1) * people + 1
    rows = [_response(wave, number, clerk, draw) | shared for number in range(first, first + people)]
    _keep(session, wave, rows, likely + draw.uniform(-0.06, 0.06), draw)


def _response(wave: SurveyWave, number: int, clerk: ResidentActor | None, draw: Random) -> dict[str, Any]:
    """One person, on paper or by link."""
    on_paper = clerk is not None and draw.random() < _ON_PAPER
    return {
        "wave_id": wave.id,
        "number": number if on_paper else rules.LAST_SHEET + number,
        "copy": queries.FIRST,
        "mode": rules.PAPER if on_paper else rules.LINK,
        "stratum_id": None,
        "cluster": "",
        "weight_thousandths": None,
        "sex": draw.choice(("female", "female", "male", "male", "male", "female", "")),
        "age_band": draw.choices((*rules.AGE_BANDS, ""), (11, 17, 19, 17, 17, 17, 2))[0],
        "district": "",
        "is_agreed": not on_paper,  # nobody typed it a second time
        "entered_by_id": clerk.account_id if clerk is not None and on_paper else None,
        "entered_on": _day(wave, draw),
    }


def _day(wave: SurveyWave, draw: Random) -> date:
    return wave.first_on + timedelta(days=draw.randrange((wave.last_on - wave.first_on).days))


def _keep(session: Session, wave: SurveyWave, rows: list[dict[str, Any]], likely: float, draw: Random) -> None:
    asked = queries.questions(session, wave.survey_id)
    made = session.scalars(insert(SurveyResponse).returning(SurveyResponse.id), rows)
    answers = [row for number in made for row in _answers(number, asked, likely + draw.uniform(-0.2, 0.2), draw)]
    session.execute(insert(SurveyAnswer), answers)


def _answers(
    response_id: int, asked: Sequence[SurveyQuestion], likely: float, draw: Random
) -> Iterator[dict[str, Any]]:
    """What somebody answers who gives an answer that counts as likely as that."""
    for one in asked:
        chosen = "" if draw.random() < _SILENT else _chosen(one, likely + _HARDER.get(one.measures, 0), draw)
        yield {"response_id": response_id, "question_id": one.id, "chosen": chosen}


def _chosen(question: SurveyQuestion, likely: float, draw: Random) -> str:
    numbers = range(1, len(question.answers) + 1)
    if question.kind == rules.MULTIPLE:
        return rules.chosen_text(draw.sample(numbers[:-1], draw.randint(1, 3)))
    counts = draw.random() < likely
    return str(draw.choice([number for number in numbers if (number in question.positive) == counts]))


# Before a campaign


def _around_a_campaign(
    session: Session, app_services: Services, clerk: ResidentActor, draw: Random, now: datetime
) -> None:
    today = app_services.calendar.today(now)
    running = select(Campaign.slug).where(Campaign.state == "published", Campaign.ends_on >= today)
    slug = session.scalars(running.order_by(Campaign.id).limit(1)).first()
    if slug is None:
        return
    words = in_all(app_services, _AROUND), in_all(app_services, _ANYBODY)
    survey = _survey(session, app_services, clerk, SurveyDraft("around-the-campaign", *words, slug), now)
    wave = _wave(session, app_services, clerk, survey, _BEFORE, _BEFORE_DAYS, now)
    planning.open_wave(session, clerk, wave.id, now)
    rows = [_response(wave, number, None, draw) for number in range(1, _BEFORE_PEOPLE + 1)]
    for row in rows:
        row["entered_on"] = min(row["entered_on"], today)
    _keep(session, wave, rows, 0.55, draw)
