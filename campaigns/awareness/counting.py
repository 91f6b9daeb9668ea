"""Counts a wave once, when it is over: what is published of it then stands, whoever leaves later."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaigns.awareness import rules
from campaigns.awareness.bank import Bank
from campaigns.awareness.models import QuizAnswer, QuizAnswerResult, QuizItemResult, QuizWave
from campaigns.awareness.rules import Answers
from civic.disclosure.live import FEWEST_FOR_A_SHARE, may_be_shown
from civic.statistics import quiz


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer that somebody gave."""

    item: str
    place: int
    is_first: bool


def count_what_is_over(session: Session, bank: Bank, today: date, now: datetime) -> None:
    """Counts every wave whose last day is past and that was not counted yet."""
    over = select(QuizWave).where(QuizWave.last_on < today, QuizWave.counted_at.is_(None))
    for wave in session.scalars(over.with_for_update()).all():
        _count(session, bank, wave)
        wave.counted_at = now


def _count(session: Session, bank: Bank, wave: QuizWave) -> None:
    people = _by_resident(session, wave.id)
    wave.people = len(people) if may_be_shown(len(people)) else None
    whole = [marks for marks in (_marks(one, bank.core) for one in people) if None not in marks]
    if len(whole) >= FEWEST_FOR_A_SHARE:
        wave.kr20_people, wave.kr20_millionths = len(whole), rules.millionths(quiz.kr20(whole))
    for item in bank.items.values():
        given = [one[item.id] for one in people if item.id in one]
        found = rules.told(_cells(given, len(item.answers)), _cells(_first(given), len(item.answers)))
        if found is not None:
            item_rest = None if found.right is None else _item_rest(people, bank.core, item.id)
            session.add(_result(wave.id, item.id, found, item_rest))
            session.add_all(_chosen(wave.id, item.id, found))


def _by_resident(session: Session, wave_id: int) -> list[Mapping[str, _Given]]:
    """What each resident answered, by item."""
    rows = select(QuizAnswer.resident_id, QuizAnswer.item, QuizAnswer.place, QuizAnswer.is_first)
    people: defaultdict[int, dict[str, _Given]] = defaultdict(dict)
    for resident_id, item, place, is_first in session.execute(rows.where(QuizAnswer.wave_id == wave_id)):
        people[resident_id][item] = _Given(item, place, is_first)
    return list(people.values())


def _first(given: Sequence[_Given]) -> list[_Given]:
    return [one for one in given if one.is_first]


def _cells(given: Sequence[_Given], answers: int) -> Answers:
    number = Counter(one.place for one in given)
    return Answers(tuple(number[place] for place in range(answers)))


def _marks(person: Mapping[str, _Given], items: Sequence[str]) -> list[int | None]:
    return [int(person[item].place == 0) if item in person else None for item in items]


def _item_rest(people: Sequence[Mapping[str, _Given]], core: Sequence[str], item: str) -> float | None:
    """The correlation with the share of the core, the item itself left out, that is right: what everybody is asked."""
    names = [*(name for name in core if name != item), item]
    (*_, found) = quiz.items([_marks(one, names) for one in people if item in one])
    return found.item_rest if found else None


def _result(wave_id: int, item: str, found: rules.Told, item_rest: float | None) -> QuizItemResult:
    first_right, first_people = found.first or (None, None)
    return QuizItemResult(
        wave_id=wave_id,
        item=item,
        people=found.people,
        right=found.right,
        first_people=first_people,
        first_right=first_right,
        item_rest_millionths=rules.millionths(item_rest),
    )


def _chosen(wave_id: int, item: str, found: rules.Told) -> list[QuizAnswerResult]:
    return [
        QuizAnswerResult(wave_id=wave_id, item=item, place=place, people=people)
        for place, people in enumerate(found.cells)
        if people is not None
    ]
