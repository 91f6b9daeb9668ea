"""The demonstration's quiz: a wave that is over, with what invented residents answered, and one that is open."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from campaigns.awareness import services
from campaigns.awareness.bank import Bank
from campaigns.awareness.counting import count_what_is_over
from campaigns.awareness.models import QuizAnswer, QuizSitting, QuizWave
from campaigns.awareness.resources import BANK
from campaigns.demo.scenes import in_all
from civic.accounts.models import Account
from civic.errors import msgid
from civic.residents.queries import living
from civic.services import Services

_OVER, _OPEN = msgid("Low-carbon quiz, first round"), msgid("Low-carbon quiz, second round")
_OVER_DAYS, _OPEN_DAYS = (-40, -27), (-4, 17)
"""First and last day of each wave, counted from today."""
_CLERK, _VISITOR = "city", "resident"
_PEOPLE = 240


def add_quizzes(app_services: Services, seed: int, now: datetime) -> None:
    """A wave that was answered and counted, and one that the account `resident` has not answered yet."""
    bank = app_services.get(BANK)
    if not bank.items:
        return
    today = app_services.calendar.today(now)
    with app_services.database.write() as session:
        over = _wave(session, app_services, _OVER, _OVER_DAYS, now)
        _wave(session, app_services, _OPEN, _OPEN_DAYS, now)
        residents = living(session, Account.username != _VISITOR, limit=_PEOPLE)
        for one in residents:
            draw = Random(f"{seed} {one.resident_id}")  # noqa: S311 (no secret: invented people)
            _answer(session, bank, over, one.resident_id, draw)
        session.flush()
        count_what_is_over(session, bank, today, now)


def _wave(session: Session, app_services: Services, title: str, days: tuple[int, int], now: datetime) -> QuizWave:
    first_on, last_on = (app_services.calendar.today(now) + timedelta(days=number) for number in days)
    (clerk,) = living(session, Account.username == _CLERK)
    bank, at = app_services.get(BANK), now + timedelta(days=days[0])
    return services.open_wave(
        session, clerk, bank, in_all(app_services, title), first_on, last_on, today=first_on, now=at
    )


def _answer(session: Session, bank: Bank, wave: QuizWave, resident_id: int, draw: Random) -> None:
    """All that one resident is asked, rightly as often as they are able: half to nearly all of it."""
    able, at = draw.uniform(0.45, 0.95), wave.made_at + timedelta(hours=draw.randrange(240))
    rows = list(_rows(bank, wave, resident_id, able, draw, at))
    session.execute(insert(QuizSitting), [{"wave_id": wave.id, "resident_id": resident_id, "finished_at": at}])
    session.execute(insert(QuizAnswer), rows)


def _rows(
    bank: Bank, wave: QuizWave, resident_id: int, able: float, draw: Random, at: datetime
) -> Iterator[dict[str, Any]]:
    for item in services.paper(bank, wave, resident_id, ()):
        others = range(1, len(bank.items[item].answers))
        place = 0 if draw.random() < able else draw.choice(others)
        key = {"wave_id": wave.id, "resident_id": resident_id, "item": item}
        yield {**key, "place": place, "is_first": True, "answered_at": at}
