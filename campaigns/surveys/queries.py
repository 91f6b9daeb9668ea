"""Reads of surveys, their questions and waves, and of how far a wave has come."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session, aliased

from campaigns.surveys import rules
from campaigns.surveys.models import (
    Survey,
    SurveyAnswer,
    SurveyInvitation,
    SurveyKiosk,
    SurveyQuestion,
    SurveyResponse,
    SurveyStratum,
    SurveyWave,
)
from civic.errors import NotFound

MOST_SURVEYS, MOST_SHEETS = 100, 50
FIRST, SECOND = 1, 2
"""The copies of a sheet; of everything else there is a first one alone."""


def surveys(session: Session) -> Sequence[Survey]:
    """All, the newest first."""
    return session.scalars(select(Survey).order_by(Survey.id.desc()).limit(MOST_SURVEYS)).all()


def survey(session: Session, survey_id: int) -> Survey:
    """One survey.

    Raises:
        NotFound: there is no such survey.
    """
    found = session.get(Survey, survey_id)
    if found is None:
        raise NotFound()
    return found


def survey_called(session: Session, slug: str) -> Survey:
    """The survey whose address that is.

    Raises:
        NotFound: there is none, or nobody is to see it yet.
    """
    found = session.scalars(select(Survey).where(Survey.slug == slug)).one_or_none()
    if found is None or found.state == rules.DRAFT:
        raise NotFound()
    return found


def questions(session: Session, survey_id: int) -> Sequence[SurveyQuestion]:
    """The questions of a survey in their order."""
    found = select(SurveyQuestion).where(SurveyQuestion.survey_id == survey_id)
    return session.scalars(found.order_by(SurveyQuestion.position, SurveyQuestion.id)).all()


def question(session: Session, survey_id: int, question_id: int) -> SurveyQuestion:
    """One question of a survey.

    Raises:
        NotFound: it has no such question.
    """
    found = session.get(SurveyQuestion, question_id)
    if found is None or found.survey_id != survey_id:
        raise NotFound()
    return found


def waves(session: Session, survey_id: int) -> Sequence[SurveyWave]:
    """The waves of a survey in their order."""
    return session.scalars(
        select(SurveyWave).where(SurveyWave.survey_id == survey_id).order_by(SurveyWave.number)
    ).all()


def wave(session: Session, wave_id: int) -> SurveyWave:
    """One wave.

    Raises:
        NotFound: there is no such wave.
    """
    found = session.get(SurveyWave, wave_id)
    if found is None:
        raise NotFound()
    return found


def open_wave(session: Session, survey_id: int) -> SurveyWave | None:
    """The wave of a survey that takes answers, on paper at least."""
    return next((one for one in waves(session, survey_id) if one.state == rules.OPEN), None)


def wave_around(session: Session, campaign_id: int) -> tuple[Survey, SurveyWave] | None:
    """The survey of a campaign that takes answers, and its wave."""
    found = (
        select(Survey, SurveyWave)
        .join(SurveyWave, SurveyWave.survey_id == Survey.id)
        .where(Survey.campaign_id == campaign_id, SurveyWave.state == rules.OPEN)
        .order_by(SurveyWave.id)
    )
    row = session.execute(found.limit(1)).first()
    return (row[0], row[1]) if row else None


def answerable_wave(session: Session, survey_id: int, today: date) -> SurveyWave | None:
    """The wave that people can answer by themselves on a day."""
    found = open_wave(session, survey_id)
    return found if found and found.first_on <= today <= found.last_on else None


def strata(session: Session, wave_id: int) -> Sequence[SurveyStratum]:
    """The strata of a wave in their order."""
    return session.scalars(
        select(SurveyStratum).where(SurveyStratum.wave_id == wave_id).order_by(SurveyStratum.number)
    ).all()


# How far a wave has come


@dataclass(frozen=True, slots=True)
class Count:
    """Responses of a stratum (None: of none) that came in one way."""

    stratum_id: int | None
    mode: str
    is_agreed: bool
    responses: int


def counts(session: Session, wave_id: int) -> list[Count]:
    """The responses of a wave that count, by stratum and mode."""
    by = (SurveyResponse.stratum_id, SurveyResponse.mode, SurveyResponse.is_agreed)
    found = select(*by, func.count()).where(SurveyResponse.wave_id == wave_id, SurveyResponse.copy == FIRST)
    return [Count(*row) for row in session.execute(found.group_by(*by))]


def invitation_counts(session: Session, wave_id: int) -> dict[int | None, tuple[int, int]]:
    """Of each stratum, how many codes were made and how many are used."""
    made: dict[int | None, list[int]] = {}
    by = (SurveyInvitation.stratum_id, SurveyInvitation.is_used)
    found = select(*by, func.count()).where(SurveyInvitation.wave_id == wave_id).group_by(*by)
    for stratum_id, is_used, number in session.execute(found):
        cell = made.setdefault(stratum_id, [0, 0])
        cell[0] += number
        cell[1] += number if is_used else 0
    return {stratum_id: (all_made, used) for stratum_id, (all_made, used) in made.items()}


@dataclass(frozen=True, slots=True)
class Progress:
    """Sheets of a wave: typed at all, typed by two clerks, and of those agreed."""

    once: int
    twice: int
    agreed: int

    @property
    def differing(self) -> int:
        """Whose differences are not decided."""
        return self.twice - self.agreed


def progress(session: Session, wave_id: int) -> Progress:
    """How far the sheets of a wave are typed."""
    by = (SurveyResponse.copy, SurveyResponse.is_agreed)
    found = select(*by, func.count()).where(SurveyResponse.wave_id == wave_id, SurveyResponse.mode == rules.PAPER)
    cells = {(copy, agreed): number for copy, agreed, number in session.execute(found.group_by(*by))}
    once = sum(number for (copy, _), number in cells.items() if copy == FIRST)
    twice = sum(number for (copy, _), number in cells.items() if copy == SECOND)
    return Progress(once, twice, cells.get((FIRST, True), 0))


def differing_sheets(session: Session, wave_id: int) -> list[int]:
    """Numbers of sheets whose two copies differ and were not decided, the first `MOST_SHEETS`."""
    other = aliased(SurveyResponse)
    found = select(SurveyResponse.number).where(
        SurveyResponse.wave_id == wave_id,
        SurveyResponse.copy == FIRST,
        SurveyResponse.mode == rules.PAPER,
        SurveyResponse.is_agreed.is_(False),
        exists().where(
            other.wave_id == SurveyResponse.wave_id, other.number == SurveyResponse.number, other.copy == SECOND
        ),
    )
    return list(session.scalars(found.order_by(SurveyResponse.number).limit(MOST_SHEETS)))


def last_sheet(session: Session, wave_id: int, copy: int) -> int:
    """The highest number of a sheet that was typed in that copy; 0 for none."""
    found = select(func.max(SurveyResponse.number)).where(
        SurveyResponse.wave_id == wave_id, SurveyResponse.copy == copy, SurveyResponse.number <= rules.LAST_SHEET
    )
    return session.scalar(found) or 0


def sheet(session: Session, wave_id: int, number: int) -> dict[int, SurveyResponse]:
    """The copies of a sheet by 1 and 2."""
    found = select(SurveyResponse).where(SurveyResponse.wave_id == wave_id, SurveyResponse.number == number)
    return {one.copy: one for one in session.scalars(found)}


def chosen(session: Session, response_id: int) -> Mapping[int, str]:
    """What a response says, by question."""
    found = select(SurveyAnswer.question_id, SurveyAnswer.chosen).where(SurveyAnswer.response_id == response_id)
    return dict(session.execute(found).all())


# Tablets


def kiosks(session: Session, wave_id: int, now: datetime) -> Sequence[SurveyKiosk]:
    """The tablets that take answers of a wave."""
    found = select(SurveyKiosk).where(SurveyKiosk.wave_id == wave_id, SurveyKiosk.ends_at > now)
    return session.scalars(found.order_by(SurveyKiosk.id)).all()
