"""Waves of surveys: their days, of whom the sample is drawn, opening and closing, what became of the sample."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaigns.surveys import queries, rules, services
from campaigns.surveys.models import Survey, SurveyResponse, SurveyStratum, SurveyWave
from campaigns.surveys.rules import Part
from campaigns.surveys.sampling import Plan, Wanted, plan
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.errors import Conflict, Invalid, NotFound


@dataclass(frozen=True, slots=True)
class WaveDraft:
    """What staff types of a wave."""

    title: Text
    first_on: date
    last_on: date


def add_wave(session: Session, clerk: Actor, survey_id: int, draft: WaveDraft, now: datetime) -> SurveyWave:
    """The next wave of a survey.

    Raises:
        Conflict: the survey is archived, or has all the waves that it can have.
        Invalid: on `first_on` or `last_on`.
    """
    survey, others = services.locked(session, survey_id), queries.waves(session, survey_id)
    if survey.state == rules.ARCHIVED:
        raise Conflict("This survey is archived.")
    most = 2 if survey.kind == rules.CAMPAIGN else rules.MOST_WAVES
    if len(others) >= most:
        raise Conflict("This survey has all its waves: at most %(most)s.", most=most)
    _check_days(draft, others)
    made = SurveyWave(survey_id=survey_id, number=len(others) + 1, state=rules.PLANNED, plan={})
    made.title, made.first_on, made.last_on = draft.title, draft.first_on, draft.last_on
    session.add(made)
    session.flush()
    _note_wave(session, clerk, "plan a wave of a survey", made, f"{draft.first_on} – {draft.last_on}", now)
    return made


def _check_days(draft: WaveDraft, others: Sequence[SurveyWave]) -> None:
    if draft.last_on < draft.first_on:
        raise Invalid("The last day is before the first.", field="last_on")
    if (draft.last_on - draft.first_on).days >= rules.LONGEST_DAYS:
        raise Invalid("A wave lasts at most %(most)s days.", field="last_on", most=rules.LONGEST_DAYS)
    for other in others:
        if rules.overlap((draft.first_on, draft.last_on), (other.first_on, other.last_on)):
            days = {"first": other.first_on, "last": other.last_on}
            raise Invalid("Another wave lasts from %(first)s to %(last)s.", field="first_on", **days)
        if draft.first_on < other.first_on:
            raise Invalid("Waves follow each other: this one is before an earlier one.", field="first_on")


def _note_wave(session: Session, clerk: Actor, act: str, wave: SurveyWave, details: str, now: datetime) -> None:
    record(session, by(clerk), act, f"wave:{wave.id}", details, now)


def locked(session: Session, wave_id: int) -> SurveyWave:
    """The wave, which nobody else changes until the transaction ends.

    Raises:
        NotFound: there is no such wave.
    """
    found = session.get(SurveyWave, wave_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def _planned(session: Session, wave_id: int) -> SurveyWave:
    found = locked(session, wave_id)
    if found.state != rules.PLANNED:
        raise Conflict("This wave was opened: its sample stays as it is.")
    return found


def set_strata(session: Session, clerk: Actor, wave_id: int, parts: Sequence[Part], now: datetime) -> None:
    """The strata of a wave in place of those that it has.

    Raises:
        Conflict: the wave is open already, or has invitations.
        Invalid: none, or too many.
    """
    wave = _planned(session, wave_id)
    if not 1 <= len(parts) <= rules.MOST_STRATA:
        raise Invalid("Give the people of at least one stratum, of at most %(most)s.", most=rules.MOST_STRATA)
    if queries.invitation_counts(session, wave_id):
        raise Conflict("Invitations were made for these strata: they stay as they are.")
    session.execute(delete(SurveyStratum).where(SurveyStratum.wave_id == wave_id))
    session.add_all(_stratum(wave_id, number, part) for number, part in enumerate(parts, 1))
    wave.plan = {}
    _note_wave(session, clerk, "set the strata of a wave", wave, str(len(parts)), now)


def _stratum(wave_id: int, number: int, part: Part) -> SurveyStratum:
    return SurveyStratum(
        wave_id=wave_id,
        number=number,
        district=part.district,
        settlement=part.settlement,
        population=part.population,
        clusters=part.clusters,
    )


def parts(strata: Sequence[SurveyStratum]) -> list[Part]:
    """Strata as they are planned with."""
    return [Part(one.district, one.settlement, one.population, one.clusters) for one in strata]


def set_plan(
    session: Session, clerk: Actor, wave_id: int, wanted: Wanted, typed: Mapping[str, str], now: datetime
) -> Plan:
    """Computes the sample of a wave and keeps it, with what it was computed from.

    Raises:
        Conflict: the wave is open already, or has no strata.
    """
    wave, strata = _planned(session, wave_id), queries.strata(session, wave_id)
    if not strata:
        raise Conflict("Say first how many people live in each stratum.")
    made = plan(parts(strata), wanted)
    for stratum, line in zip(strata, made.lines, strict=True):
        stratum.wanted, stratum.to_draw = line.answers, line.draw
    wave.plan = dict(typed)
    _note_wave(session, clerk, "plan the sample of a wave", wave, f"{made.answers} / {made.draw}", now)
    return made


def open_wave(session: Session, clerk: Actor, wave_id: int, now: datetime) -> None:
    """Takes answers from now on; what is asked stays as it is.

    Raises:
        Conflict: it was open before, another wave is open, nothing is asked, or nobody is drawn.
    """
    wave = _planned(session, wave_id)
    survey = services.locked(session, wave.survey_id)
    _check_may_open(session, survey, wave)
    wave.state = survey.state = rules.OPEN
    _note_wave(session, clerk, "open a wave of a survey", wave, "", now)


def _check_may_open(session: Session, survey: Survey, wave: SurveyWave) -> None:
    if survey.state == rules.ARCHIVED:
        raise Conflict("This survey is archived.")
    others = [one for one in queries.waves(session, survey.id) if one.id != wave.id]
    if any(one.state == rules.OPEN for one in others):
        raise Conflict("Another wave is open. Close it first.")
    if any(one.state == rules.PLANNED and one.number < wave.number for one in others):
        raise Conflict("An earlier wave is not over yet.")
    if not queries.questions(session, survey.id):
        raise Conflict("A survey needs questions before it opens.")
    if survey.kind == rules.RESIDENTS and not queries.strata(session, wave.id):
        raise Conflict("A sample of residents needs strata before it opens.")


def close_wave(session: Session, clerk: Actor, wave_id: int, now: datetime) -> None:
    """Takes no more answers.

    Raises:
        Conflict: it is not open, or sheets that were typed twice are not agreed.
    """
    wave = locked(session, wave_id)
    if wave.state != rules.OPEN:
        raise Conflict("This wave is not open.")
    differing = queries.progress(session, wave_id).differing
    if differing:
        raise Conflict("%(number)s sheets differ between their two copies. Decide them first.", number=differing)
    wave.state = rules.CLOSED
    queries.survey(session, wave.survey_id).state = rules.CLOSED
    _note_wave(session, clerk, "close a wave of a survey", wave, "", now)


def take_answers_out(session: Session, clerk: Actor, wave_id: int, reason: str, now: datetime) -> SurveyWave:
    """Notes that somebody takes out what each person answered, and why; nobody can while answers still come, as two
    looks would tell what came between them.

    Raises:
        Conflict: the wave is not closed.
    """
    wave = locked(session, wave_id)
    if wave.state != rules.CLOSED:
        raise Conflict("Answers one by one are handed out once their wave is closed.")
    _note_wave(session, clerk, "take out survey answers", wave, reason, now)
    return wave


@dataclass(frozen=True, slots=True)
class Disposition:
    """What became of a stratum's sample, as staff types it; None for what is not known."""

    drawn: int | None
    reached: int | None
    refused: int | None


