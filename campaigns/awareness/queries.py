"""Reads of waves, of a resident's own answers, and of what is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import BigInteger, Date, bindparam, exists, select
from sqlalchemy.orm import Session

from campaigns.awareness.models import QuizAnswer, QuizAnswerResult, QuizItemResult, QuizSitting, QuizWave
from civic.city.text import Text
from civic.database.json_rows import JsonRows
from civic.messages.models import QuietMode

MOST_WAVES = 50


def open_wave(session: Session, today: date) -> QuizWave | None:
    """The wave that can be answered on a day."""
    found = select(QuizWave).where(QuizWave.first_on <= today, QuizWave.last_on >= today)
    return session.scalars(found.order_by(QuizWave.first_on.desc()).limit(1)).first()


def next_wave(session: Session, today: date) -> QuizWave | None:
    """The wave that opens next after a day."""
    return session.scalars(select(QuizWave).where(QuizWave.first_on > today).order_by(QuizWave.first_on)).first()


def waves(session: Session) -> Sequence[QuizWave]:
    """All of them, the newest first."""
    return session.scalars(select(QuizWave).order_by(QuizWave.first_on.desc()).limit(MOST_WAVES)).all()


def answered(session: Session, wave_id: int, resident_id: int) -> dict[str, int]:
    """What a resident has answered in a wave: the place of the chosen answer in the bank, by item."""
    own = select(QuizAnswer.item, QuizAnswer.place).where(
        QuizAnswer.resident_id == resident_id, QuizAnswer.wave_id == wave_id
    )
    return dict(session.execute(own).all())


def has_met(session: Session, resident_id: int, item: str) -> bool:
    """Whether a resident has answered an item in any wave."""
    return bool(session.scalar(select(exists().where(QuizAnswer.resident_id == resident_id, QuizAnswer.item == item))))


@dataclass(frozen=True, slots=True)
class OpenQuiz:
    """A wave that a resident can answer and has not finished."""

    title: Text
    last_on: date


_today = bindparam("today", type_=Date)
_finished = exists().where(
    QuizSitting.wave_id == QuizWave.id,
    QuizSitting.resident_id == bindparam("resident", type_=BigInteger),
    QuizSitting.finished_at.is_not(None),
)
_quiet = exists().where(QuietMode.resident_id == bindparam("resident", type_=BigInteger))
unanswered: JsonRows[OpenQuiz] = JsonRows(
    OpenQuiz,
    select(QuizWave.title, QuizWave.last_on)
    .where(QuizWave.first_on <= _today, QuizWave.last_on >= _today, ~_finished, ~_quiet)
    .limit(1),
)
"""The wave that the front page reminds of, nobody who wants it quiet; `today`, `resident`."""


# What is published


def counted_waves(session: Session) -> Sequence[QuizWave]:
    """The waves whose results are published, the newest first."""
    found = select(QuizWave).where(QuizWave.counted_at.is_not(None))
    return session.scalars(found.order_by(QuizWave.first_on.desc()).limit(MOST_WAVES)).all()


def item_results(session: Session, wave_ids: Sequence[int]) -> Sequence[QuizItemResult]:
    """What is published of the items of some waves."""
    return session.scalars(select(QuizItemResult).where(QuizItemResult.wave_id.in_(wave_ids))).all()


def answer_results(session: Session, wave_ids: Sequence[int]) -> Sequence[QuizAnswerResult]:
    """How many chose each answer, of those of which that is published."""
    return session.scalars(select(QuizAnswerResult).where(QuizAnswerResult.wave_id.in_(wave_ids))).all()
