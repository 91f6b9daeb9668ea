"""Opening waves, and answering in them. Every resident has one counted answer for an item of a wave."""

from collections.abc import Collection
from datetime import date, datetime
from secrets import randbits

from sqlalchemy import delete, select, text
from sqlalchemy.orm import Session

from campaigns.awareness import queries, rules
from campaigns.awareness.bank import Bank
from campaigns.awareness.models import QuizAnswer, QuizSitting, QuizWave
from civic.accounts.audit import by, record
from civic.accounts.identity import Actor
from civic.city.text import Text
from civic.database.driver import DriverTransaction
from civic.database.missing_rows import make_missing
from civic.errors import Conflict, Invalid, NotFound
from footprint.ledger.queries import lock_people
from footprint.ledger.services import Claim, Ledger
from footprint.ledger.services import record as record_in_ledger

_SEED_BITS = 62


def open_wave(
    session: Session,
    clerk: Actor,
    bank: Bank,
    title: Text,
    first_on: date,
    last_on: date,
    *,
    today: date,
    now: datetime,
) -> QuizWave:
    """A wave from its first to its last day.

    Raises:
        Conflict: the city's pack has no quiz.
        Invalid: on `first_on` or `last_on`, days that cannot be.
    """
    if not bank.items:
        raise Conflict("The city has no questions for a quiz yet.")
    _wait_for_others(session)
    _check_days(session, first_on, last_on, today)
    wave = QuizWave(title=title, first_on=first_on, last_on=last_on, seed=randbits(_SEED_BITS), made_at=now)
    session.add(wave)
    session.flush()
    record(session, by(clerk), "open a quiz", f"quiz:{wave.id}", f"{first_on} – {last_on}", now)
    return wave


def _wait_for_others(session: Session) -> None:
    """Of two who open a wave at the same moment, the second sees the first one's days."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE quiz_wave IN SHARE ROW EXCLUSIVE MODE"))


def _check_days(session: Session, first_on: date, last_on: date, today: date) -> None:
    if first_on < today:
        raise Invalid("Please choose today or a later day.", field="first_on")
    if last_on < first_on:
        raise Invalid("The last day is before the first.", field="last_on")
    if (last_on - first_on).days >= rules.LONGEST_DAYS:
        raise Invalid("A quiz is open for at most %(most)s days.", field="last_on", most=rules.LONGEST_DAYS)
    for other in queries.waves(session):
        if rules.overlap((first_on, last_on), (other.first_on, other.last_on)):
            days = {"first": other.first_on, "last": other.last_on}
            raise Invalid("Another quiz is open from %(first)s to %(last)s.", field="first_on", **days)


def cancel_wave(session: Session, clerk: Actor, wave_id: int, *, today: date, now: datetime) -> None:
    """Takes back a wave that has not begun.

    Raises:
        NotFound: there is no such wave.
        Conflict: it has begun.
    """
    wave = session.get(QuizWave, wave_id)
    if wave is None:
        raise NotFound()
    if wave.first_on <= today:
        raise Conflict("This quiz has begun, so it stays open until its last day.")
    session.delete(wave)
    record(session, by(clerk), "cancel a quiz", f"quiz:{wave_id}", "", now)


def paper(bank: Bank, wave: QuizWave, resident_id: int, answered: Collection[str]) -> list[str]:
    """The items that a resident is asked in a wave, in their order."""
    return rules.paper(wave.seed, resident_id, bank.core, bank.others, bank.drawn, answered)


def places(bank: Bank, wave: QuizWave, resident_id: int, item: str) -> list[int]:
    """The answers of an item, by their place in the bank, in the order in which a resident sees them."""
    return rules.places(wave.seed, resident_id, item, len(bank.items[item].answers))


def answer(
    session: Session, ledger: Ledger, bank: Bank, resident_id: int, item: str, chosen: int, now: datetime
) -> None:
    """Keeps an answer; the first one counts. With the last item the wave is finished, and its points are recorded.

    Args:
        chosen: which of the answers, as the resident sees them, from 1.

    Raises:
        Conflict: no wave is open, or the account was erased meanwhile.
        NotFound: the item is not among those that the resident is asked.
        Invalid: none of the answers.
    """
    wave = queries.open_wave(session, ledger.calendar.today(now))
    if wave is None:
        raise Conflict("The quiz is over. Thank you for coming by.")
    if not lock_people(DriverTransaction.of(session), [resident_id]):
        raise Conflict("This account does not exist any more.")
    sitting = _locked_sitting(session, wave.id, resident_id)
    known = queries.answered(session, wave.id, resident_id)
    asked = paper(bank, wave, resident_id, known)
    if item not in asked:
        raise NotFound()
    if item in known:
        return
    order = places(bank, wave, resident_id, item)
    if not 1 <= chosen <= len(order):
        raise Invalid("Please choose one of the answers.", field="answer")
    _keep(session, wave.id, resident_id, item, order[chosen - 1], now)
    if {*known, item} >= {*asked}:
        _finish(session, ledger, bank, sitting, now)


def _locked_sitting(session: Session, wave_id: int, resident_id: int) -> QuizSitting:
    """The resident's row of the wave, the resident locked before it as erasing and the ledger do; what they send at
    the same time waits."""
    make_missing(session, QuizSitting, [{"wave_id": wave_id, "resident_id": resident_id, "finished_at": None}])
    return session.get_one(QuizSitting, (resident_id, wave_id), with_for_update=True)


def _keep(session: Session, wave_id: int, resident_id: int, item: str, place: int, now: datetime) -> None:
    is_first = not queries.has_met(session, resident_id, item)
    kept = QuizAnswer(wave_id=wave_id, resident_id=resident_id, item=item, place=place)
    kept.is_first, kept.answered_at = is_first, now
    session.add(kept)
    session.flush()


def _finish(session: Session, ledger: Ledger, bank: Bank, sitting: QuizSitting, now: datetime) -> None:
    sitting.finished_at = now
    if bank.action:
        name, day = f"quiz:{sitting.wave_id}", ledger.calendar.today(now)
        claim = Claim(sitting.resident_id, name, bank.action, None, 1000, day, source=name)
        record_in_ledger(session, ledger, claim, now)


def forget(session: Session, resident_id: int) -> None:
    """Removes what a resident answered. What was published keeps standing: it names nobody."""
    session.execute(delete(QuizAnswer).where(QuizAnswer.resident_id == resident_id))
    session.execute(delete(QuizSitting).where(QuizSitting.resident_id == resident_id))


def export(session: Session, resident_id: int) -> dict[str, object]:
    """The waves that a resident has begun, and what they answered; place 0 is the right answer."""
    begun = select(QuizSitting).where(QuizSitting.resident_id == resident_id).order_by(QuizSitting.wave_id)
    given = select(QuizAnswer).where(QuizAnswer.resident_id == resident_id).order_by(QuizAnswer.answered_at)
    return {
        "quizzes": [_plain_sitting(one) for one in session.scalars(begun)],
        "quiz_answers": [_plain(one) for one in session.scalars(given)],
    }


def _plain_sitting(one: QuizSitting) -> dict[str, object]:
    return {"quiz": one.wave_id, "finished_at": one.finished_at.isoformat() if one.finished_at else None}


def _plain(one: QuizAnswer) -> dict[str, object]:
    return {
        "quiz": one.wave_id,
        "item": one.item,
        "answer": one.place,
        "is_right": one.place == 0,
        "answered_at": one.answered_at.isoformat(),
    }