def set_dispositions(
    session: Session, clerk: Actor, wave_id: int, typed: Mapping[int, Disposition], now: datetime
) -> None:
    """Keeps what became of each stratum's sample, by the number of the stratum.

    Raises:
        Invalid: on a field such as `reached_3`: more reached than drawn, more answers than drawn.
    """
    wave, answered = queries.wave(session, wave_id), _answered(session, wave_id)
    for stratum in queries.strata(session, wave_id):
        told = typed[stratum.number]
        _check_disposition(stratum, told, answered.get(stratum.id, 0))
        stratum.drawn, stratum.reached, stratum.refused = told.drawn, told.reached, told.refused
    _note_wave(session, clerk, "note what became of a wave's sample", wave, "", now)


def _check_disposition(stratum: SurveyStratum, told: Disposition, answered: int) -> None:
    try:
        rules.check_dispositions(told.drawn, told.reached, told.refused)
        if told.drawn is not None and told.drawn < answered:
            raise Invalid("%(number)s have answered: no fewer can have been drawn.", field="drawn", number=answered)
    except Invalid as problem:
        raise Invalid(problem.message, field=f"{problem.field}_{stratum.number}", **problem.values) from problem


def _answered(session: Session, wave_id: int) -> dict[int | None, int]:
    found = select(SurveyResponse.stratum_id, func.count()).where(
        SurveyResponse.wave_id == wave_id, SurveyResponse.copy == queries.FIRST
    )
    return dict(session.execute(found.group_by(SurveyResponse.stratum_id)).all())
